"""The dependency that puts a released revision before an actor who may read it."""

from fastapi import Request

from app.accounts.guards import near_guest
from app.assessments.guards import address_in
from app.reviews.releases.permissions import Reading
from app.reviews.releases.queries import reading_at


class OnReleased:
    """A route about a released revision; for whoever may not read it, it does not exist."""

    permission = "reads_released"

    async def __call__(self, request: Request) -> Reading:
        """The newest released revision at the request's path, or 404."""
        address = address_in(request)
        return await near_guest(request, lambda session, actor: reading_at(session, actor, address))
