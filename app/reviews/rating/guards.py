"""The dependency that puts a review before the person who writes it."""

from fastapi import Request
from sqlmodel import Session

from app.accounts.actor import Actor
from app.accounts.guards import near_guest
from app.assessments.guards import address_in
from app.core.errors import Forbidden, NotFound
from app.reviews.rating.permissions import Reviewing
from app.reviews.rating.queries import reviewing_of
from app.reviews.releases.queries import reading_at


class OnReview:
    """A route about the actor's own review; for whoever does not review this, it does not exist."""

    permission = "reviews"

    def __init__(self, rates: bool = False) -> None:
        self.rates = rates

    async def __call__(self, request: Request) -> Reviewing:
        """The review at the request's path, or 404; 403 where moderators would rate."""
        address = address_in(request)

        def opened(session: Session, actor: Actor) -> Reviewing:
            found = reviewing_of(session, reading_at(session, actor, address))
            if found is None:
                raise NotFound
            return found

        reviewing = await near_guest(request, opened)
        if self.rates and not reviewing.rates:
            raise Forbidden("Challengers rate how well evidenced an answer is. As moderator, make your points instead.")
        return reviewing
