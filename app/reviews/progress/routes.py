"""The page of a round: its dates, how far each authority is, and who is late."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.core.clock import today
from app.core.database import ReadSession
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.reviews.progress import queries
from app.reviews.progress.rules import STAGES, late, owed_by
from app.reviews.rounds.guards import OnRound
from app.reviews.rounds.permissions import Run
from app.reviews.rounds.rules import STATES, in_order

router = APIRouter(prefix="/region/{region}/rounds/{framework}/{year}", route_class=GuardedRoute)


@router.get("")
def progress(request: Request, run: Annotated[Run, Depends(OnRound())], session: ReadSession) -> Response:
    """Stages and dates of every invited authority; whatever is late comes first."""
    lines = [(one, late(one, run.round, today())) for one in queries.standings(session, run.round)]
    unnamed = queries.unnamed(session, run.id) if run.round.state == "published" else {}
    return page(
        request, "reviews/progress.html", run=run, states=STATES, stages=STAGES, unnamed=unnamed,
        dates=in_order(run.round, today()), lines=lines, owed=owed_by(lines),
    )
