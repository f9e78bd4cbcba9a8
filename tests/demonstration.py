"""The demonstration, loaded once in a run for all tests that write in it, each in a copy of its own."""

import fcntl
import shutil
from pathlib import Path

import pytest

from app.cli.store import open_store
from app.config import Settings
from app.core.files import FileStore
from app.demo.seed import seed


def copy_of_demonstration(factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the demonstration's database and files."""
    base = factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base  # each of several workers has a base of its own
    filled = shared / "demonstration"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not filled.exists():
            _fill(shared / "filling").rename(filled)
    return Path(shutil.copytree(filled, factory.mktemp("demo"), dirs_exist_ok=True))


def _fill(folder: Path) -> Path:
    folder.mkdir()
    database = open_store(Settings(data_dir=folder, database_url=""))
    with database.write() as session:
        assert seed(session, FileStore(folder / "files"))
    database.engine.dispose()
    return folder
