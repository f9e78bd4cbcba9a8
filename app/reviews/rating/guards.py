"""The dependency that puts a review before the person who writes it."""

from fastapi import Request
from sqlmodel import Session

from app.accounts.actor import Actor
from app.accounts.guards import near_guest
from app.assessments.guards import address_in
from app.core.errors import Forbidden, NotFound
from app.reviews.rating.permissions import Reviewing
from app.reviews.rating.queries import own_at, place_at, record_at, reviewing_of
from app.reviews.releases.errors import RoundClosed
from app.reviews.releases.guards import OnReleased
from app.reviews.releases.permissions import Reading
from app.reviews.releases.queries import reading_at


class OnRecord(OnReleased):
    """A route about a released revision that its reviewers go on reading once their round is closed."""

    def __init__(self, text: bool = False) -> None:
        """`text` is for what shows the released text itself, which guests then read no more."""
        self.text = text

    async def __call__(self, request: Request) -> Reading:
        """The newest released revision, or the one that they submitted their review of; 404 for anybody else."""
        address = address_in(request)
        reading = await near_guest(request, lambda session, actor: record_at(session, actor, address))
        if self.text and not reading.has_text:
            raise RoundClosed(sentence="A guest reads the text while the round is under way. What you submitted, and "
                                       "what was answered, stands under Reviews.")
        return reading


class OnReview:
    """A route about the actor's own review; for whoever does not review this, it does not exist."""

    permission = "reviews"

    def __init__(self, rates: bool = False, read: bool = False) -> None:
        """`rates` is for challengers alone, `read` for what can be read once it is over, submitted or not: where the
        address names a place, that one."""
        self.rates, self.at = rates, own_at if read else reading_at

    async def __call__(self, request: Request) -> Reviewing:
        """The review at the request's path, or 404; 403 where moderators would rate."""
        address, place = address_in(request), request.path_params.get("reviewer_id", "")

        def opened(session: Session, actor: Actor) -> Reviewing:
            at = place_at(session, actor, address, _number(place)) if place else self.at(session, actor, address)
            found = reviewing_of(session, at)
            if found is None:
                raise NotFound
            return found

        reviewing = await near_guest(request, opened)
        if self.rates and not reviewing.rates:
            raise Forbidden("Challengers rate how well evidenced an answer is. As moderator, make your points instead.")
        return reviewing


def _number(text: str) -> int:
    """The number of a place as an address has it; NotFound where it is none."""
    if not text.isascii() or not text.isdigit():
        raise NotFound
    return int(text)
