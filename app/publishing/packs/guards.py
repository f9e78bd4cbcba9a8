"""The dependency that puts a released revision before somebody who may have packs of it."""

from fastapi import Request

from app.core.errors import Forbidden, NotFound
from app.publishing.packs.permissions import has_packs, has_report
from app.publishing.packs.rules import OVER
from app.reviews.releases.errors import RoundClosed
from app.reviews.releases.guards import OnReleased
from app.reviews.releases.permissions import Reading


class OnPacks(OnReleased):
    """A route about packs: 404 for whoever may not read what was released, 403 for whoever may, but gets no packs.

    Who reviewed it until the round was closed is told who can still fetch theirs.
    """

    permission = "has_packs"

    async def __call__(self, request: Request) -> Reading:
        """The newest released revision at the request's path."""
        try:
            reading = await super().__call__(request)
        except RoundClosed as closed:
            raise RoundClosed(sentence=OVER) from closed
        if not has_packs(reading):
            raise Forbidden("The coordinator and the director of your authority make and fetch packs.")
        return reading


class OnReport(OnPacks):
    """A route about the feedback report of an authority; for its reviewers it does not exist."""

    permission = "has_report"

    async def __call__(self, request: Request) -> Reading:
        """The newest released revision at the request's path."""
        reading = await super().__call__(request)
        if not has_report(reading):
            raise NotFound
        return reading
