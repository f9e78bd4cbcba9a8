"""Who is asking: dependencies that give a route its actor, or refuse."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from sqlmodel import Session
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.accounts import queries
from app.accounts.actor import Actor, Place
from app.accounts.guests.rules import REFUSED
from app.accounts.guests.service import note
from app.accounts.roles import DRAFTING, Role
from app.core.clock import now
from app.core.database import database_of
from app.core.errors import Forbidden, NotFound, SignInNeeded
from app.core.security import COOKIE, digest

Result = TypeVar("Result")


def _read_actor(request: Request, session: Session) -> Actor | None:
    """Whoever is signed in by the request's cookie, read once a request."""
    if not hasattr(request.state, "actor"):
        token = request.cookies.get(COOKIE)
        request.state.actor = queries.actor_by_token(session, digest(token), now()) if token else None
    actor: Actor | None = request.state.actor
    return actor


async def maybe_actor(request: Request) -> Actor | None:
    """Whoever is signed in, if anybody is."""
    if hasattr(request.state, "actor") or COOKIE not in request.cookies:
        actor: Actor | None = getattr(request.state, "actor", None)
        return actor
    return await database_of(request).near(lambda session: _read_actor(request, session))


async def near_actor(request: Request, work: Callable[[Session, Actor], Result]) -> Result:
    """A short read for whoever is signed in, both in one transaction; SignInNeeded where nobody is.

    For a guest nothing exists but what asks by `near_guest`.
    """
    return await database_of(request).near(_for_actor(request, work))


async def near_guest(request: Request, work: Callable[[Session, Actor], Result]) -> Result:
    """The same for a page that guests may open too, where `work` lets them."""
    return await database_of(request).near(_for_actor(request, work, guests=True))


class GuestsWrittenDown:
    """ASGI layer: what a guest asked for is kept before any of the answer leaves, and whether it was refused."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def written(message: Message) -> None:
            if message["type"] == "http.response.start":
                await _write_down(scope, message["status"])
            await send(message)

        try:
            await self.app(scope, receive, written)
        except Exception:
            await _write_down(scope, 500)
            raise


async def _write_down(scope: Scope, status: int) -> None:
    guest_id = scope.get("state", {}).pop("guest_id", None)
    if guest_id is not None:
        what = f"{REFUSED if status >= 400 else ''}{scope['method']} {scope['path']}"
        await scope["app"].state.database.change(lambda session: note(session, guest_id, what))


def _remember(request: Request, actor: Actor) -> None:
    """That a guest asks, for GuestsWrittenDown."""
    if actor.visit:
        request.state.guest_id = actor.visit.guest_id


async def changing_actor(request: Request, work: Callable[[Session, Actor], Result]) -> Result:
    """A short change by whoever is signed in, who is asked in the same transaction; SignInNeeded where nobody is."""
    return await database_of(request).change(_for_actor(request, work))


def _for_actor(
    request: Request, work: Callable[[Session, Actor], Result], guests: bool = False
) -> Callable[[Session], Result]:
    def both(session: Session) -> Result:
        actor = _read_actor(request, session)
        if actor is None:
            raise SignInNeeded
        _remember(request, actor)
        if actor.visit and not guests:
            raise NotFound
        return work(session, actor)

    return both


class SignedIn:
    """Anybody who is signed in; guests only where they are named."""

    permission = "signed in"

    def __init__(self, guests: bool = False) -> None:
        self.guests = guests

    async def __call__(self, request: Request) -> Actor:
        """The actor, or SignInNeeded; NotFound for a guest."""
        actor = await maybe_actor(request)
        if actor is None:
            raise SignInNeeded
        _remember(request, actor)
        if actor.visit and not self.guests:
            raise NotFound
        return actor


signed_in = SignedIn()
SignedInActor = Annotated[Actor, Depends(signed_in)]
ActorOrGuest = Annotated[Actor, Depends(SignedIn(guests=True))]


@dataclass(frozen=True)
class Standing:
    """An actor in one of their authorities, or in their region."""

    actor: Actor
    place: Place


Predicate = Callable[[Actor, int], bool]


class InAuthority:
    """An actor who may do this in the authority of the address; foreign and missing ones look the same."""

    def __init__(self, predicate: Predicate) -> None:
        self.predicate, self.permission = predicate, predicate.__name__

    async def __call__(self, request: Request, authority: str) -> Standing:
        """Actor and authority, or 404 where they do not belong to it, 403 where their role is not enough."""
        actor = await signed_in(request)
        place = next((place for place in actor.places if place.slug == authority), None)
        if place is None:
            raise NotFound
        if not self.predicate(actor, place.id):
            raise Forbidden("Your role does not include this. Ask your administrator if it should.")
        return Standing(actor, place)


class InRegion:
    """An actor who runs the rounds of the region of the address; to everybody else it does not exist."""

    permission = "runs_the_rounds"

    async def __call__(self, request: Request, region: str) -> Standing:
        """Actor and region, or 404."""
        actor = await signed_in(request)
        if actor.region is None or actor.region.slug != region:
            raise NotFound
        return Standing(actor, actor.region)


def belongs(actor: Actor, authority_id: int) -> bool:
    """Holds any role there."""
    return actor.has(authority_id)


def takes_part(actor: Actor, authority_id: int) -> bool:
    """Writes, agrees, coordinates or signs there, and so sees drafts and their evidence."""
    return actor.has(authority_id, *DRAFTING)


def takes_part_anywhere(actor: Actor) -> bool:
    """Does so in any authority: others neither see its rounds of peer challenge nor can be named in one."""
    return any(takes_part(actor, place.id) for place in actor.places)


def administers(actor: Actor, authority_id: int) -> bool:
    """Is an administrator there."""
    return actor.has(authority_id, Role.ADMINISTRATOR)


def follows_activity(actor: Actor, authority_id: int) -> bool:
    """May read the audit trail there."""
    return actor.has(authority_id, Role.ADMINISTRATOR, Role.COORDINATOR, Role.DIRECTOR)
