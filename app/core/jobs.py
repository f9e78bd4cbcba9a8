"""Durable background work: a table of jobs, and a runner in each server process that survives its end."""

import json
import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import psycopg
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Field, Session, SQLModel, col, select

from app.core.claims import Alone, Shared
from app.core.clock import now
from app.core.database import Database, after_commit
from app.core.errors import CandourError

log = logging.getLogger("candour.jobs")
LOOK_SECONDS = 2


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


def enqueue(
    session: Session, kind: str, arguments: dict[str, Any], person_id: int | None, authority_id: int | None
) -> Job:
    """Ask for work inside the transaction of the act that wants it; it starts after the commit."""
    job = Job(
        kind=kind, arguments=json.dumps(arguments), created_at=now(), person_id=person_id, authority_id=authority_id
    )
    session.add(job)
    session.flush()
    return job


class _Stopped(Exception):
    """The program ends while a job is in hand."""


class Runner:
    """A thread that works through waiting jobs, one at a time, in the order of asking.

    Several processes may each have one over the same PostgreSQL: a job runs in one of them, and starts again in
    another one if that process dies.
    """

    def __init__(self, database: Database, tasks: dict[str, Task]) -> None:
        self.database, self.tasks = database, tasks
        self.claims: Alone | Shared = Alone() if database.engine.dialect.name == "sqlite" else Shared(database.engine)
        self._wake, self._stop = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin; work that a crash interrupted starts again."""
        self._thread.start()

    def stop(self) -> None:
        """End after the step in hand; a job that is not finished starts again when somebody next looks for work."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)
        self.claims.close()

    def wake_after(self, session: Session) -> None:
        """Look for work as soon as this transaction is on disk."""
        after_commit(session, self._wake.set)

    def _run(self) -> None:
        while not self._stop.is_set():
            if not self._tried():
                self._wake.wait(timeout=LOOK_SECONDS)
                self._wake.clear()

    def _tried(self) -> bool:
        """Whether there was a job to do; a database that is away is asked again later."""
        try:
            self._take_over()
            return self._one()
        except (SQLAlchemyError, psycopg.Error) as error:
            log.warning("the jobs cannot be looked at, trying again: %s", error)
            return False

    def _take_over(self) -> None:
        """Let jobs wait again whose process has died."""
        with self.database.read() as session:
            running = session.exec(select(col(Job.id)).where(Job.state == "running")).all()
        for job_id in self.claims.orphans([one for one in running if one is not None]):
            if self.claims.take(job_id):
                with self.database.write() as session:
                    session.execute(
                        update(Job).where(col(Job.id) == job_id, col(Job.state) == "running").values(state="waiting")
                    )
                self.claims.release(job_id)

    def _one(self) -> bool:
        job = self._claimed()
        if job is None:
            return False
        assert job.id is not None
        try:
            self._finish(job, *self._work(job))
        finally:
            self.claims.release(job.id)
        return True

    def _claimed(self) -> Job | None:
        """The next job, now ours: it is held before anybody can see that it runs."""
        with self.database.write() as session:
            job = session.exec(
                select(Job).where(Job.state == "waiting").order_by(col(Job.id)).limit(1)
                .with_for_update(skip_locked=True)
            ).first()
            if job is None or job.id is None or not self.claims.take(job.id):
                return None
            job.state, job.label = "running", "Starting"
        return job

    def _work(self, job: Job) -> tuple[str, dict[str, Any]]:
        def progress(done: int, total: int, label: str) -> None:
            if self._stop.is_set():
                raise _Stopped
            with self.database.write() as session:
                session.execute(update(Job).where(col(Job.id) == job.id).values(done=done, total=total, label=label))

        try:
            return "done", self.tasks[job.kind](self.database, json.loads(job.arguments), progress)
        except _Stopped:
            return "waiting", {}
        except CandourError as error:
            return "failed", {"error": error.sentence}
        except Exception:
            log.exception("job %s failed", job.id)
            return "failed", {"error": "Something went wrong on our side. Nothing was changed; try again."}

    def _finish(self, job: Job, state: str, result: dict[str, Any]) -> None:
        """Write down what came of a job, unless it has gone to another process meanwhile."""
        assert job.id is not None
        if not self.claims.holds(job.id):
            log.warning("job %s went to another process while its connection was lost", job.id)
            return
        with self.database.write() as session:
            row = session.get_one(Job, job.id)
            row.state, row.result, row.ended_at = state, json.dumps(result), None if state == "waiting" else now()
