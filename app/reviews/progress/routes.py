"""The page of a round: its dates, how far each authority and its reviews are, and who is late."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.core.clock import today
from app.core.database import ReadSession
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.reviews.progress import queries
from app.reviews.progress.rules import KINDS, ORDERS, SHOWN, STAGES, Line, Work, kept, late, owed_by, totals
from app.reviews.rounds.guards import OnRound
from app.reviews.rounds.permissions import Run
from app.reviews.rounds.rules import STATES, in_order

router = APIRouter(prefix="/region/{region}/rounds/{framework}/{year}", route_class=GuardedRoute)


@router.get("")
def progress(
    request: Request, run: Annotated[Run, Depends(OnRound())], session: ReadSession, show: str = "",
    order: str = "late",
) -> Response:
    """Stages, dates and what is submitted, for every invited authority; whatever is late comes first."""
    works = queries.works(session, run.round) if run.round.state != "preparing" else {}
    lines = [
        Line(one, works.get(one.id, Work()), late(one, works.get(one.id, Work()), run.round, today()))
        for one in queries.standings(session, run.round)
    ]
    return page(
        request, "reviews/progress.html", run=run, states=STATES, stages=STAGES, kinds=KINDS, shown=SHOWN,
        orders=ORDERS, show=show, order=order, dates=in_order(run.round, today()), lines=lines,
        kept=kept(lines, show, order), totals=totals(lines), owed=owed_by(lines),
    )
