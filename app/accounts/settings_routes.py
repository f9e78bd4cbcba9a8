"""An authority's settings: its people and its audit trail."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.accounts import queries, service
from app.accounts.guards import InAuthority, Standing, administers, follows_activity
from app.accounts.models import Authority
from app.accounts.roles import MEANINGS, Role
from app.activity.queries import Act, acts, asked_for
from app.activity.tags import Tag
from app.core.database import ReadSession, WriteSession
from app.core.errors import CandourError, Conflict, NotFound
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page

router = APIRouter(prefix="/settings/{authority}", route_class=GuardedRoute)
Administrator = Annotated[Standing, Depends(InAuthority(administers))]
Follower = Annotated[Standing, Depends(InAuthority(follows_activity))]
Roles = Annotated[list[Role], Form()]


def _people(request: Request, session: Session, standing: Standing, status: int = 200, **more: object) -> Response:
    hours = request.app.state.settings.reset_link_seconds // 3600
    own = {"error": "", "typed": {}, "link": "", "link_for": "", "link_hours": hours, **more}
    people = queries.members(session, standing.place.id)
    return page(request, "accounts/people.html", status, standing=standing, people=people, meanings=MEANINGS, **own)


@router.get("/people")
def people(request: Request, standing: Administrator, session: ReadSession) -> Response:
    """Everybody of the authority, and the form that adds somebody."""
    return _people(request, session, standing)


@router.post("/people")
def add_person(
    request: Request, standing: Administrator, session: WriteSession,
    name: Annotated[str, Form()] = "", email: Annotated[str, Form()] = "", roles: Roles = [],  # noqa: B006
) -> Response:
    """Add somebody and show the link by which they set their password."""
    authority = session.get(Authority, standing.place.id)
    assert authority is not None
    try:
        person = service.add_person(session, standing.actor, authority, name, email, roles)
    except CandourError as error:
        typed = {"name": name, "email": email, "roles": roles}
        return _people(request, session, standing, error.status, error=error.sentence, typed=typed)
    assert person.id is not None
    return _with_link(request, session, standing, person.id, person.name)


def _with_link(request: Request, session: WriteSession, standing: Standing, person_id: int, name: str) -> Response:
    settings = request.app.state.settings
    token = service.make_password_link(session, settings, standing.actor, standing.place.id, person_id)
    return _people(request, session, standing, link=f"{request.base_url}set-password/{token}", link_for=name)


@router.post("/people/{person_id}/link")
def make_link(request: Request, standing: Administrator, session: WriteSession, person_id: int) -> Response:
    """A fresh single-use password link, shown once."""
    person = queries.member(session, standing.place.id, person_id)
    return _with_link(request, session, standing, person_id, person.name if person else "")


@router.get("/people/{person_id}")
def person_page(request: Request, standing: Administrator, session: ReadSession, person_id: int) -> Response:
    """One person: roles, password link, access."""
    return _person(request, session, standing, person_id)


def _person(
    request: Request, session: Session, standing: Standing, person_id: int, error: str = "", status: int = 200,
    typed: list[Role] | None = None,
) -> Response:
    found = [person for person in queries.members(session, standing.place.id) if person.id == person_id]
    if not found:
        raise NotFound
    return page(
        request, "accounts/person.html", status, standing=standing, person=found[0], seen=found[0].roles,
        held=found[0].roles if typed is None else typed, conflict=status == Conflict.status, meanings=MEANINGS,
        error=error,
    )


@router.post("/people/{person_id}/roles")
def set_roles(
    request: Request, standing: Administrator, session: WriteSession, person_id: int, roles: Roles = [],  # noqa: B006
    seen: Annotated[list[Role], Form()] = [], conflict: Annotated[bool, Form()] = False,  # noqa: B006
    decided: Annotated[bool, Form()] = False,
) -> Response:
    """Replace a person's roles; where somebody changed them first, both are shown and a choice is asked for."""
    try:
        if conflict and not decided:
            raise Conflict("Look at the roles as they are now, then tick the box to set yours all the same.")
        service.set_roles(session, standing.actor, standing.place.id, person_id, roles, seen)
    except CandourError as error:
        return _person(request, session, standing, person_id, error.sentence, error.status, roles)
    return see_other(request, f"/settings/{standing.place.slug}/people", "The roles are changed.")


@router.post("/people/{person_id}/disable")
def disable(request: Request, standing: Administrator, session: WriteSession, person_id: int) -> Response:
    """End somebody's access."""
    service.disable(session, standing.actor, standing.place.id, person_id)
    return see_other(request, f"/settings/{standing.place.slug}/people", "They can no longer sign in.")


@router.post("/people/{person_id}/enable")
def enable(request: Request, standing: Administrator, session: WriteSession, person_id: int) -> Response:
    """Give access back."""
    service.enable(session, standing.actor, standing.place.id, person_id)
    return see_other(request, f"/settings/{standing.place.slug}/people", "They can sign in again.")


def _leads_to(act: Act, authority: str) -> str:
    """The page about what was done, if it has one."""
    feature = act.tag.partition(":")[0]
    if feature == "evidence":
        return f"/evidence/{authority}/{act.subject.partition('@')[0]}".rstrip("/")
    if feature == "publishing":
        return f"/assessments/{act.subject}/documents"
    return act.subject if act.subject.startswith("/") else ""


@router.get("/activity")
def activity(
    request: Request, standing: Follower, session: ReadSession, person: str = "", act: str = "",
    since: str = "", until: str = "", page_number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """The audit trail, filtered by person, act and date."""
    asked = asked_for(person, act, since, until, page_number)
    found, more = acts(session, standing.place.id, asked)
    return page(
        request, "accounts/activity.html", standing=standing, more=more, asked=asked,
        acts=[(act, _leads_to(act, standing.place.slug)) for act in found],
        may_administer=administers(standing.actor, standing.place.id),
        people=queries.members(session, standing.place.id), tags=list(Tag), since=since, until=until,
    )
