"""The application on either database, and two of it over one PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.config import Settings
from app.core.database import Database
from app.main import create_app
from app.migrations.upgrade import upgrade
from tests.assessments.factories import populate
from tests.postgresql import binaries, server

Start = Callable[[], FastAPI]


@pytest.fixture(scope="package")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL with two authorities at work."""
    if binaries() is None:
        pytest.skip("PostgreSQL is not on this machine")
    with server() as url:
        database = Database(url)
        upgrade(database.engine)
        with database.write() as session:
            populate(session)
        database.engine.dispose()
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FastAPI]:
    """The application over SQLite, then over PostgreSQL."""
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(request.getfixturevalue('prepared'), tmp_path)}"
    else:
        url = request.getfixturevalue("postgresql")
    app = create_app(Settings(data_dir=tmp_path, database_url=url))
    yield app
    app.state.database.engine.dispose()


@pytest.fixture
def another(postgresql: str, tmp_path: Path) -> Iterator[Start]:
    """Starts one more application over the same PostgreSQL, its wire connected as in a process of its own."""
    started: list[FastAPI] = []

    def start() -> FastAPI:
        app = create_app(Settings(data_dir=tmp_path, database_url=postgresql))
        app.state.live.start()
        started.append(app)
        return app

    yield start
    for app in started:
        app.state.live.stop()
        app.state.database.engine.dispose()
