"""The demonstration, loaded once for the tests that look at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from app.cli.store import open_store
from app.config import Settings
from app.core.database import Database
from tests.demonstration import copy_of_demonstration


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demonstration keeps its things."""
    return copy_of_demonstration(tmp_path_factory)


@pytest.fixture(scope="package")
def store(folder: Path) -> Iterator[Database]:
    """A store with the demonstration in it; tests only look."""
    database = open_store(Settings(data_dir=folder, database_url=""))
    yield database
    database.engine.dispose()


@pytest.fixture
def look(store: Database) -> Iterator[Session]:
    """A session for reading."""
    with store.read() as session:
        yield session
