"""Dependencies that put a round before an actor who may do the act, or refuse."""

from fastapi import Request
from sqlmodel import Session

from app.accounts.actor import Actor
from app.accounts.guards import InAuthority, InRegion, Predicate, near_actor
from app.reviews.rounds import queries
from app.reviews.rounds.permissions import Part, Run


class OnRound(InRegion):
    """A route about a round of a region, for whoever runs its rounds; to everybody else it does not exist."""

    async def __call__(self, request: Request, region: str) -> Run:  # type: ignore[override]
        """The round of the request's path, or 404."""
        standing, path = await super().__call__(request, region), request.path_params

        def opened(session: Session, actor: Actor) -> Run:
            found = queries.round_at(session, standing.place.id, path["framework"], path["year"])
            return Run(actor, standing.place, found)

        return await near_actor(request, opened)


class OnPart(InAuthority):
    """A route about an authority's part in a round: 404 where foreign or not invited, 403 without the role."""

    def __init__(self, predicate: Predicate) -> None:
        super().__init__(predicate)

    async def __call__(self, request: Request, authority: str) -> Part:  # type: ignore[override]
        """The part of the authority in the request's path."""
        standing, path = await super().__call__(request, authority), request.path_params

        def opened(session: Session, actor: Actor) -> Part:
            return Part(actor, standing.place,
                        *queries.part_of(session, standing.place.id, path["framework"], path["year"]))

        return await near_actor(request, opened)
