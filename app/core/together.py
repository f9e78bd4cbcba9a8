"""Short changes that wait for the disk together."""

from asyncio import wrap_future
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from threading import Lock
from typing import Any

from sqlmodel import Session

Change = tuple[Callable[[Session], Any], "Future[Any]"]
Writing = Callable[[], AbstractContextManager[Session]]


class Together:
    """Changes made one after another in one thread; those that were waiting share a transaction.

    Each is told that it is done only once the transaction is on disk. One that fails is undone alone, and the
    others go on. This suits SQLite, which lets one write at a time and waits for the disk at every commit.
    """

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._waiting: list[Change] = []
        self._lock = Lock()
        self._thread = ThreadPoolExecutor(1, "changes")

    async def make(self, change: Callable[[Session], Any]) -> Any:
        """What the change gives, once it is committed; whatever it raises, once it is undone."""
        done: Future[Any] = Future()
        with self._lock:
            self._waiting.append((change, done))
        self._thread.submit(self._commit_waiting)
        return await wrap_future(done)

    def _commit_waiting(self) -> None:
        with self._lock:
            changes, self._waiting = self._waiting, []
        begun = [(change, done) for change, done in changes if done.set_running_or_notify_cancel()]
        results: list[tuple[Future[Any], Any]] = []
        try:
            with self._writing() as session:
                results = _carry_out(session, begun)
        except BaseException as error:
            for done in (done for _, done in begun if not done.done()):
                done.set_exception(error)
            return
        for done, result in results:
            done.set_result(result)


def _carry_out(session: Session, changes: list[Change]) -> "list[tuple[Future[Any], Any]]":
    """What each change gives; of several, one that fails is told here and left out."""
    if len(changes) == 1:
        return [(done, change(session)) for change, done in changes]
    results = []
    for change, done in changes:
        follow = list(session.info.get("after_commit", ()))
        try:
            with session.begin_nested():
                result = change(session)
            results.append((done, result))
        except Exception as error:
            session.info["after_commit"] = follow
            done.set_exception(error)
    return results
