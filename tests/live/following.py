"""A browser that follows a topic, without a browser."""

import asyncio
from collections.abc import Callable
from typing import Any

from app.assessments.writing.live import Event, Live, Topic

PATIENCE = 20  # seconds on a busy machine


async def next_event(queue: "asyncio.Queue[Event | None]", name: str) -> Any:
    """The data of the next event of a name."""
    async with asyncio.timeout(PATIENCE):
        while (event := await queue.get()) is None or event.name != name:
            pass
        return event.data


def heard(live: Live, topic: Topic, name: str, act: Callable[[], object]) -> Any:
    """What a follower hears under a name once `act` is done, which happens in a thread as a request would.

    What was said while the wire was being connected is no answer, so that is waited for first.
    """

    async def follow() -> Any:
        with live.listen(topic) as queue:
            await asyncio.to_thread(act)
            return await next_event(queue, name)

    return asyncio.run(follow())
