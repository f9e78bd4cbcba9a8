"""The editor's protocol over a private draft: the same as over an answer, for its author alone.

The draft's number is part of the address, so that what a browser still holds for one never goes into another.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from pydantic import ValidationError
from sqlmodel import Session
from starlette.responses import JSONResponse, Response, StreamingResponse

from app.assessments.guards import Changing, ChangingPrompt, OnPrompt
from app.assessments.models import Text
from app.assessments.permissions import Desk, reads_drafts
from app.assessments.suggesting import service
from app.assessments.texts.queries import doc_at, steps_since
from app.assessments.writing.following import stream
from app.assessments.writing.live import Live
from app.assessments.writing.protocol import Rescued, Sent
from app.assessments.writing.service import Outcome, Sending, set_aside
from app.core.database import ReadSession, WriteSession, database_of
from app.core.errors import NotFound, Refused
from app.core.json_bodies import json_of
from app.core.permission import GuardedRoute
from app.richtext.schema import SCHEMA_VERSION

router = APIRouter(
    prefix="/assessments/{authority}/{framework}/{year}/prompts/{prompt}/suggest/{draft}", route_class=GuardedRoute
)
Reader = Annotated[Desk, Depends(OnPrompt(reads_drafts))]


def _own(session: Session, desk: Desk, draft: int) -> Text:
    found = session.get(Text, service.own_draft(session, desk, draft).own_text_id)
    if found is None:
        raise NotFound
    return found


@router.get("/doc")
def doc(desk: Reader, session: ReadSession, draft: int, version: int | None = None) -> dict[str, Any]:
    """The draft now, or at an earlier version."""
    text = _own(session, desk, draft)
    wanted = text.version if version is None else version
    found = doc_at(session, text, wanted)
    return {"text": text.id, "version": wanted, "doc": found, "schema_version": SCHEMA_VERSION}


@router.get("/steps")
def steps(desk: Reader, session: ReadSession, draft: int, since: int = 0) -> dict[str, Any]:
    """The steps after a version."""
    text = _own(session, desk, draft)
    assert text.id is not None
    return {"text": text.id, "base": since, "items": steps_since(session, text.id, since)}


@router.post("/steps")
async def write(
    request: Request, prompt: Annotated[Changing, Depends(ChangingPrompt(reads_drafts))], draft: int
) -> Response:
    """Commit steps: 200 once they are on disk, 409 with the steps that the client lacks, 422 with the reason."""
    body, live = await json_of(request), request.app.state.live
    outcome = await prompt.make(lambda session, desk: _write(session, live, desk, draft, body))
    return JSONResponse(
        {"text": outcome.text_id, "base": outcome.base, "items": outcome.items, "writers": outcome.writers},
        200 if outcome.accepted else 409,
    )


def _write(session: Session, live: Live, desk: Desk, draft: int, body: bytes) -> Outcome:
    try:
        sent = Sent.model_validate_json(body)
    except ValidationError as error:
        raise Refused("These changes cannot be read. Reload the page; your words are kept.") from error
    sending = Sending(sent.text, sent.version, sent.clientID, sent.steps, sent.rebase)
    return service.write_steps(session, live, desk, draft, sending)


@router.post("/recovered")
def recovered(desk: Reader, session: WriteSession, rescued: Rescued) -> dict[str, int]:
    """Set words aside for their author."""
    return {"id": set_aside(session, desk, rescued.text, rescued.doc)}


@router.get("/events")
async def events(
    request: Request, desk: Reader, draft: int, since: int = 0, last_event_id: Annotated[str, Header()] = ""
) -> StreamingResponse:
    """A stream of the draft's steps, for its author's other windows."""
    start = int(last_event_id) if last_event_id.isdecimal() else since
    text = await database_of(request).near(lambda session: _own(session, desk, draft))
    assert text.id is not None
    return stream(request, text.id, start)
