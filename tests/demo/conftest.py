"""The demonstration, loaded once for the tests that look at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from app.cli.store import open_store
from app.config import Settings
from app.core.database import Database
from app.core.files import FileStore
from app.demo.seed import seed


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demonstration keeps its things."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="package")
def store(folder: Path) -> Iterator[Database]:
    """A store with the demonstration in it; tests only look."""
    database = open_store(Settings(data_dir=folder, database_url=""))
    with database.write() as session:
        assert seed(session, FileStore(folder / "files"))
    yield database
    database.engine.dispose()


@pytest.fixture
def look(store: Database) -> Iterator[Session]:
    """A session for reading."""
    with store.read() as session:
        yield session
