"""Durable background work: a table of jobs and an embedded runner that survives a restart."""

import json
import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Field, Session, SQLModel, select

from app.core.clock import now
from app.core.database import Database, after_commit
from app.core.errors import CandourError

log = logging.getLogger("candour.jobs")


class Job(SQLModel, table=True):
    """One piece of work; `state` is waiting, running, done or failed and only the runner changes it."""

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    arguments: str
    state: str = Field(default="waiting", index=True)
    done: int = 0
    total: int = 0
    label: str = "Waiting to start"
    result: str = "{}"
    person_id: int | None = None
    authority_id: int | None = None
    created_at: datetime
    ended_at: datetime | None = None


Progress = Callable[[int, int, str], None]
Task = Callable[[Database, dict[str, Any], Progress], dict[str, Any]]


def enqueue(session: Session, kind: str, arguments: dict[str, Any], person_id: int, authority_id: int) -> Job:
    """Ask for work inside the transaction of the act that wants it; it starts after the commit."""
    job = Job(
        kind=kind, arguments=json.dumps(arguments), created_at=now(), person_id=person_id, authority_id=authority_id
    )
    session.add(job)
    session.flush()
    return job


class Runner:
    """A thread that works through waiting jobs, one at a time, in the order of asking."""

    def __init__(self, database: Database, tasks: dict[str, Task]) -> None:
        self.database, self.tasks = database, tasks
        self._wake, self._stop = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin; work that a crash interrupted starts again."""
        with self.database.write() as session:
            session.execute(update(Job).where(Job.state == "running").values(state="waiting"))  # type: ignore[arg-type]
        self._thread.start()

    def stop(self) -> None:
        """Finish the job in hand and end."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)

    def wake_after(self, session: Session) -> None:
        """Look for work as soon as this transaction is on disk."""
        after_commit(session, self._wake.set)

    def _run(self) -> None:
        while not self._stop.is_set():
            if not self._one():
                self._wake.wait(timeout=2)
                self._wake.clear()

    def _one(self) -> bool:
        with self.database.write() as session:
            job = session.exec(select(Job).where(Job.state == "waiting").order_by(Job.id)).first()  # type: ignore[arg-type]
            if job is None:
                return False
            job.state, job.label = "running", "Starting"
        self._finish(job, *self._work(job))
        return True

    def _work(self, job: Job) -> tuple[str, dict[str, Any]]:
        def progress(done: int, total: int, label: str) -> None:
            with self.database.write() as session:
                session.execute(
                    update(Job).where(Job.id == job.id).values(done=done, total=total, label=label)  # type: ignore[arg-type]
                )

        try:
            return "done", self.tasks[job.kind](self.database, json.loads(job.arguments), progress)
        except CandourError as error:
            return "failed", {"error": error.sentence}
        except Exception:
            log.exception("job %s failed", job.id)
            return "failed", {"error": "Something went wrong on our side. Nothing was changed; try again."}

    def _finish(self, job: Job, state: str, result: dict[str, Any]) -> None:
        with self.database.write() as session:
            row = session.get(Job, job.id)
            assert row is not None
            row.state, row.result, row.ended_at = state, json.dumps(result), now()
