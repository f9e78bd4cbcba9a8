"""The dependency that puts the feedback about an assessment before whoever may read it, or answer it."""

from fastapi import Request
from sqlmodel import Session

from app.accounts.actor import Actor
from app.accounts.guards import near_guest
from app.assessments.guards import address_in
from app.core.errors import Forbidden
from app.reviews.rating.queries import record_at
from app.reviews.releases.permissions import OWN, Reading
from app.reviews.releases.queries import reading_at


class OnFeedback:
    """A route about feedback: 404 for whoever may not read the assessment; 403 where it is not theirs to answer.

    The assessed authority is its coordinators and directors. What reviewers see, guests among them, is decided for
    each review, by rating.permissions.reads_review.
    """

    permission = "reads_feedback"

    def __init__(self, answers: bool = False) -> None:
        self.answers = answers

    async def __call__(self, request: Request) -> Reading:
        """The released revision at the request's path."""
        address, at = address_in(request), reading_at if self.answers else record_at

        def opened(session: Session, actor: Actor) -> Reading:
            return at(session, actor, address)

        reading = await near_guest(request, opened)
        if reading.why == OWN and not reading.decides:
            raise Forbidden("Feedback goes to the coordinator and the director. Ask them for what concerns you.")
        if self.answers and not reading.decides:
            raise Forbidden("The authority answers its feedback itself.")
        return reading
