"""Pages about who runs a region’s rounds, and what was done for the region."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.accounts.guards import InRegion, Standing
from app.accounts.queries import authorities_in
from app.accounts.regional import queries, service
from app.activity.queries import asked_for, region_acts, region_doers
from app.core.database import ReadSession, WriteSession
from app.core.errors import CandourError, Conflict
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page

router = APIRouter(prefix="/region/{region}", route_class=GuardedRoute)
Runner = Annotated[Standing, Depends(InRegion())]
Text = Annotated[str, Form()]


def _coordinators(
    request: Request, session: Session, standing: Standing, error: str = "", status: int = 200, link: str = "",
    link_for: str = "", **typed: str,
) -> Response:
    settings = request.app.state.settings
    return page(
        request, "accounts/coordinators.html", status, standing=standing, error=error, link=link, link_for=link_for,
        link_hours=settings.reset_link_seconds // 3600, sends=settings.sends_mail,
        people=queries.coordinators(session, standing.place.id), typed={"name": "", "email": "", **typed},
    )


@router.get("/coordinators")
def coordinators(request: Request, standing: Runner, session: ReadSession) -> Response:
    """Everybody who runs the rounds, and the form that adds somebody."""
    return _coordinators(request, session, standing)


@router.post("/coordinators")
def add(request: Request, standing: Runner, session: WriteSession, name: Text = "", email: Text = "") -> Response:
    """Add somebody; they are sent the link by which they set a password, or it is shown to be handed over."""
    try:
        person, token = service.add(
            session, request.app.state.settings, standing.actor, standing.place, name, email)
    except CandourError as error:
        session.rollback()
        return _coordinators(request, session, standing, error.sentence, error.status, name=name, email=email)
    return _told(request, session, standing, person.name, token)


def _told(request: Request, session: Session, standing: Standing, name: str, token: str) -> Response:
    """Where the link went: by mail, or onto the page, once."""
    if not token:
        return see_other(request, service.path_of(standing.place), f"A link to set a password is on its way to {name}.")
    link = f"{request.base_url}set-password/{token}"
    return _coordinators(request, session, standing, link=link, link_for=name)


@router.post("/coordinators/{person_id}/link")
def make_link(request: Request, standing: Runner, session: WriteSession, person_id: int) -> Response:
    """A fresh link for somebody who has not come in yet, or lost their password."""
    person, token = service.link(
        session, request.app.state.settings, standing.actor, standing.place, person_id)
    return _told(request, session, standing, person.name, token)


@router.post("/coordinators/{person_id}/remove")
def remove(request: Request, standing: Runner, session: WriteSession, person_id: int) -> Response:
    """End that somebody runs the rounds."""
    try:
        name = service.remove(session, standing.actor, standing.place, person_id)
    except Conflict as error:
        session.rollback()
        return _coordinators(request, session, standing, error.sentence, error.status)
    if person_id == standing.actor.person_id:
        return see_other(request, "/sign-in", f"You no longer run the rounds of {standing.place.name}.")
    return see_other(request, service.path_of(standing.place), f"{name} no longer runs the rounds.")


@router.get("/activity")
def activity(
    request: Request, standing: Runner, session: ReadSession, person: str = "", act: str = "", since: str = "",
    until: str = "", page_number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """What was done for the region and towards its authorities, filtered by person, act and date."""
    path, asked = f"/region/{standing.place.slug}", asked_for(person, act, since, until, page_number)
    authorities = [one.id or 0 for one in authorities_in(session, standing.place.id)]
    found, more = region_acts(session, path, authorities, asked)
    people, tags = region_doers(session, path, authorities)
    return page(
        request, "accounts/region_activity.html", standing=standing, more=more, asked=asked, people=people, tags=tags,
        acts=[(act, act.subject if act.subject.startswith(path) else "") for act in found], since=since, until=until,
    )
