"""A person's own rescued words, and putting them back."""

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.accounts.actor import Actor
from app.accounts.guards import SignedInActor
from app.assessments.address import Address
from app.assessments.guards import NOT_YOURS, open_desk
from app.assessments.permissions import Desk, writes
from app.assessments.texts import queries
from app.assessments.writing import service
from app.core.database import ReadSession, WriteSession
from app.core.errors import Forbidden, NotFound
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page

router = APIRouter(prefix="/recovered", route_class=GuardedRoute)


@router.get("")
def recovered(request: Request, actor: SignedInActor, session: ReadSession) -> Response:
    """A person's own words that could not stay where they typed them."""
    return page(request, "assessments/recovered.html", rows=queries.recovered_of(session, actor.person_id))


@router.post("/{recovered_id}/restore")
def put_back(request: Request, actor: SignedInActor, session: WriteSession, recovered_id: int) -> Response:
    """Put rescued words at the end of the answer that they were typed in."""
    found = next((one for one in queries.recovered_of(session, actor.person_id) if one.row.id == recovered_id), None)
    if found is None:
        raise NotFound
    desk = _desk(session, actor, found.address, found.key)
    service.put_back(session, request.app.state.live, desk, found.row)
    return see_other(request, f"{desk.path}/edit", "Your words stand at the end of the answer.")


def _desk(session: Session, actor: Actor, address: Address, key: str) -> Desk:
    desk = open_desk(session, actor, address, key)
    if not writes(actor, desk):
        raise Forbidden(NOT_YOURS)
    return desk
