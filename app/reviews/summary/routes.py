"""What a round came to: for the region while it runs, for the authorities that took part once it is closed."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.database import ReadSession, WriteSession
from app.core.errors import NOTHING_WRONG, CandourError, NotFound, Wrong, wrong_of
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.reviews.rating.rules import LEVELS
from app.reviews.rounds.guards import OnPart, OnRound
from app.reviews.rounds.permissions import Part, Run, sees_part
from app.reviews.rounds.rules import STATES
from app.reviews.summary import queries, service
from app.reviews.summary.rules import FEWEST_UNNAMED, shares

router = APIRouter(route_class=GuardedRoute)
Running = Annotated[Run, Depends(OnRound())]
Text = Annotated[str, Form()]
Seeing = Annotated[Part, Depends(OnPart(sees_part))]
RUN, PART = "/region/{region}/rounds/{framework}/{year}/summary", "/reviews/{authority}/{framework}/{year}/summary"


def _region(
    request: Request, session: Session, run: Run, error: Wrong = NOTHING_WRONG, **typed: Any
) -> Response:
    told, challenges, authorities = queries.compared(session, run.round)
    kept = queries.summary_of(session, run.id)
    return page(
        request, "reviews/summary.html", error.status, run=run, states=STATES, error=error, levels=LEVELS,
        compared=told, challenges=challenges, authorities=authorities, came=queries.came(session, run.id),
        practice=queries.practice(session, [run.id]), kept=kept, left_out=[], fewest=FEWEST_UNNAMED,
        typed=typed or {"words": kept.words if kept else "", "priorities": kept.priorities if kept else "",
                        "named": kept is not None and kept.names_authorities},
    )


@router.get(RUN)
def region_summary(request: Request, run: Running, session: ReadSession) -> Response:
    """Sections compared, what came of each authority's reviews, good practice accepted, and the region's own words."""
    return _region(request, session, run)


@router.post(RUN)
def sum_up(
    request: Request, run: Running, session: WriteSession, words: Text = "", priorities: Text = "", named: Text = "",
    seen: Annotated[int | None, Form()] = None,
) -> Response:
    """Sum the round up."""
    try:
        service.sum_up(session, run, words, named == "yes", priorities, seen)
    except CandourError as error:
        session.rollback()
        return _region(request, session, run, wrong_of(error), words=words, priorities=priorities,
                       named=named == "yes")
    there = f"{run.path}/summary"
    return see_other(request, there, "The summary is kept. Authorities read it once the round is closed.")


@router.get(PART)
def part_summary(request: Request, part: Seeing, session: ReadSession) -> Response:
    """The same for an authority that took part, once the round is closed; others are named only where the region so
    chose, and without names nothing is told that rests on fewer than FEWEST_UNNAMED authorities."""
    if part.invitation.answer == "declines":
        raise NotFound
    closed, kept = part.round.state == "closed", queries.summary_of(session, part.id)
    told, challenges, authorities = queries.compared(session, part.round)
    named = kept is not None and kept.names_authorities
    shared = shares(closed, named, authorities)
    practice = queries.practice(session, [part.id]) if shared else []
    return page(
        request, "reviews/part_summary.html", part=part, closed=closed, kept=kept, named=named, levels=LEVELS,
        compared=[one for one in told if named or not one.tells_whose] if shared else [],
        left_out=[one.title for one in told if one.tells_whose] if shared and not named else [],
        challenges=challenges, fewest=FEWEST_UNNAMED, authorities=authorities,
        came=queries.came(session, part.id) if closed and named else [],
        practice=practice if named else sorted(practice, key=lambda one: one.words),  # no order of theirs tells whose
    )
