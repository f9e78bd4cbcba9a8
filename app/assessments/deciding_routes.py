"""Deciding about answers: agree, return, no answer this year, one by one or a whole section."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.assessments.guards import OnPrompt, OnWhole, open_desk
from app.assessments.permissions import Desk, Whole, agrees, leads, writes
from app.assessments.workflow import service
from app.assessments.writing.routes import around, view_of
from app.core.database import WriteSession
from app.core.errors import CandourError, Conflict, Refused
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page

WHOLE = "/assessments/{authority}/{framework}/{year}"
router = APIRouter(prefix=WHOLE, route_class=GuardedRoute)
Lead = Annotated[Desk, Depends(OnPrompt(agrees))]
Writer = Annotated[Desk, Depends(OnPrompt(writes))]
Version = Annotated[int, Form(ge=0)]
Reason = Annotated[str, Form()]


@dataclass(frozen=True)
class Act:
    """What somebody asked for about an answer: its name, the reason that they typed, and what to say once done."""

    name: str
    done: str
    reason: str = ""
    can_undo: bool = False


def _try(request: Request, desk: Desk, session: Session, act: Act, verb: Callable[[], None]) -> Response:
    """Do it and go back to the answer; a refusal shows the answer again, with the reason still in its field."""
    try:
        with session.begin_nested():
            verb()
    except CandourError as error:
        refusal = {"act": act.name, "reason": act.reason, "sentence": error.sentence}
        name, context = view_of(desk, {**around(session, desk, "evidence"), "refusal": refusal})
        return page(request, name, error.status, **context)
    undo = {"undo": f"{desk.path}/reopen"} if act.can_undo else {}
    return see_other(request, desk.path, act.done, **undo)


@router.post("/prompts/{prompt}/agree")
def agree(request: Request, desk: Lead, session: WriteSession, version: Version) -> Response:
    """Agree the version that the lead has read."""
    act = Act("agree", "Agreed.", can_undo=True)
    return _try(request, desk, session, act, lambda: service.agree(session, desk, version))


@router.post("/prompts/{prompt}/return")
def give_back(request: Request, desk: Lead, session: WriteSession, version: Version, reason: Reason = "") -> Response:
    """Return it to its author with a reason."""
    act = Act("return", "Returned to its author with your reason.", reason)
    return _try(request, desk, session, act, lambda: service.give_back(session, desk, version, reason))


@router.post("/prompts/{prompt}/no-answer")
def leave_unanswered(
    request: Request, desk: Lead, session: WriteSession, version: Version, reason: Reason = ""
) -> Response:
    """Settle it as having no answer this year."""
    act = Act("no-answer", "Settled: no answer this year.", reason, can_undo=True)
    return _try(request, desk, session, act, lambda: service.leave_unanswered(session, desk, version, reason))


@router.post("/prompts/{prompt}/reopen")
def reopen(request: Request, desk: Writer, session: WriteSession) -> Response:
    """Take a settled answer up again."""
    return _try(request, desk, session, Act("reopen", "Open again."), lambda: service.reopen(session, desk))


@router.post("/sections/{section}/agree")
def agree_section(
    request: Request, whole: Annotated[Whole, Depends(OnWhole(leads))], session: WriteSession, section: str,
    seen: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Agree a whole section after seeing its list: each entry of `seen` is a prompt and the version read, 4.1@12."""
    if not seen:
        raise Refused("There is nothing in this section for you to agree. Go back and open the answers one by one.")
    for entry in seen:
        _agree_seen(session, whole, entry)
    return see_other(request, f"{whole.address.path}/sections/{section}", f"{len(seen)} agreed.")


def _agree_seen(session: Session, whole: Whole, entry: str) -> None:
    """Agree one entry of a section's list; what stops it says that nothing was agreed, and what to do."""
    key, _, version = entry.partition("@")
    desk = open_desk(session, whole.actor, whole.address, key)
    what_to_do = "Nothing in this section was agreed. Go back, load the section again and read it, then agree."
    if not agrees(desk.actor, desk) or not version.isdecimal():
        raise Conflict(f"{key} is no longer yours to agree. {what_to_do}")
    try:
        service.agree(session, desk, int(version))
    except CandourError as error:
        raise type(error)(f"{desk.reading.prompts[key].name}: {error.sentence} {what_to_do}") from error
