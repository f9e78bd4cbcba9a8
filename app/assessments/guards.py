"""Dependencies that put an assessment or a prompt before an actor who may do the act, or refuse."""

from collections.abc import Callable
from typing import Any

from fastapi import Request
from sqlmodel import Session

from app.accounts.actor import Actor
from app.accounts.guards import signed_in
from app.assessments import queries
from app.assessments.address import Address
from app.assessments.permissions import Desk, Whole, reads_drafts
from app.core.database import database_of
from app.core.errors import Forbidden, NotFound
from app.frameworks.queries import reading

NOT_YOURS = "Your role does not include this. Ask the coordinator if it should."


def open_whole(session: Session, actor: Actor, address: Address) -> Whole:
    """The assessment at an address before an actor; NotFound where they may not know of it."""
    assessment = queries.assessment_at(session, actor, address)
    place = next(place for place in actor.places if place.id == assessment.authority_id)
    return Whole(actor, place, assessment, reading(session, assessment.framework_version_id), address)


def open_desk(session: Session, actor: Actor, address: Address, key: str) -> Desk:
    """One prompt before an actor."""
    whole = open_whole(session, actor, address)
    prompt = queries.prompt_of(session, whole.id, key)
    return Desk(whole.actor, whole.place, whole.assessment, whole.reading, whole.address, prompt)


class OnWhole:
    """A route about a whole assessment, allowed where the predicate holds."""

    def __init__(self, predicate: Callable[[Actor, Whole], bool]) -> None:
        self.predicate, self.permission = predicate, predicate.__name__

    async def __call__(self, request: Request, authority: str, framework: str, year: str) -> Whole:
        """The assessment; 404 where foreign or missing, 403 where the role is not enough."""
        actor = await signed_in(request)
        address = Address(authority, framework, year)
        whole = await database_of(request).near(lambda s: open_whole(s, actor, address))
        checked: Whole = self.check(actor, whole)
        return checked

    def check(self, actor: Actor, whole: Any) -> Any:
        """The same thing, or Forbidden; somebody who may not read drafts is not told what exists."""
        if not self.predicate(actor, whole):
            raise Forbidden(NOT_YOURS) if reads_drafts(actor, whole) else NotFound()
        return whole


class OnPrompt(OnWhole):
    """A route about one prompt, allowed where the predicate holds."""

    def __init__(self, predicate: Callable[[Actor, Desk], bool]) -> None:
        super().__init__(predicate)  # type: ignore[arg-type]

    async def __call__(  # type: ignore[override]
        self, request: Request, authority: str, framework: str, year: str, prompt: str
    ) -> Desk:
        """The prompt; 404 where foreign or missing, 403 where the role is not enough."""
        actor = await signed_in(request)
        address = Address(authority, framework, year)
        desk = await database_of(request).near(lambda s: open_desk(s, actor, address, prompt))
        checked: Desk = self.check(actor, desk)
        return checked
