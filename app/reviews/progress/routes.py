"""The page of a round: its dates, how far each authority is, who is late; closing the round, and opening it
again.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.clock import today
from app.core.database import ReadSession, WriteSession
from app.core.errors import NOTHING_WRONG, CandourError, Wrong, wrong_of
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.reviews.progress import queries, service
from app.reviews.progress.rules import KINDS, ORDERS, SHOWN, STAGES, Line, Work, kept, late, owed_by, totals
from app.reviews.rounds.guards import OnRound
from app.reviews.rounds.permissions import Run
from app.reviews.rounds.routes import settings_shown
from app.reviews.rounds.rules import ALLOCATED, STATES, in_order
from app.reviews.summary.queries import summary_of

router = APIRouter(prefix="/region/{region}/rounds/{framework}/{year}", route_class=GuardedRoute)
Running = Annotated[Run, Depends(OnRound())]


@router.get("")
def progress(
    request: Request, run: Running, session: ReadSession, show: str = "", order: str = "late",
) -> Response:
    """Stages, dates and what is submitted, for every invited authority; whatever is late comes first."""
    works = queries.works(session, run.round) if run.round.state in ALLOCATED else {}
    lines = [
        Line(one, works.get(one.id, Work()), late(one, works.get(one.id, Work()), run.round, today()))
        for one in queries.standings(session, run.round)
    ]
    return page(
        request, "reviews/progress.html", run=run, states=STATES, stages=STAGES, kinds=KINDS, shown=SHOWN,
        orders=ORDERS, show=show, order=order, dates=in_order(run.round, today()), lines=lines,
        kept=kept(lines, show, order), totals=totals(lines), owed=owed_by(lines),
    )


def _close(
    request: Request, session: Session, run: Run, error: Wrong = NOTHING_WRONG, reason: str = ""
) -> Response:
    return page(request, "reviews/close.html", error.status, run=run, states=STATES, error=error, reason=reason,
                kept=summary_of(session, run.id), missing=queries.missing(session, run.round))


@router.get("/close")
def close_page(request: Request, run: Running, session: ReadSession) -> Response:
    """What the round lacks before it can be closed, and the form that closes it."""
    return _close(request, session, run)


@router.post("/close")
def close(
    request: Request, run: Running, session: WriteSession, reason: Annotated[str, Form()] = "",
) -> Response:
    """Close the round."""
    try:
        service.close(session, run, reason)
    except CandourError as error:
        session.rollback()
        return _close(request, session, run, wrong_of(error), reason)
    return see_other(request, run.path, "The round is closed.")


@router.post("/reopen")
def reopen(
    request: Request, run: Running, session: WriteSession, reason: Annotated[str, Form()] = "",
) -> Response:
    """Open a closed or cancelled round again."""
    try:
        service.reopen(session, run, reason)
    except CandourError as error:
        session.rollback()
        return settings_shown(request, session, run, wrong_of(error), reason=reason)
    return see_other(request, run.path, "The round is open again.")
