"""The page of reminders: who is late with what, the letter as it would leave, and one click that sends it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.clock import today
from app.core.database import ReadSession, WriteSession
from app.core.errors import NOTHING_WRONG, CandourError, Wrong, wrong_of
from app.core.flash import see_other
from app.core.mail.service import SITE
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.reviews.reminders import queries, service
from app.reviews.reminders.rules import subject_of, text_of
from app.reviews.rounds.guards import OnRound
from app.reviews.rounds.permissions import Run
from app.reviews.rounds.rules import STATES

router = APIRouter(prefix="/region/{region}/rounds/{framework}/{year}/reminders", route_class=GuardedRoute)
Running = Annotated[Run, Depends(OnRound())]


def _page(request: Request, session: Session, run: Run, error: Wrong = NOTHING_WRONG) -> Response:
    settings, day = request.app.state.settings, today()
    last = queries.last_reminders(session, run.id)
    lines = [
        (one, text_of(one, run.round, run.region.name, run.actor.name).replace(SITE, settings.address),
         last.get(one.person_id))
        for one in queries.late_people(session, run.round, day)
    ]
    open_now = [one for one, _, sent in lines if sent is None or sent.sent_on != day]
    return page(
        request, "reviews/reminders.html", error.status, run=run, states=STATES, error=error, lines=lines,
        open_now=open_now,
        subject=subject_of(run.round), sends=settings.sends_mail,
    )


@router.get("")
def reminders(request: Request, run: Running, session: ReadSession) -> Response:
    """Who is late, and what each would read."""
    return _page(request, session, run)


@router.post("")
def remind(
    request: Request, run: Running, session: WriteSession,
    person: Annotated[list[int], Form()] = [],  # noqa: B006
) -> Response:
    """Send it to one of them, or to all who can be reminded today."""
    try:
        names = service.remind(session, request.app.state.settings, run, person)
    except CandourError as error:
        session.rollback()
        return _page(request, session, run, wrong_of(error))
    return see_other(request, f"{run.path}/reminders", f"Reminded: {', '.join(names)}.")
