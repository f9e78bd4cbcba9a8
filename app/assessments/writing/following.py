"""Following a text: a stream of its steps and of whatever else happens to it, and signs of who is there."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, Field
from starlette.responses import StreamingResponse

from app.assessments.guards import OnPrompt
from app.assessments.permissions import Desk, reads_drafts, writes
from app.assessments.texts.queries import steps_since
from app.assessments.writing.announcing import STEPS
from app.assessments.writing.live import AGAIN, Event, Live
from app.assessments.writing.presence import PRESENCE, Presence, Sign
from app.assessments.writing.queries import text_id_of
from app.core.database import Database, database_of
from app.core.permission import GuardedRoute

router = APIRouter(prefix="/assessments/{authority}/{framework}/{year}/prompts/{prompt}", route_class=GuardedRoute)
Reader = Annotated[Desk, Depends(OnPrompt(reads_drafts))]
KEEP_ALIVE_SECONDS = 15
OPEN = "retry: 1000\n: open\n\n"  # milliseconds until a browser whose connection was cut tries again
Position = Annotated[int | None, Field(ge=0)]


class Seen(BaseModel):
    """What a window says of itself; without a version it shows the text and has no editor open."""

    clientID: str = Field(min_length=1, max_length=64, pattern=r"^[\w.-]+$")
    version: Position = None
    anchor: Position = None
    head: Position = None
    leaving: bool = False


@router.post("/presence")
async def presence(request: Request, desk: Reader, seen: Seen) -> dict[str, Any]:
    """Take in a sign that somebody is here, or has left; gives who is, and which of them is asking."""
    here: Presence = request.app.state.presence
    text_id = await database_of(request).near(lambda session: text_id_of(session, desk.prompt))
    person = desk.actor.person_id
    if seen.leaving:
        here.leave(text_id, seen.clientID, person)
    else:
        doing = "writing" if seen.version is not None and writes(desk.actor, desk) else "reading"
        sign = Sign(seen.clientID, person, desk.actor.name, doing, seen.version, seen.anchor, seen.head)
        here.note(text_id, sign)
    return {"person": person, "here": [asdict(sign) for sign in here.here(text_id)]}


@router.get("/events")
async def events(
    request: Request, desk: Reader, since: int = 0, last_event_id: Annotated[str, Header()] = ""
) -> StreamingResponse:
    """A stream of what happens to a text; its steps begin right after `since` or the last that the browser had."""
    start = int(last_event_id) if last_event_id.isdecimal() else since
    text_id = await database_of(request).near(lambda session: text_id_of(session, desk.prompt))
    return stream(request, text_id, start)


def stream(request: Request, text_id: int, start: int) -> StreamingResponse:
    """The events of a text, its steps beginning right after a version."""
    follower = Follower(database_of(request), text_id, start)
    told = _told(request.app.state.live, follower, request.app.state.presence)
    return StreamingResponse(told, media_type="text/event-stream", headers={"x-accel-buffering": "no"})


class Follower:
    """A browser that follows a text: it is told each step once and in order, up to `version` so far."""

    def __init__(self, database: Database, text_id: int, version: int) -> None:
        self.database, self.text_id, self.version = database, text_id, version

    async def missed(self) -> str:
        """The steps after `version` as an event, or nothing."""
        base = self.version
        return self._steps(base, await self.database.near(lambda session: steps_since(session, self.text_id, base)))

    async def told(self, event: Event) -> str:
        """What happened as the browser is to be told, or nothing where it knows already."""
        if event.name == AGAIN:
            return await self.missed() + _event(event.name, event.data)
        if event.name != STEPS:
            return _event(event.name, event.data)
        base, items = event.data["base"], event.data["items"]
        if base > self.version:  # an earlier change, of another thread or process, has yet to arrive
            return await self.missed()
        return self._steps(self.version, items[self.version - base:])

    def _steps(self, base: int, items: list[dict[str, Any]]) -> str:
        if not items:
            return ""
        self.version = base + len(items)
        return f"id: {self.version}\n" + _event(STEPS, {"text": self.text_id, "base": base, "items": items})


async def _told(live: Live, follower: Follower, presence: Presence) -> AsyncIterator[str]:
    with live.listen(follower.text_id) as queue:  # before reading what was missed, so that nothing falls between
        here = [asdict(sign) for sign in presence.here(follower.text_id)]
        yield OPEN + await follower.missed() + _event(PRESENCE, {"here": here})
        while True:
            try:
                event = await asyncio.wait_for(queue.get(), KEEP_ALIVE_SECONDS)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if event is None:
                return
            if said := await follower.told(event):
                yield said


def _event(name: str, data: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
