"""Taking somebody off a review: first the question, with what becomes of anything they wrote, then the deed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.database import ReadSession, WriteSession
from app.core.errors import NOTHING_WRONG, Conflict, Wrong, wrong_of
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.reviews.releases import service
from app.reviews.releases.routes import part_shown
from app.reviews.rounds.guards import OnPart
from app.reviews.rounds.permissions import Part, decides_part
from app.reviews.submitting.queries import written_by

router = APIRouter(prefix="/reviews", route_class=GuardedRoute)
Deciding = Annotated[Part, Depends(OnPart(decides_part))]
AT = "/{authority}/{framework}/{year}/reviewers/{reviewer_id}/remove"
BEGUN_SINCE = "They began to write since you were asked. Read what becomes of it, then take them off if you still will."


@router.get(AT)
def ask(request: Request, part: Deciding, session: ReadSession, reviewer_id: int) -> Response:
    """Whether to take somebody off; nothing is done yet. Where they stay, the page of the part says why."""
    return _asked(request, session, part, reviewer_id)


def _asked(
    request: Request, session: Session, part: Part, reviewer_id: int, error: Wrong = NOTHING_WRONG
) -> Response:
    one = service.leaving(session, part, reviewer_id)
    if one.stays:
        return part_shown(request, session, part, Wrong(one.stays, Conflict.status))
    return page(request, "reviews/take_off.html", error.status, part=part, one=one, error=error,
                wrote=bool(written_by(session, [reviewer_id])))


@router.post(AT)
def take_off(
    request: Request, part: Deciding, session: WriteSession, reviewer_id: int, seen: Annotated[str, Form()] = "",
) -> Response:
    """Take somebody off a review; `seen` is “nothing” where the question said that they had written nothing."""
    if seen == "nothing" and written_by(session, [reviewer_id]):
        return _asked(request, session, part, reviewer_id, Wrong(BEGUN_SINCE, Conflict.status))
    try:
        gone = service.take_off(session, part, reviewer_id)
    except Conflict as error:
        session.rollback()
        return part_shown(request, session, part, wrong_of(error))
    return see_other(request, part.path, "They no longer review this." if gone else
                     "Their access has ended. They stay named for this review.")
