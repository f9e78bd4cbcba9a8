"""A person's own rescued words, and putting them back."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.accounts.guards import SignedInActor
from app.assessments.guards import NOT_YOURS, open_desk
from app.assessments.permissions import reads_drafts, writes
from app.assessments.suggesting import service as suggesting
from app.assessments.texts import queries
from app.assessments.writing import service as writing
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
    """Put rescued words at the end of the answer, or of one's suggestions for it where one may not write in it."""
    found = next((one for one in queries.recovered_of(session, actor.person_id) if one.row.id == recovered_id), None)
    if found is None:
        raise NotFound
    desk, live = open_desk(session, actor, found.address, found.key), request.app.state.live
    if writes(actor, desk):
        writing.put_back(session, live, desk, found.row)
        return see_other(request, f"{desk.path}/edit", "Your words stand at the end of the answer.")
    if not reads_drafts(actor, desk):
        raise Forbidden(NOT_YOURS)
    suggesting.put_back(session, live, desk, found.row)
    told = "Your words stand at the end of your suggestions. Send these when you are ready."
    return see_other(request, f"{desk.path}/suggest", told)
