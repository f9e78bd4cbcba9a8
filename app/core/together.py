"""Short changes that wait for the disk together."""

from asyncio import get_running_loop, wrap_future
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
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

    Each is told that it is done only once the transaction is on disk. One that fails is undone alone, and the
    others go on. They are made on the event loop, since that wait is shorter than a thread takes to be woken; while
    a longer transaction holds the database, in a thread that waits for its end. `at_once` opens a transaction or
    raises Busy; `patient` waits for its turn.
    """

    def __init__(self, at_once: Writing, patient: Writing) -> None:
        self._at_once, self._patient = at_once, patient
        self._waiting: list[Change] = []
        self._lock = Lock()
        self._thread = ThreadPoolExecutor(1, "changes")

    async def make(self, change: Callable[[Session], Any]) -> Any:
        """What the change gives, once it is committed; whatever it raises, once it is undone."""
        done: Future[Any] = Future()
        with self._lock:
            self._waiting.append((change, done))
        get_running_loop().call_soon(self._commit_waiting)
        return await wrap_future(done)

    def _commit_waiting(self) -> None:
        with self._lock:
            changes, self._waiting = self._waiting, []
        begun = [(change, done) for change, done in changes if done.set_running_or_notify_cancel()]
        if begun:
            try:
                _commit(self._at_once, begun)
            except Busy:
                self._thread.submit(_commit, self._patient, [one for one in begun if not one[1].done()])


def _commit(writing: Writing, changes: list[Change]) -> None:
    """Make changes in one transaction and tell each what became of it; Busy where none could begin.

    Where one fails, all are undone and each is made again by itself, so that only that one is lost.
    """
    try:
        with writing() as session:
            results = [(done, change(session)) for change, done in changes]
    except Busy:
        raise
    except BaseException as error:
        if len(changes) == 1:
            changes[0][1].set_exception(error)
        else:
            for one in changes:
                _commit(writing, [one])
    else:
        for done, result in results:
            done.set_result(result)
