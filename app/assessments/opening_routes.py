"""My work, the list of assessments, and opening one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.accounts.guards import InAuthority, SignedInActor, Standing, takes_part
from app.accounts.models import Authority
from app.accounts.roles import Role
from app.assessments import service, work
from app.assessments.address import Address
from app.assessments.comments import waiting
from app.assessments.history.news import news_for
from app.assessments.permissions import opens_assessments
from app.assessments.texts.queries import recovered_of
from app.core.database import ReadSession, WriteSession
from app.core.errors import CandourError, NotFound
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.frameworks.queries import latest, latest_by_slug, reading

router = APIRouter(route_class=GuardedRoute)
Opener = Annotated[Standing, Depends(InAuthority(opens_assessments))]


@router.get("/")
def my_work(request: Request, actor: SignedInActor, session: ReadSession) -> Response:
    """What waits for the person, by date, and how far their assessments have come."""
    if actor.region and not actor.places:
        return see_other(request, f"/region/{actor.region.slug}")
    items, listed = work.waiting_for(session, actor), work.assessments_of(session, actor)
    news = news_for(session, actor)
    to_see_to, calls = waiting.assigned_to(session, actor), waiting.calling(session, actor)
    versions = {one.version_id for one in items} | {one.version_id for one in news.changes}
    versions |= {one.version_id for one in [*to_see_to, *calls]}
    prompts = {version: reading(session, version).prompts for version in versions}
    return page(
        request, "assessments/my_work.html", items=items, prompts=prompts, listed=listed, may_open=_may_open(actor),
        news=news, to_assign=work.to_assign(actor, listed), to_chase=work.to_chase(actor, listed),
        to_sign=work.to_sign(actor, listed), works=takes_part, to_see_to=to_see_to, calls=calls,
        elsewhere=request.app.state.waiting_elsewhere(session, actor),
        recovered=[one for one in recovered_of(session, actor.person_id) if one.row.restored_at is None],
    )


def _may_open(actor: SignedInActor) -> str:
    """The authority in which the actor may open an assessment, if any."""
    return next((place.slug for place in actor.places if actor.has(place.id, Role.COORDINATOR)), "")


@router.get("/assessments")
def assessments(request: Request, actor: SignedInActor, session: ReadSession) -> Response:
    """Every assessment of the person's authorities."""
    listed = work.assessments_of(session, actor)
    return page(
        request, "assessments/list.html", listed=listed, may_open=_may_open(actor), works=takes_part
    )


@router.get("/assessments/{authority}/open")
def open_page(request: Request, standing: Opener, session: ReadSession) -> Response:
    """The form that opens a year's assessment."""
    return page(request, "assessments/open.html", standing=standing, frameworks=latest(session), error="", typed={})


@router.post("/assessments/{authority}/open")
def open_assessment(
    request: Request, standing: Opener, session: WriteSession,
    framework: Annotated[str, Form()] = "", year: Annotated[str, Form()] = "",
) -> Response:
    """Open it and go to its overview."""
    try:
        address = _opened(session, standing, framework, year)
    except CandourError as error:
        typed = {"framework": framework, "year": year}
        return page(request, "assessments/open.html", error.status, standing=standing, frameworks=latest(session),
                    error=error.sentence, typed=typed)
    return see_other(request, address.path, "The assessment is open. Next, assign authors and leads.")


def _opened(session: Session, standing: Standing, framework: str, year: str) -> Address:
    view, authority = latest_by_slug(session, framework), session.get(Authority, standing.place.id)
    address = service.checked_address(standing.place.slug, framework, year)
    if view is None or authority is None:
        raise NotFound("Choose a framework from the list.")
    service.open_assessment(session, standing.actor, authority, view, address.year)
    return address
