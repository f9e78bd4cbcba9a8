"""A region's pages: its rounds, opening one, who shares leadership, and the settings of one round."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from app.accounts.guards import InRegion, Standing
from app.accounts.queries import authorities_in
from app.core.database import ReadSession, WriteSession
from app.core.errors import NOTHING_WRONG, CandourError, Refused, Wrong, wrong_of
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.frameworks.queries import latest, latest_by_slug
from app.reviews.rounds import queries, service
from app.reviews.rounds.guards import OnRound
from app.reviews.rounds.permissions import Run
from app.reviews.rounds.rules import FIELDS, STATES, dates_of

router = APIRouter(prefix="/region/{region}", route_class=GuardedRoute)
Runner = Annotated[Standing, Depends(InRegion())]
Running = Annotated[Run, Depends(OnRound())]
Text = Annotated[str, Form()]
AT = "/rounds/{framework}/{year}"


async def _sent(request: Request) -> FormData:
    return await request.form()


Sent = Annotated[FormData, Depends(_sent)]


def _text(sent: FormData, name: str) -> str:
    value = sent.get(name, "")
    return value if isinstance(value, str) else ""


@router.get("")
def region_page(request: Request, standing: Runner, session: ReadSession) -> Response:
    """The rounds of a region, newest first."""
    return page(request, "reviews/region.html", standing=standing, states=STATES,
                listed=queries.rounds_of(session, standing.place.id))


def _open_form(
    request: Request, session: Session, standing: Standing, typed: dict[str, Any], error: Wrong = NOTHING_WRONG
) -> Response:
    return page(request, "reviews/open.html", error.status, standing=standing, error=error,
                frameworks=latest(session), authorities=authorities_in(session, standing.place.id), typed=typed,
                fields=FIELDS)


@router.get("/open")
def open_page(request: Request, standing: Runner, session: ReadSession) -> Response:
    """The form that opens a round."""
    invited = [authority.slug for authority in authorities_in(session, standing.place.id)]
    return _open_form(request, session, standing, {"invited": invited})


@router.post("/open")
def open_round(request: Request, standing: Runner, session: WriteSession, sent: Sent) -> Response:
    """Open it, and go to its progress."""
    invited = [slug for slug in sent.getlist("invited") if isinstance(slug, str)]
    try:
        view = latest_by_slug(session, _text(sent, "framework"))
        if view is None:
            raise Refused("Choose a framework from the list.", "framework-1")
        dates = dates_of(lambda name: _text(sent, name))
        one = service.open_round(
            session, standing.actor, standing.place, view, _text(sent, "year"), dates, invited)
    except CandourError as error:
        session.rollback()
        typed = {name: _text(sent, name) for name in ("framework", "year", *FIELDS)}
        return _open_form(request, session, standing, {**typed, "invited": invited}, wrong_of(error))
    path = f"/region/{standing.place.slug}/rounds/{one.framework_slug}/{one.year}"
    return see_other(request, path, "The round is open. Next, run the allocation.")


def _leadership(
    request: Request, session: Session, standing: Standing, error: Wrong = NOTHING_WRONG, **typed: str
) -> Response:
    authorities = authorities_in(session, standing.place.id)
    return page(request, "reviews/leadership.html", error.status, standing=standing, authorities=authorities,
                error=error,
                names={one.id: one.name for one in authorities}, typed={"one": "", "other": "", "why": "", **typed},
                shared=queries.leadership_in(session, standing.place.id))


@router.get("/leadership")
def leadership_page(request: Request, standing: Runner, session: ReadSession) -> Response:
    """Which authorities share leadership, and so never review one another."""
    return _leadership(request, session, standing)


@router.post("/leadership")
def share_leadership(
    request: Request, standing: Runner, session: WriteSession, one: Text = "", other: Text = "", why: Text = "",
) -> Response:
    """Put two authorities on the list."""
    try:
        service.share_leadership(session, standing.actor, standing.place, one, other, why)
    except CandourError as error:
        session.rollback()
        return _leadership(request, session, standing, wrong_of(error), one=one, other=other, why=why)
    return see_other(request, f"/region/{standing.place.slug}/leadership", "They are on the list.")


@router.post("/leadership/{leadership_id}/end")
def end_leadership(request: Request, standing: Runner, session: WriteSession, leadership_id: int) -> Response:
    """Take two authorities off the list from now on."""
    service.end_leadership(session, standing.actor, standing.place, leadership_id)
    return see_other(request, f"/region/{standing.place.slug}/leadership", "They are off the list.")


def settings_shown(
    request: Request, session: Session, run: Run, error: Wrong = NOTHING_WRONG, **typed: Any
) -> Response:
    """The settings of a round, with what was typed into its forms where that could not be done."""
    invited = queries.invited_to(session, run.id)
    there = {one.id for one in invited}
    authorities = authorities_in(session, run.region.id)
    return page(
        request, "reviews/settings.html", error.status, run=run, error=error, fields=FIELDS, states=STATES,
        invited=invited, missing=[one for one in authorities if one.id not in there], authorities=authorities,
        names={one.id: one.name for one in authorities}, conflicts=queries.conflicts_in(session, run.id),
        events=queries.events_of(session, run.id), published_once=queries.was_published(session, run.id),
        typed={"one": "", "other": "", "why": "", "reason": "", "lifting": (0, ""),
               **{name: getattr(run.round, name) for name in FIELDS}, **typed},
    )


@router.get(AT + "/settings")
def settings_page(request: Request, run: Running, session: ReadSession) -> Response:
    """Dates, invited authorities, conflicts, and what happened to the round."""
    return settings_shown(request, session, run)


@router.post(AT + "/dates")
def set_dates(request: Request, run: Running, session: WriteSession, sent: Sent) -> Response:
    """Set the days of the round."""
    try:
        seen = dates_of(lambda name: _text(sent, f"seen_{name}")) if _text(sent, "seen_response_on") else None
        service.set_dates(session, run, dates_of(lambda name: _text(sent, name)), seen)
    except CandourError as error:
        session.rollback()
        typed = {name: _text(sent, name) for name in FIELDS}
        return settings_shown(request, session, run, wrong_of(error), **typed)
    return see_other(request, f"{run.path}/settings", "The dates are set.")


@router.post(AT + "/invite")
def invite(
    request: Request, run: Running, session: WriteSession, invited: Annotated[list[str], Form()] = [],  # noqa: B006
) -> Response:
    """Invite further authorities."""
    try:
        number = service.invite(session, run, invited)
    except CandourError as error:
        session.rollback()
        return settings_shown(request, session, run, wrong_of(error))
    return see_other(request, f"{run.path}/settings", f"Invited: {number}.")


@router.post(AT + "/conflicts")
def declare_conflict(
    request: Request, run: Running, session: WriteSession, one: Text = "", other: Text = "", why: Text = "",
) -> Response:
    """Declare that two authorities may not review one another in this round."""
    try:
        service.declare_conflict(session, run, one, other, why)
    except CandourError as error:
        session.rollback()
        return settings_shown(request, session, run, wrong_of(error), one=one, other=other, why=why)
    return see_other(request, f"{run.path}/settings", "The conflict is declared.")


@router.post(AT + "/conflicts/{conflict_id}/lift")
def lift_conflict(
    request: Request, run: Running, session: WriteSession, conflict_id: int, why: Text = "",
) -> Response:
    """Lift a conflict, for a reason."""
    try:
        service.lift_conflict(session, run, conflict_id, why)
    except CandourError as error:
        session.rollback()
        return settings_shown(request, session, run, wrong_of(error, lifting=f"lift-{conflict_id}"),
                              lifting=(conflict_id, why))
    return see_other(request, f"{run.path}/settings", "The conflict is lifted.")
