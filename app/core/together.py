"""Short changes that wait for the disk together."""

from asyncio import AbstractEventLoop, Future, get_running_loop
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from threading import Lock
from typing import Any

from sqlmodel import Session

Change = tuple[Callable[[Session], Any], "Future[Any]"]
Writing = Callable[[], AbstractContextManager[Session]]


class Busy(Exception):
    """Somebody else is writing."""


class Together:
    """Changes made one after another; those that arrive together share a transaction, and so one wait for the disk.

    Each is told that it is done only once the transaction is on disk. They are made on the event loop, since that
    wait is shorter than a thread takes to be woken. Where one of several fails, all are undone and made again one
    by one in a thread; and so they are while a longer transaction holds the database. `at_once` opens a
    transaction or raises Busy; `patient` waits for its turn.
    """

    def __init__(self, at_once: Writing, patient: Writing) -> None:
        self._at_once, self._patient = at_once, patient
        self._waiting: list[Change] = []
        self._lock = Lock()
        self._thread = ThreadPoolExecutor(1, "changes")

    async def make(self, change: Callable[[Session], Any]) -> Any:
        """What the change gives, once it is committed; whatever it raises, once it is undone."""
        loop = get_running_loop()
        done: Future[Any] = loop.create_future()
        with self._lock:
            self._waiting.append((change, done))
        loop.call_soon(self._commit_waiting, loop)
        return await done

    def _commit_waiting(self, loop: AbstractEventLoop) -> None:
        with self._lock:
            changes, self._waiting = self._waiting, []
        if not changes:
            return
        try:
            with self._at_once() as session:
                results = [change(session) for change, _ in changes]
        except Exception as error:
            if len(changes) == 1 and not isinstance(error, Busy):
                _tell(changes[0][1], None, error)
            else:
                self._thread.submit(self._commit_apart, changes, loop)
        else:
            for (_, done), result in zip(changes, results, strict=True):
                _tell(done, result)

    def _commit_apart(self, changes: list[Change], loop: AbstractEventLoop) -> None:
        for change, done in changes:
            outcome: tuple[Any, Exception | None]
            try:
                with self._patient() as session:
                    outcome = change(session), None
            except Exception as error:
                outcome = None, error
            loop.call_soon_threadsafe(_tell, done, *outcome)


def _tell(done: "Future[Any]", result: Any, error: Exception | None = None) -> None:
    if done.done():  # whoever asked has gone away
        return
    if error:
        done.set_exception(error)
    else:
        done.set_result(result)
