"""A database made once and copied for each test, the application over it, and people signed in."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlmodel import Session

from app.config import Settings
from app.core.arrivals import Arrivals
from app.core.database import Database
from app.core.files import FileStore
from app.evidence.uploads import Gate
from app.main import create_app
from app.migrations.upgrade import upgrade
from tests import postgresql
from tests.assessments.factories import populate, token_of
from tests.browser import Browser

SignIn = Callable[[str], Browser]
LONGEST = (  # first, so that no process is left alone with one of them at the end
    "tests/registers/test_together.py", "tests/never_lost/", "tests/journeys/", "tests/firefox/", "tests/editor/",
    "tests/house/test_tools.py", "tests/cli/test_serving.py", "tests/publishing/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first; all else stays as it was collected."""
    def place(item: pytest.Item) -> int:
        return next((at for at, start in enumerate(LONGEST) if item.nodeid.startswith(start)), len(LONGEST))

    items.sort(key=place)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with two authorities at work, made once."""
    path = tmp_path_factory.mktemp("prepared") / "candour.sqlite3"
    database = Database(f"sqlite:///{path}")
    upgrade(database.engine)
    with database.write() as session:
        populate(session)
    database.engine.dispose()
    return path


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The application, put together once; each test gives it a database of its own."""
    return create_app(Settings(data_dir=tmp_path_factory.mktemp("data")))


@pytest.fixture
def app(built: FastAPI, prepared: Path, tmp_path: Path) -> Iterator[FastAPI]:
    """The application over a fresh copy of the prepared database."""
    shutil.copy(prepared, tmp_path / "candour.sqlite3")
    built.state.database = Database(f"sqlite:///{tmp_path / 'candour.sqlite3'}")
    built.state.files = FileStore(tmp_path / "files")
    built.state.gate = Gate()
    built.state.arrivals = Arrivals(tmp_path / "arriving")
    yield built
    built.state.database.engine.dispose()


@pytest.fixture(scope="module")
def on_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The application over a PostgreSQL server of its own; skipped where there is none."""
    if postgresql.binaries() is None:
        pytest.skip("PostgreSQL is not on this machine")
    with postgresql.server() as url:
        app = create_app(Settings(data_dir=tmp_path_factory.mktemp("data"), database_url=url))
        upgrade(app.state.database.engine)
        with app.state.database.write() as session:
            populate(session)
        yield app
        app.state.runner.claims.close()
        app.state.database.engine.dispose()


@pytest.fixture
def session(app: FastAPI) -> Iterator[Session]:
    """One transaction for setting something up; commit it before asking for a page."""
    with app.state.database.write() as session:
        yield session


@pytest.fixture
def sign_in(app: FastAPI) -> SignIn:
    """A browser signed in as somebody: a role such as author, or stranger for the other authority."""
    return lambda name: Browser(app, token_of(name))


@pytest.fixture
def client(app: FastAPI) -> Browser:
    """A browser in which nobody is signed in."""
    return Browser(app, "nobody")
