"""The page of a prompt at a glance: who looks, and whether it looks as it did, before any of it is read."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from app.accounts.actor import Actor
from app.accounts.guards import near_actor, takes_part
from app.assessments.address import Address
from app.assessments.guards import address_in
from app.assessments.writing.queries import looks
from app.core.errors import NotFound


@dataclass(frozen=True)
class Glance:
    """A prompt that an actor may read; two pages with equal `looks` are the same page."""

    actor: Actor
    address: Address
    key: str
    looks: Hashable


def glance(session: Session, actor: Actor, address: Address, key: str) -> Glance:
    """A prompt as it stands now; NotFound where it is missing, foreign, or not for this actor's roles."""
    place = next((place for place in actor.places if place.slug == address.authority), None)
    if place is None or not takes_part(actor, place.id):
        raise NotFound
    whose = (actor.person_id, actor.name, actor.places, tuple(actor.roles.items()))
    return Glance(actor, address, key, (address, key, whose, looks(session, place.id, address, key)))


class OnGlance:
    """A route that shows a prompt, to those who read drafts in its authority; one short transaction."""

    permission = takes_part.__name__

    async def __call__(self, request: Request) -> Glance:
        """The prompt of the request's path; 404 where it is foreign, missing or not for this role."""
        address, key = address_in(request), request.path_params["prompt"]
        return await near_actor(request, lambda session, actor: glance(session, actor, address, key))


Glanced = Annotated[Glance, Depends(OnGlance())]
