"""Who is at which text, in the memory of each server process alone: nothing of it is ever stored."""

import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from time import monotonic
from typing import Any

from app.assessments.writing.live import Live, Topic

PRESENCE = "presence"
LASTS_SECONDS = 45  # without a sign; browsers give one every 20
MOST_WINDOWS = 8  # that one person may have open on one text


@dataclass(frozen=True)
class Sign:
    """One window of one person: what they do there, and where the caret is in which version of the text."""

    client: str
    person: int
    name: str
    doing: str  # reading or writing
    version: int | None = None
    anchor: int | None = None
    head: int | None = None


Windows = dict[str, tuple[float, Sign]]  # by client id, the one that gave a sign last at the end


class Presence:
    """The windows that are open on each text, whichever process they are connected to."""

    def __init__(self, live: Live, clock: Callable[[], float] = monotonic) -> None:
        self._live, self._clock = live, clock
        self._lock = threading.Lock()
        self._here: dict[Topic, Windows] = {}
        live.when_heard(PRESENCE, self._heard)

    def note(self, topic: Topic, sign: Sign) -> None:
        """Take in a sign and pass it on to everybody who follows the text."""
        if self._keep(topic, sign):
            self._live.publish(topic, {"here": [asdict(sign)]}, PRESENCE)

    def leave(self, topic: Topic, client: str, person: int) -> None:
        """A window was closed; only its own person can say so."""
        if self._forget(topic, client, person):
            self._live.publish(topic, {"left": [{"client": client, "person": person}]}, PRESENCE)

    def here(self, topic: Topic) -> list[Sign]:
        """Everybody who gave a sign of late."""
        with self._lock:
            return [sign for _, sign in self._fresh(topic).values()]

    def _heard(self, topic: Topic, data: dict[str, Any]) -> dict[str, Any]:
        for sign in data.get("here", ()):
            self._keep(topic, Sign(**sign))
        for gone in data.get("left", ()):
            self._forget(topic, **gone)
        return data

    def _keep(self, topic: Topic, sign: Sign) -> bool:
        """Whether the sign counts: a client id belongs to whoever used it first."""
        with self._lock:
            windows = self._fresh(topic)
            before = windows.pop(sign.client, None)
            if before and before[1].person != sign.person:
                windows[sign.client] = before
                return False
            own = [client for client, (_, one) in windows.items() if one.person == sign.person]
            for client in own[:max(0, len(own) - MOST_WINDOWS + 1)]:
                del windows[client]
            windows[sign.client] = (self._clock(), sign)
            return True

    def _forget(self, topic: Topic, client: str, person: int) -> bool:
        with self._lock:
            windows = self._fresh(topic)
            if client not in windows or windows[client][1].person != person:
                return False
            del windows[client]
            return True

    def _fresh(self, topic: Topic) -> Windows:
        """The windows of a text, the silent ones left out; with each look goes one at the text looked at longest ago,
        so that those that everybody has left are forgotten in time."""
        since = self._clock() - LASTS_SECONDS
        for one in (next(iter(self._here), topic), topic):
            windows = self._here.pop(one, {})
            kept = {client: (at, sign) for client, (at, sign) in windows.items() if at >= since}
            if kept or one == topic:
                self._here[one] = kept
        return self._here[topic]
