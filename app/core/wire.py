"""Messages between the server processes over one PostgreSQL database, through LISTEN and NOTIFY."""

import logging
import secrets
import threading
from collections.abc import Callable
from itertools import count
from queue import SimpleQueue
from typing import Any

import psycopg
from sqlalchemy import Engine, bindparam, func, select
from sqlmodel import Session

from app.core.postgresql import RETRY_SECONDS, own_connection
from app.core.prepared import Prepared

log = logging.getLogger("candour.wire")
CHANNEL = "candour"
PIECE = 7000  # characters of ASCII; PostgreSQL carries fewer than 8000 bytes at a time
LOOK_SECONDS = 1.0  # between looks whether the connection still stands
NOTIFY = Prepared(select(func.pg_notify(CHANNEL, bindparam("payload"))))


class Wire:
    """What one process tells all others; its own messages do not come back to it.

    Messages are ASCII. One thread listens on a connection of its own and begins again when that is lost; after every
    beginning it says that something may have been missed. Another thread sends what goes with no transaction.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._name, self._numbers = secrets.token_hex(6), count()
        self._out: SimpleQueue[str | None] = SimpleQueue()
        self._stopping = threading.Event()
        self._held: dict[str, str] = {}
        self._threads: list[threading.Thread] = []

    def start(self, hear: Callable[[str], None], missed: Callable[[], None]) -> None:
        """Begin: `hear` is given each message, `missed` is called when some may have gone by."""
        self._hear, self._missed = hear, missed
        both = (self._listen, self._speak)
        self._threads = [threading.Thread(target=work, name="wire", daemon=True) for work in both]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End both threads."""
        self._stopping.set()
        self._out.put(None)
        for thread in self._threads:
            thread.join(timeout=3 * LOOK_SECONDS)

    def send(self, message: str) -> None:
        """Tell the others soon, from any thread; lost where the database cannot be reached."""
        self._out.put(message)

    def with_commit(self, session: Session, message: str) -> None:
        """Tell the others if and when this transaction is committed."""
        for piece in self._pieces(message):
            NOTIFY.run(session, payload=piece)

    def _pieces(self, message: str) -> list[str]:
        """The message as payloads: sender and number, how many pieces are left with this one, and the piece."""
        name = f"{self._name}-{next(self._numbers)}"
        parts = [message[at:at + PIECE] for at in range(0, len(message), PIECE)]
        return [f"{name} {len(parts) - before} {part}" for before, part in enumerate(parts)]

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                with own_connection(self._engine) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    self._held.clear()
                    self._missed()
                    self._hear_all(connection)
            except psycopg.Error as error:
                log.warning("not listening to other processes, trying again: %s", error)
                self._stopping.wait(RETRY_SECONDS)

    def _hear_all(self, connection: "psycopg.Connection[Any]") -> None:
        while not self._stopping.is_set():
            for notice in connection.notifies(timeout=LOOK_SECONDS):
                self._take(notice.payload)
            connection.execute("SELECT 1")

    def _take(self, payload: str) -> None:
        name, left, piece = payload.split(" ", 2)
        if name.startswith(self._name):
            return
        message = self._held.pop(name, "") + piece
        if left != "1":
            self._held[name] = message
            return
        try:
            self._hear(message)
        except Exception:
            log.exception("a message of another process could not be taken in")
            self._missed()

    def _speak(self) -> None:
        while not self._stopping.is_set():
            try:
                with own_connection(self._engine) as connection:
                    self._send_all(connection)
            except psycopg.Error as error:
                log.warning("not telling other processes, trying again: %s", error)
                self._stopping.wait(RETRY_SECONDS)

    def _send_all(self, connection: "psycopg.Connection[Any]") -> None:
        while (message := self._out.get()) is not None:
            for piece in self._pieces(message):
                connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, piece))
