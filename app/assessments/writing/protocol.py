"""The editor's protocol: the document, and steps up by POST; they come down by the stream of `following`."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field, ValidationError
from sqlmodel import Session
from starlette.responses import JSONResponse, Response

from app.assessments.guards import Changing, ChangingPrompt, OnPrompt
from app.assessments.models import Response as Answer
from app.assessments.models import Text
from app.assessments.permissions import Desk, reads_drafts, writes
from app.assessments.texts import queries
from app.assessments.writing import service
from app.assessments.writing.live import Live
from app.core.database import ReadSession, WriteSession
from app.core.errors import NotFound, Refused
from app.core.json_bodies import json_of
from app.core.permission import GuardedRoute
from app.richtext.schema import SCHEMA_VERSION

router = APIRouter(prefix="/assessments/{authority}/{framework}/{year}/prompts/{prompt}", route_class=GuardedRoute)
Reader = Annotated[Desk, Depends(OnPrompt(reads_drafts))]


class Sent(BaseModel):
    """Steps of one client on top of a version of a text; with `rebase` it takes them back moved over others' steps.

    A statement that is joined with another answers with another text, whose versions mean nothing to the client.
    """

    version: int = Field(ge=0)
    text: int | None = None
    clientID: str = Field(min_length=1, max_length=64, pattern=r"^[\w.-]+$")
    rebase: bool = False
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
    found = queries.doc_at(session, text, wanted)
    return {"text": text.id, "version": wanted, "doc": found, "schema_version": SCHEMA_VERSION}


@router.get("/steps")
def steps(desk: Reader, session: ReadSession, since: int = 0) -> dict[str, Any]:
    """The steps after a version."""
    text = text_of(session, desk)
    assert text.id is not None
    return {"text": text.id, "base": since, "items": queries.steps_since(session, text.id, since)}


@router.post("/steps")
async def write(request: Request, prompt: Annotated[Changing, Depends(ChangingPrompt(writes))]) -> Response:
    """Commit steps: 200 once they are on disk, 409 with the steps that the client lacks, 422 with the reason."""
    body, live = await json_of(request), request.app.state.live
    outcome = await prompt.make(lambda session, desk: _write(session, live, desk, body))
    return JSONResponse(
        {"text": outcome.text_id, "base": outcome.base, "items": outcome.items, "writers": outcome.writers},
        200 if outcome.accepted else 409,
    )


def _write(session: Session, live: Live, desk: Desk, body: bytes) -> service.Outcome:
    try:  # only here, so that whoever may not write learns nothing of what would be taken
        sent = Sent.model_validate_json(body)
    except ValidationError as error:
        raise Refused("These changes cannot be read. Reload the page; your words are kept.") from error
    sending = service.Sending(sent.text, sent.version, sent.clientID, sent.steps, sent.rebase)
    return service.write_steps(session, live, desk, sending)


@router.post("/recovered")
def recovered(desk: Reader, session: WriteSession, rescued: Rescued) -> dict[str, int]:
    """Set words aside for their author, who may have lost the right to write while typing them."""
    return {"id": service.set_aside(session, desk, rescued.text, rescued.doc)}
