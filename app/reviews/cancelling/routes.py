"""Withdrawing an invitation, and cancelling a round: first the question, with what comes of it, then the deed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.database import ReadSession, WriteSession
from app.core.errors import NOTHING_WRONG, Conflict, Refused, Wrong, wrong_of
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.reviews.cancelling import service
from app.reviews.rounds.guards import OnRound
from app.reviews.rounds.permissions import Run
from app.reviews.rounds.queries import invited_to

router = APIRouter(prefix="/region/{region}/rounds/{framework}/{year}", route_class=GuardedRoute)
Running = Annotated[Run, Depends(OnRound())]
Text = Annotated[str, Form()]
INVITED = "/invited/{authority_id}/remove"


def _asked(
    request: Request, session: Session, run: Run, authority_id: int, error: Wrong = NOTHING_WRONG, reason: str = ""
) -> Response:
    one = service.leaving(session, run, authority_id)
    status = Conflict.status if one.stays and not error else error.status
    return page(request, "reviews/uninvite.html", status, run=run, one=one, error=error, reason=reason)


@router.get(INVITED)
def ask_to_uninvite(request: Request, run: Running, session: ReadSession, authority_id: int) -> Response:
    """Whether to withdraw an invitation; nothing is done yet."""
    return _asked(request, session, run, authority_id)


@router.post(INVITED)
def uninvite(
    request: Request, run: Running, session: WriteSession, authority_id: int, reason: Text = "", seen: Text = "",
) -> Response:
    """Withdraw an invitation."""
    try:
        name = service.uninvite(session, run, authority_id, reason, seen)
    except (Conflict, Refused) as error:
        session.rollback()
        return _asked(request, session, run, authority_id, wrong_of(error), reason)
    return see_other(request, f"{run.path}/settings", f"The invitation of {name} is withdrawn, and it is told by mail.")


def _asked_to_cancel(
    request: Request, session: Session, run: Run, error: Wrong = NOTHING_WRONG, reason: str = ""
) -> Response:
    stays = service.why_it_stays(session, run)
    status = Conflict.status if stays and not error else error.status
    return page(request, "reviews/cancel.html", status, run=run, stays=stays, error=error, reason=reason,
                invited=invited_to(session, run.id))


@router.get("/cancel")
def ask_to_cancel(request: Request, run: Running, session: ReadSession) -> Response:
    """Whether to cancel a round; nothing is done yet."""
    return _asked_to_cancel(request, session, run)


@router.post("/cancel")
def cancel(request: Request, run: Running, session: WriteSession, reason: Text = "") -> Response:
    """Cancel a round."""
    try:
        service.cancel(session, run, reason)
    except (Conflict, Refused) as error:
        session.rollback()
        return _asked_to_cancel(request, session, run, wrong_of(error), reason)
    return see_other(request, run.path, "The round is cancelled, and the authorities are told by mail.")
