"""Dependencies that put an assessment or a prompt before an actor who may do the act, or refuse."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Request
from sqlmodel import Session

from app.accounts.actor import Actor
from app.accounts.guards import changing_actor, near_actor
from app.assessments import queries
from app.assessments.address import Address
from app.assessments.models import Assessment, Prompt
from app.assessments.permissions import Desk, Whole, reads_drafts
from app.core.errors import Forbidden, NotFound
from app.frameworks.queries import reading

Result = TypeVar("Result")
NOT_YOURS = "Your role does not include this. Ask the coordinator if it should."


def open_whole(session: Session, actor: Actor, address: Address) -> Whole:
    """The assessment at an address before an actor; NotFound where they may not know of it."""
    assessment = queries.assessment_at(session, actor, address)
    place = next(place for place in actor.places if place.id == assessment.authority_id)
    return Whole(actor, place, assessment, reading(session, assessment.framework_version_id), address)


def open_desk(session: Session, actor: Actor, address: Address, key: str) -> Desk:
    """One prompt before an actor."""
    return _desk(session, actor, address, queries.prompt_at(session, actor, address, key))


def _desk(session: Session, actor: Actor, address: Address, found: tuple[Assessment, Prompt]) -> Desk:
    assessment, prompt = found
    place = next(place for place in actor.places if place.id == assessment.authority_id)
    return Desk(actor, place, assessment, reading(session, assessment.framework_version_id), address, prompt)


def address_in(request: Request) -> Address:
    """The address in a request's path."""
    path = request.path_params  # read here, since declaring each to the framework costs as much as a query
    return Address(path["authority"], path["framework"], path["year"])


class OnWhole:
    """A route about a whole assessment, allowed where the predicate holds."""

    def __init__(self, predicate: Callable[[Actor, Whole], bool]) -> None:
        self.predicate, self.permission = predicate, predicate.__name__

    async def __call__(self, request: Request) -> Whole:
        """The assessment of the request's path; 404 where foreign or missing, 403 where the role is not enough."""
        address = address_in(request)
        whole = await near_actor(request, lambda session, actor: open_whole(session, actor, address))
        checked: Whole = self.check(whole.actor, whole)
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

    async def __call__(self, request: Request) -> Desk:
        """The prompt of the request's path; 404 where foreign or missing, 403 where the role is not enough."""
        return await near_actor(request, lambda session, actor: self.desk(request, session, actor))

    def desk(self, request: Request, session: Session, actor: Actor) -> Desk:
        """The prompt of the request's path before this actor, or refused."""
        address, key = address_in(request), request.path_params["prompt"]
        found = _desk(session, actor, address, queries.prompt_seen(session, actor, address, key))
        checked: Desk = self.check(actor, found)
        return checked


@dataclass(frozen=True)
class Changing:
    """A prompt that somebody wants to change; whether they may is asked in the change's own transaction."""

    request: Request
    guard: OnPrompt

    async def make(self, work: Callable[[Session, Desk], Result]) -> Result:
        """What the work gives, once it is on disk; refused as the guard refuses. It may be made twice, see Together."""
        return await changing_actor(
            self.request, lambda session, actor: work(session, self.guard.desk(self.request, session, actor))
        )


class ChangingPrompt:
    """A route that changes one prompt in a single short transaction, allowed where the predicate holds."""

    def __init__(self, predicate: Callable[[Actor, Desk], bool]) -> None:
        self.guard, self.permission = OnPrompt(predicate), predicate.__name__

    async def __call__(self, request: Request) -> Changing:
        """Nothing is read yet: the route has no desk until it makes its change."""
        return Changing(request, self.guard)
