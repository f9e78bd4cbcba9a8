"""The editor's protocol: the document, steps up by POST, steps down by a stream of events."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, Field, ValidationError
from sqlmodel import Session
from starlette.responses import JSONResponse, Response, StreamingResponse

from app.assessments.guards import Changing, ChangingPrompt, OnPrompt
from app.assessments.models import Response as Answer
from app.assessments.models import Text
from app.assessments.permissions import Desk, reads_drafts, writes
from app.assessments.texts import queries
from app.assessments.writing import service
from app.assessments.writing.live import Live
from app.core.database import ReadSession, WriteSession, database_of
from app.core.errors import NotFound, Refused
from app.core.permission import GuardedRoute
from app.richtext.schema import SCHEMA_VERSION

router = APIRouter(prefix="/assessments/{authority}/{framework}/{year}/prompts/{prompt}", route_class=GuardedRoute)
Reader = Annotated[Desk, Depends(OnPrompt(reads_drafts))]
Writer = Annotated[Desk, Depends(OnPrompt(writes))]
KEEP_ALIVE_SECONDS = 15


class Sent(BaseModel):
    """Steps of one client on top of a version."""

    version: int = Field(ge=0)
    clientID: str = Field(min_length=1, max_length=64, pattern=r"^[\w.-]+$")
    steps: list[dict[str, Any]] = Field(max_length=2000)


class Rescued(BaseModel):
    """Words that the editor could not keep in the text."""

    text: str = Field(max_length=1_000_000)
    doc: dict[str, Any]


def text_of(session: Session, desk: Desk) -> Text:
    """The text before the actor; NotFound for a register."""
    answer = session.get(Answer, desk.prompt.response_id)
    if answer is None or answer.text_id is None:
        raise NotFound
    text = session.get(Text, answer.text_id)
    assert text is not None
    return text


@router.get("/doc")
def doc(desk: Reader, session: ReadSession, version: int | None = None) -> dict[str, Any]:
    """The document now, or at an earlier version."""
    text = text_of(session, desk)
    wanted = text.version if version is None else version
    return {"version": wanted, "doc": queries.doc_at(session, text, wanted), "schema_version": SCHEMA_VERSION}


@router.get("/steps")
def steps(desk: Reader, session: ReadSession, since: int = 0) -> dict[str, Any]:
    """The steps after a version."""
    text = text_of(session, desk)
    assert text.id is not None
    return {"base": since, "items": queries.steps_since(session, text.id, since)}


@router.post("/steps")
async def write(request: Request, prompt: Annotated[Changing, Depends(ChangingPrompt(writes))]) -> Response:
    """Commit steps: 200 once they are on disk, 409 with the steps that the client lacks, 422 with the reason."""
    body, live = await request.body(), request.app.state.live
    outcome = await prompt.make(lambda session, desk: _write(session, live, desk, body))
    return JSONResponse(
        {"base": outcome.base, "items": outcome.items, "writers": outcome.writers}, 200 if outcome.accepted else 409
    )


def _write(session: Session, live: Live, desk: Desk, body: bytes) -> service.Outcome:
    try:  # only here, so that whoever may not write learns nothing of what would be taken
        sent = Sent.model_validate_json(body)
    except ValidationError as error:
        raise Refused("These changes cannot be read. Reload the page; your words are kept.") from error
    return service.write_steps(session, live, desk, sent.version, sent.clientID, sent.steps)


@router.post("/recovered")
def recovered(desk: Writer, session: WriteSession, rescued: Rescued) -> dict[str, int]:
    """Set words aside for their author."""
    return {"id": service.set_aside(session, desk, rescued.text, rescued.doc)}


@router.get("/events")
async def events(
    request: Request, desk: Reader, since: int = 0, last_event_id: Annotated[str, Header()] = ""
) -> StreamingResponse:
    """A stream of committed steps, beginning right after `since` or the last event that the browser had."""
    start = int(last_event_id) if last_event_id.isdecimal() else since
    text = await database_of(request).near(lambda session: text_of(session, desk))
    assert text.id is not None
    lines = stream(request, text.id, start)
    return StreamingResponse(lines, media_type="text/event-stream", headers={"x-accel-buffering": "no"})


async def stream(request: Request, text_id: int, start: int) -> AsyncIterator[str]:
    """Committed steps of a text after a version, as they come, and news of what stands beside it."""
    live = request.app.state.live
    with live.listen(text_id) as queue:  # before reading what was missed, so that nothing falls between
        missed = await database_of(request).near(lambda session: queries.steps_since(session, text_id, start))
        yield ": open\n\n"
        if missed:
            yield _event({"base": start, "items": missed})
        while True:
            try:
                event = await asyncio.wait_for(queue.get(), KEEP_ALIVE_SECONDS)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if event is None:
                return
            yield _event(event)


def _event(event: dict[str, Any]) -> str:
    if "event" in event:  # news beside the text, which has no version to resume from
        return f"event: {event['event']}\ndata: {{}}\n\n"
    version = event["base"] + len(event["items"])
    return f"id: {version}\nevent: steps\ndata: {json.dumps(event, ensure_ascii=False)}\n\n"
