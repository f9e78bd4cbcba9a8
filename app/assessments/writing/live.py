"""Who listens to what: events go out to every browser that follows their topic, in this process and in others."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

from sqlmodel import Session

from app.core.database import after_commit
from app.core.wire import Wire

WRITING_SECONDS = 3
AGAIN = "again"  # something may have been missed: look again
TRYING = "trying"  # somebody of another process wants to write, and was too late

Topic = int | str  # a text is known by its id; anything else names itself, such as "rows:12"
Complete = Callable[[Topic, Any], Any]


@dataclass(frozen=True)
class Event:
    """What happened: the name that the browser listens for, and data that JSON can hold."""

    name: str
    data: Any


Queue = asyncio.Queue[Event | None]


class Live:
    """Subscribers by topic in this process, and a wire to the other processes where there are any.

    `tell` and `publish` may be called from any thread.
    """

    def __init__(self, wire: Wire | None = None) -> None:
        self._wire = wire
        self._lock = threading.Lock()
        self._listening: dict[Topic, set[tuple[asyncio.AbstractEventLoop, Queue]]] = {}
        self._writers: dict[Topic, dict[str, float]] = {}
        self._complete: dict[str, Complete] = {TRYING: self._note}

    def start(self) -> None:
        """Begin to hear from other processes."""
        if self._wire:
            self._wire.start(self._hear, self._missed)

    @contextmanager
    def listen(self, *topics: Topic) -> Iterator[Queue]:
        """A queue of what happens to these topics from now on; None means that the server is stopping."""
        entry = (asyncio.get_running_loop(), Queue())
        with self._lock:
            for topic in topics:
                self._listening.setdefault(topic, set()).add(entry)
        try:
            yield entry[1]
        finally:
            with self._lock:
                for topic in topics:
                    self._listening[topic].discard(entry)
                    if not self._listening[topic]:
                        del self._listening[topic]

    def is_followed(self, topic: Topic) -> bool:
        """Whether anybody listens to this topic in this process."""
        return topic in self._listening

    def tell(self, session: Session, topic: Topic, data: Any, name: str, brief: Any = None) -> None:
        """Tell everybody everywhere if and when this transaction is committed.

        `brief` is what other processes are sent in place of large data; see `when_heard`.
        """
        if self._wire:
            self._wire.with_commit(session, _message(topic, name, brief or data))
        after_commit(session, lambda: self._deliver(topic, Event(name, data)))

    def publish(self, topic: Topic, data: Any, name: str) -> None:
        """Tell everybody everywhere now: for what is true only for a moment, since a message may be lost."""
        if self._wire:
            self._wire.send(_message(topic, name, data))
        self._deliver(topic, Event(name, data))

    def when_heard(self, name: str, complete: Complete) -> None:
        """Have events of this name from other processes looked at: what `complete` gives goes on to the browsers.

        Nothing goes on where it gives None.
        """
        self._complete[name] = complete

    def writers(self, session: Session, topic: Topic, client_id: str, succeeds: bool) -> int:
        """How many clients tried to write in the last seconds, this one among them; winners pause in proportion.

        A step that is committed tells other processes of its client by itself; one that comes too late does so here.
        """
        if self._wire and not succeeds:
            self._wire.with_commit(session, _message(topic, TRYING, {"client": client_id}))
        return self.note_writer(topic, client_id)

    def note_writer(self, topic: Topic, client_id: str) -> int:
        """Remember that a client writes; how many do."""
        moment = monotonic()
        with self._lock:
            recent = self._writers.setdefault(topic, {})
            recent[client_id] = moment
            for client, at in list(recent.items()):
                if moment - at > WRITING_SECONDS:
                    del recent[client]
            return len(recent)

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        for topic in list(self._listening):
            self._deliver(topic, None)

    def stop(self) -> None:
        """Hear no more from other processes."""
        if self._wire:
            self._wire.stop()

    def _note(self, topic: Topic, data: Any) -> None:
        self.note_writer(topic, data["client"])

    def _deliver(self, topic: Topic, event: Event | None) -> None:
        with self._lock:
            entries = list(self._listening.get(topic, ()))
        for loop, queue in entries:
            loop.call_soon_threadsafe(queue.put_nowait, event)

    def _hear(self, message: str) -> None:
        topic, name, data = json.loads(message)
        complete = self._complete.get(name)
        if complete:
            data = complete(topic, data)
        if data is not None:
            self._deliver(topic, Event(name, data))

    def _missed(self) -> None:
        for topic in list(self._listening):
            self._deliver(topic, Event(AGAIN, {}))


def _message(topic: Topic, name: str, data: Any) -> str:
    return json.dumps([topic, name, data], separators=(",", ":"))
