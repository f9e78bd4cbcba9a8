"""The page of a challenge event: the running list, looked at again every few seconds, and one form to write in it."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.clock import today
from app.core.database import ReadSession, WriteSession
from app.core.errors import NOTHING_WRONG, CandourError, Conflict, Refused, Wrong, wrong_of
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.reviews.event import queries, service
from app.reviews.event.guards import OnEvent
from app.reviews.event.rules import withdraws
from app.reviews.feedback.rules import told_of
from app.reviews.releases.permissions import Reading

router = APIRouter(prefix="/reviews/released/{authority}/{framework}/{year}/event", route_class=GuardedRoute)
Takes = Annotated[Reading, Depends(OnEvent())]
Text = Annotated[str, Form()]
Number = Annotated[int, Form()]


def _event(
    request: Request, session: Session, reading: Reading, error: Wrong = NOTHING_WRONG, **typed: Any
) -> Response:
    shown = queries.shown_to(session, reading)
    blank = {"enquiry_id": 0, "words": "", "owner": "", "due_on": "", "line": "", "sent_as": secrets.token_hex(8)}
    return page(request, "reviews/event.html", error.status, reading=reading, event=shown.event, asked=shown.asked,
                version=shown.version, withdraws=withdraws, error=error, typed={**blank, **typed})


@router.get("")
def event_page(request: Request, reading: Takes, session: ReadSession, line: int = 0) -> Response:
    """The lines of enquiry in order, with notes and actions; `line` is the one that is written on."""
    return _event(request, session, reading, enquiry_id=line)


@router.get("/list")
def list_fragment(request: Request, reading: Takes, session: ReadSession, seen: str = "") -> Response:
    """The list with its questions alone; nothing where it is what the page shows already."""
    shown = queries.shown_to(session, reading)
    if shown.version == seen:
        return Response(status_code=204)
    return page(request, "reviews/_event_list.html", reading=reading, event=shown.event, asked=shown.asked,
                version=shown.version, withdraws=withdraws)


@router.post("/lines")
def add(
    request: Request, reading: Takes, session: WriteSession, line: Text = "", point_id: Number = 0,
    sent_as: Text = "",
) -> Response:
    """Add a line of enquiry."""
    try:
        service.add(session, reading, line, point_id or None, sent_as)
    except CandourError as error:
        session.rollback()
        return _event(request, session, reading, wrong_of(error), line=line)
    return see_other(request, f"{reading.path}/event", "The line is in the list.")


@router.post("/lines/{enquiry_id}/up")
def move_up(
    request: Request, reading: Takes, session: WriteSession, enquiry_id: int, above: Number = 0,
) -> Response:
    """Move a line one place up."""
    try:
        service.move_up(session, reading, enquiry_id, above)
    except Conflict as error:
        session.rollback()
        return _event(request, session, reading, wrong_of(error))
    return see_other(request, f"{reading.path}/event#line-{enquiry_id}")


@router.post("/lines/{enquiry_id}/drop")
def drop(request: Request, reading: Takes, session: WriteSession, enquiry_id: int) -> Response:
    """Take a line out of the list."""
    try:
        service.drop(session, reading, enquiry_id)
    except CandourError as error:
        session.rollback()
        return _event(request, session, reading, wrong_of(error))
    return see_other(request, f"{reading.path}/event", "The line is out of the list.")


@router.post("/actions/{action_id}/withdraw")
def withdraw(request: Request, reading: Takes, session: WriteSession, action_id: int) -> Response:
    """Withdraw an action that was agreed on a line."""
    try:
        service.withdraw(session, reading, action_id)
    except CandourError as error:
        session.rollback()
        return _event(request, session, reading, wrong_of(error))
    return see_other(request, f"{reading.path}/event", "The action is withdrawn, and stays on record.")


@router.post("/write")
def write(
    request: Request, reading: Takes, session: WriteSession, enquiry_id: Number = 0, words: Text = "",
    owner: Text = "", due_on: Text = "", sent_as: Text = "",
) -> Response:
    """Take a note on a line, or agree an action where an owner or a date is given."""
    try:
        said = _write(session, reading, enquiry_id, words, owner, due_on, sent_as)
    except CandourError as error:
        session.rollback()
        return _event(request, session, reading, wrong_of(error, what="words"), enquiry_id=enquiry_id,
                      words=words, owner=owner, due_on=due_on)
    return see_other(request, f"{reading.path}/event?line={enquiry_id}#write", said)


def _write(
    session: Session, reading: Reading, enquiry_id: int, words: str, owner: str, due_on: str, sent_as: str
) -> str:
    if not enquiry_id:
        raise Refused("Choose the line of enquiry that it belongs to.", "enquiry_id")
    if owner.strip() or due_on.strip():
        return told_of(service.agree(session, reading, enquiry_id, words, owner, due_on, sent_as).due_on, today())
    service.note(session, reading, enquiry_id, words, sent_as or secrets.token_hex(8))
    return ""
