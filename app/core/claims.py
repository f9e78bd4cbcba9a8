"""Which server process has which job in hand."""

import logging
import threading
from collections.abc import Collection
from time import monotonic
from typing import Any

import psycopg
from sqlalchemy import Engine

from app.core.postgresql import RETRY_SECONDS, own_connection

log = logging.getLogger("candour.jobs")
KIND = 20170402  # the class of our advisory locks; the lock's second number is the job
GRACE_SECONDS = 10.0
TAKEN = """SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = %s AND objsubid = 2
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


class Alone:
    """One process has every job: what is running when it starts was left by the one before it."""

    def __init__(self) -> None:
        self._started = False

    def take(self, job_id: int) -> bool:
        """Have a job; nobody else wants it."""
        return True

    def holds(self, job_id: int) -> bool:
        """Whether the job is still ours."""
        return True

    def release(self, job_id: int) -> None:
        """The job is finished."""

    def orphans(self, running: Collection[int]) -> list[int]:
        """Those of the running jobs that nobody works on any more."""
        left = [] if self._started else list(running)
        self._started = True
        return left

    def close(self) -> None:
        """Nothing is held."""


class Shared:
    """Several processes over one PostgreSQL: each holds its job by an advisory lock on a connection of its own.

    The lock ends with its process, however that ends, and only then. Where the connection alone is lost, a thread
    makes it anew and takes the lock again; so others wait until a job has been free for `grace` seconds.
    """

    def __init__(self, engine: Engine, grace: float = GRACE_SECONDS) -> None:
        self._engine, self._grace = engine, grace
        self._lock = threading.RLock()
        self._connection: psycopg.Connection[Any] | None = None
        self._held: set[int] = set()
        self._free_since: dict[int, float] = {}
        self._closed, self._watching = threading.Event(), False

    def take(self, job_id: int) -> bool:
        """Whether the job is now ours alone."""
        with self._lock:
            if not self._watching:
                threading.Thread(target=self._watch, name="claims", daemon=True).start()
            self._watching = True
            taken = self._try(job_id)
            if taken:
                self._held.add(job_id)
            return taken

    def holds(self, job_id: int) -> bool:
        """Whether the job is still ours; psycopg.Error where the database cannot be asked."""
        with self._lock:
            self._ask("SELECT 1")
            return job_id in self._held

    def release(self, job_id: int) -> None:
        """Let go of a job that is finished."""
        with self._lock:
            if job_id in self._held:
                self._held.discard(job_id)
                self._ask("SELECT pg_advisory_unlock(%s, %s)", KIND, job_id)

    def orphans(self, running: Collection[int]) -> list[int]:
        """Those of the running jobs that no process has held for a while."""
        with self._lock:
            taken = {row[0] for row in self._ask(TAKEN, KIND)}
        moment = monotonic()
        self._free_since = {job: self._free_since.get(job, moment) for job in running if job not in taken}
        return [job for job, since in self._free_since.items() if moment - since >= self._grace]

    def close(self) -> None:
        """Let go of everything."""
        self._closed.set()
        with self._lock:
            self._drop()

    def _try(self, job_id: int) -> bool:
        return bool(self._ask("SELECT pg_try_advisory_lock(%s, %s)", KIND, job_id)[0][0])

    def _ask(self, statement: str, *values: int) -> list[tuple[Any, ...]]:
        """The rows of a statement, on a new connection where the last one was lost."""
        try:
            return self._connected().execute(statement, values).fetchall()
        except psycopg.OperationalError:
            self._drop()
            return self._connected().execute(statement, values).fetchall()

    def _connected(self) -> "psycopg.Connection[Any]":
        """The connection; a new one takes our jobs again that nobody has taken meanwhile."""
        if self._connection is None:
            self._connection = own_connection(self._engine)
            self._held = {job for job in self._held if self._try(job)}
        return self._connection

    def _drop(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None

    def _watch(self) -> None:
        while not self._closed.wait(RETRY_SECONDS):
            try:
                with self._lock:
                    if self._held:
                        self._ask("SELECT 1")
            except psycopg.Error as error:
                log.warning("the job in hand is not held at the moment, trying again: %s", error)
