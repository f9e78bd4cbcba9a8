"""The demonstration, loaded once in a run for all tests that write in it, each in a copy of its own."""

import fcntl
import shutil
import time
from functools import partial
from pathlib import Path

import pytest
from sqlmodel import col, select

from app.bench.stage import staged
from app.core.database import Database
from app.core.files import FileStore
from app.core.jobs import Job, Runner
from app.evidence.passages.service import READ_FILE, read_revision


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
    """What the bench makes itself a stage of, its files read."""
    with staged(None) as stage:
        _read(stage.database, FileStore(stage.folder / "files"))
        stage.database.engine.dispose()
        shutil.copytree(stage.folder, folder)
    return folder


def _read(database: Database, files: FileStore) -> None:
    """Have the text of its files read now, which every server over a copy would otherwise do again."""
    runner = Runner(database, {READ_FILE: partial(read_revision, files)})
    runner.start()
    while _waiting(database):
        time.sleep(0.2)
    runner.stop()


def _waiting(database: Database) -> bool:
    with database.read() as session:
        return session.exec(select(Job).where(col(Job.state).in_(["waiting", "running"])).limit(1)).first() is not None
