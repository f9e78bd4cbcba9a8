"""Deciding about answers: agree, return, no answer this year, one by one or a whole section."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from app.assessments.guards import OnPrompt, OnWhole, open_desk
from app.assessments.permissions import Desk, Whole, agrees, leads, writes
from app.assessments.workflow import service
from app.core.database import WriteSession
from app.core.errors import Conflict, Refused
from app.core.flash import see_other
from app.core.permission import GuardedRoute

WHOLE = "/assessments/{authority}/{framework}/{year}"
router = APIRouter(prefix=WHOLE, route_class=GuardedRoute)
Lead = Annotated[Desk, Depends(OnPrompt(agrees))]
Writer = Annotated[Desk, Depends(OnPrompt(writes))]
Version = Annotated[int, Form(ge=0)]
Reason = Annotated[str, Form()]


@router.post("/prompts/{prompt}/agree")
def agree(request: Request, desk: Lead, session: WriteSession, version: Version) -> Response:
    """Agree the version that the lead has read."""
    service.agree(session, desk, version)
    return see_other(request, desk.path, "Agreed.", undo=f"{desk.path}/reopen")


@router.post("/prompts/{prompt}/return")
def give_back(request: Request, desk: Lead, session: WriteSession, version: Version, reason: Reason = "") -> Response:
    """Return it to its author with a reason."""
    service.give_back(session, desk, version, reason)
    return see_other(request, desk.path, "Returned to its author with your reason.")


@router.post("/prompts/{prompt}/no-answer")
def leave_unanswered(
    request: Request, desk: Lead, session: WriteSession, version: Version, reason: Reason = ""
) -> Response:
    """Settle it as having no answer this year."""
    service.leave_unanswered(session, desk, version, reason)
    return see_other(request, desk.path, "Settled: no answer this year.", undo=f"{desk.path}/reopen")


@router.post("/prompts/{prompt}/reopen")
def reopen(request: Request, desk: Writer, session: WriteSession) -> Response:
    """Take a settled answer up again."""
    service.reopen(session, desk)
    return see_other(request, desk.path, "Open again.")


@router.post("/sections/{section}/agree")
def agree_section(
    request: Request, whole: Annotated[Whole, Depends(OnWhole(leads))], session: WriteSession, section: str,
    seen: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Agree a whole section after seeing its list: each entry of `seen` is a prompt and the version read, 4.1@12."""
    if not seen:
        raise Refused("There is nothing in this section for you to agree.")
    for entry in seen:
        key, _, version = entry.partition("@")
        desk = open_desk(session, whole.actor, whole.address, key)
        if not agrees(desk.actor, desk) or not version.isdecimal():
            raise Conflict(f"{key} is no longer yours to agree. Reload the section and look again.")
        service.agree(session, desk, int(version))
    return see_other(request, f"{whole.address.path}/sections/{section}", f"{len(seen)} agreed.")
