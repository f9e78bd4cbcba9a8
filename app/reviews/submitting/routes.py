"""What somebody reviews, the page of one’s own review, submitting it, and what was submitted as it was hashed."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.accounts.guards import ActorOrGuest, takes_part_anywhere
from app.core.database import ReadSession, WriteSession
from app.core.errors import CandourError
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.reviews.feedback.guards import OnFeedback
from app.reviews.rating.guards import OnReview
from app.reviews.rating.permissions import Reviewing
from app.reviews.rating.routes import review_shown
from app.reviews.rating.rules import Section
from app.reviews.releases.errors import Changing, RoundClosed
from app.reviews.releases.permissions import Reading
from app.reviews.releases.queries import assigned_to, taking_part
from app.reviews.releases.rules import OVER, RECORD
from app.reviews.rounds.rules import STATES
from app.reviews.submitting import queries, service
from app.reviews.submitting.panel import left_of

router = APIRouter(prefix="/reviews", route_class=GuardedRoute)
AT = "/released/{authority}/{framework}/{year}"


@router.get("")
def reviews(request: Request, actor: ActorOrGuest, session: ReadSession) -> Response:
    """What the person reviews, and the rounds in which their authority takes part."""
    every = assigned_to(session, actor, OVER)
    over = [one for one in every if one.released_at]
    written = queries.written_by(session, [one.reviewer_id for one in over])
    left = [one for one in over if isinstance(one.over, RoundClosed)]
    taken = [one for one in over if one.reviewer_id in written and one not in left]
    assigned, stood = assigned_to(session, actor), assigned_to(session, actor, RECORD)
    shown = {one.path for one in (*assigned, *stood, *left, *taken)}
    return page(request, "reviews/reviews.html", assigned=assigned, left=left, written=written, stood=stood,
                taking=taking_part(session, actor), states=STATES, taken=taken, works=takes_part_anywhere(actor),
                changing=sorted({one.round.name for one in every if isinstance(one.over, Changing)}),
                bare={one.path: one for one in over if one.path not in shown}.values())


@router.get(AT + "/review")
def review_page(
    request: Request, reviewing: Annotated[Reviewing, Depends(OnReview(read=True))], session: ReadSession,
) -> Response:
    """How far the review is, what is missing and where, and what is said of the whole.

    Where they do not review it now: all that they wrote, and nothing else; 404 if nothing.
    """
    if reviewing.is_left:
        return _left(request, session, reviewing)
    saved = queries.saved_by(session, reviewing) if reviewing.submitted else None
    return review_shown(request, session, reviewing, saved=saved)


@router.get(AT + "/review/{reviewer_id}")
def place_page(
    request: Request, reviewing: Annotated[Reviewing, Depends(OnReview(read=True))], session: ReadSession,
) -> Response:
    """The same for one place of the person: what they wrote there, or the page of the review if it is that one."""
    if reviewing.is_left:
        return _left(request, session, reviewing)
    return see_other(request, reviewing.path)


def _left(request: Request, session: Session, reviewing: Reviewing) -> Response:
    """What somebody wrote of a review that is over; where nothing, and they had another one of the same, that one."""
    reading = reviewing.reading
    assert reading.over
    if left := left_of(session, reviewing):
        return page(request, "reviews/left.html", reviewing=reviewing, left=left,
                    saved=queries.saved_by(session, reviewing))
    others = [one for one in assigned_to(session, reading.actor, OVER) if one.path == reading.path and one.released_at]
    written = queries.written_by(session, [one.reviewer_id for one in others])
    if there := next((one for one in others if one.reviewer_id in written), None):
        return see_other(request, there.own_path)
    raise reading.over.without_words().of(reading.actor.person_id, reading.path)


@router.post(AT + "/review/submit")
def submit(
    request: Request, reviewing: Annotated[Reviewing, Depends(OnReview())], session: WriteSession,
    revision: Annotated[int, Form()] = 0, confirmed: Annotated[str, Form()] = "",
) -> Response:
    """Submit it; where something is missing, the page says what and leads there."""
    try:
        service.submit(session, reviewing, revision, confirmed == "yes")
    except CandourError as error:
        session.rollback()
        leads = _leads(reviewing.reading, error.changed) if isinstance(error, service.ReleasedSince) else []
        return review_shown(request, session, reviewing, error.sentence, error.status, leads)
    return see_other(request, reviewing.path, "Your review is submitted. The authority reads it from now on.")


def _leads(reading: Reading, changed: Sequence[Section] | None) -> list[dict[str, str]]:
    """Where to read what was released since: the sections that changed, or the whole where nobody knows which."""
    if changed is None:
        return [{"text": f"Revision {reading.frozen.number}", "href": reading.path}]
    return [{"text": f"{one.title} changed", "href": f"{reading.path}/sections/{one.key}"} for one in changed]


@router.get(AT + "/feedback/reviews/{review_id}")
def submitted(
    reading: Annotated[Reading, Depends(OnFeedback())], session: ReadSession, review_id: int,
) -> Response:
    """What was submitted, byte for byte as it was hashed."""
    row = queries.submitted_at(session, reading, review_id)
    name = f"review-{row.sha256[:12]}.json"
    return Response(row.content, media_type="application/json", headers={
        "content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"})
