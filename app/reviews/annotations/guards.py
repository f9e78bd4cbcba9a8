"""Dependencies that put a released revision before whoever reviews it, or before those who are reviewed."""

from fastapi import Request
from sqlmodel import Session

from app.accounts.actor import Actor
from app.accounts.guards import near_guest
from app.assessments.guards import address_in
from app.core.errors import NotFound
from app.reviews.annotations.permissions import Annotating
from app.reviews.annotations.queries import seen_by
from app.reviews.releases.guards import OnReleased
from app.reviews.releases.permissions import OWN, Reading
from app.reviews.releases.queries import reading_at


def annotating(session: Session, reading: Reading) -> Annotating:
    """The same before its reviewer; NotFound for whoever reviews nothing of it."""
    mine = seen_by(session, reading).mine
    if mine is None:
        raise NotFound
    return Annotating(reading, mine)


class OnAnnotating(OnReleased):
    """A route for whoever reviews the released revision; for everybody else it does not exist."""

    permission = "reviews_it"

    async def __call__(self, request: Request) -> Reading:
        """The newest released revision at the request's path, or 404."""
        address = address_in(request)

        def opened(session: Session, actor: Actor) -> Reading:
            return annotating(session, reading_at(session, actor, address)).reading

        return await near_guest(request, opened)


class OnReviewed(OnReleased):
    """A route for those whose assessment was released; for its reviewers and everybody else it does not exist."""

    permission = "is_reviewed"

    async def __call__(self, request: Request) -> Reading:
        """The newest released revision at the request's path, or 404."""
        reading = await super().__call__(request)
        if reading.why != OWN:
            raise NotFound
        return reading
