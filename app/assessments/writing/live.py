"""Who is looking at which text: steps go out to them after their commit."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

WRITING_SECONDS = 3


class Live:
    """Subscribers by text in this process; `publish` may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listening: dict[int, set[tuple[asyncio.AbstractEventLoop, asyncio.Queue[dict[str, Any] | None]]]] = {}
        self._writers: dict[int, dict[str, float]] = {}

    @contextmanager
    def listen(self, text_id: int) -> Iterator[asyncio.Queue[dict[str, Any] | None]]:
        """A queue of what happens to a text from now on; None means that the server is stopping."""
        entry = (asyncio.get_running_loop(), asyncio.Queue[dict[str, Any] | None]())
        with self._lock:
            self._listening.setdefault(text_id, set()).add(entry)
        try:
            yield entry[1]
        finally:
            with self._lock:
                self._listening[text_id].discard(entry)

    def publish(self, text_id: int, event: dict[str, Any] | None) -> None:
        """Tell everybody who listens to this text."""
        with self._lock:
            entries = list(self._listening.get(text_id, ()))
        for loop, queue in entries:
            loop.call_soon_threadsafe(queue.put_nowait, event)

    def writers(self, text_id: int, client_id: str) -> int:
        """How many clients tried to write in the last seconds, this one among them; winners pause in proportion."""
        moment = monotonic()
        with self._lock:
            recent = self._writers.setdefault(text_id, {})
            recent[client_id] = moment
            for client, at in list(recent.items()):
                if moment - at > WRITING_SECONDS:
                    del recent[client]
            return len(recent)

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        for text_id in list(self._listening):
            self.publish(text_id, None)
