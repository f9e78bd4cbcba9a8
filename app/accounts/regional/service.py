"""Verbs about who runs a region’s rounds: add, send a link, remove."""

from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from app.accounts import service
from app.accounts.actor import Actor, Place
from app.accounts.models import PasswordLink, Person, Region, RegionalCoordinator, SignIn
from app.accounts.queries import is_only_guest, person_by_email
from app.accounts.regional import queries
from app.accounts.regional.queries import Coordinator
from app.activity.service import record
from app.activity.tags import Tag
from app.config import Settings
from app.core.clock import now
from app.core.errors import Conflict, NotFound, Refused
from app.core.mail.service import SITE, send


def path_of(region: Place) -> str:
    """The page of a region’s coordinators."""
    return f"/region/{region.slug}/coordinators"


def add(session: Session, settings: Settings, doer: Actor, region: Place, name: str, email: str) -> tuple[Person, str]:
    """Let somebody run the rounds, and give them a link by which they set a password: see `link`.

    The name of somebody known, such as a guest, may be left out. Conflict where the address has an account already:
    whoever runs the rounds holds no role in an authority.
    """
    known = person_by_email(session, email)
    if known is not None and not is_only_guest(session, known):
        runs = any(one.id == known.id for one in queries.coordinators(session, region.id))
        raise Conflict(
            f"{known.name} runs the rounds of {region.name} already." if runs else
            f"{known.email} has an account elsewhere. Whoever runs the rounds holds no role in an authority, so that "
            "no draft is theirs to read: ask them for another address."
        )
    name = name.strip() or (known.name if known else "")
    if not name or not email.strip():
        raise Refused("Give a name and an e-mail address.")
    person = service.add_regional_coordinator(session, doer, session.get_one(Region, region.id), name, email)
    return person, _link(session, settings, doer, region, person)


def link(session: Session, settings: Settings, doer: Actor, region: Place, person_id: int) -> tuple[Person, str]:
    """A fresh link for a coordinator: sent to them alone where mail is set up, else its token, to be handed over."""
    one = _coordinator(session, region, person_id)
    person = session.get_one(Person, one.id)
    return person, _link(session, settings, doer, region, person)


def _link(session: Session, settings: Settings, doer: Actor, region: Place, person: Person) -> str:
    token = service.link_for(session, settings, doer, person, None, path_of(region))
    if not settings.sends_mail:
        return token
    text = (
        f"Dear {person.name},\n\n{doer.name} asks you to run the rounds of peer challenge of {region.name}.\n\n"
        f"Set your password by this link. It works once, within {settings.reset_link_seconds // 3600} hours:\n\n"
        f"{SITE}/set-password/{token}\n"
    )
    until = now() + timedelta(seconds=settings.reset_link_seconds)
    send(session, person.email, f"Running the rounds of {region.name}", text, secret=True, until=until)
    return ""


def _coordinator(session: Session, region: Place, person_id: int) -> Coordinator:
    found = next((one for one in queries.coordinators(session, region.id) if one.id == person_id), None)
    if found is None:
        raise NotFound
    return found


def remove(session: Session, doer: Actor, region: Place, person_id: int) -> str:
    """End that somebody runs the rounds: they are signed out and their password is forgotten; their name.

    Conflict where nobody who can sign in would be left. The region is held, so that two who remove one another at
    once do not leave it to nobody.
    """
    session.get_one(Region, region.id, with_for_update=True)
    _coordinator(session, region, doer.person_id)
    gone = _coordinator(session, region, person_id)
    left = [one for one in queries.coordinators(session, region.id) if one.id != gone.id and one.may_sign_in]
    if not left:
        raise Conflict(
            "Nobody who can sign in would be left to run the rounds. Add somebody first, who then sets a password.")
    session.execute(delete(RegionalCoordinator).where(col(RegionalCoordinator.person_id) == gone.id))
    session.execute(delete(SignIn).where(col(SignIn.person_id) == gone.id, col(SignIn.guest_id).is_(None)))
    session.execute(delete(PasswordLink).where(col(PasswordLink.person_id) == gone.id))
    session.get_one(Person, gone.id).password_hash = ""
    record(session, Tag.COORDINATOR_REMOVED, doer, None, path_of(region), name=gone.name, region=region.name)
    return gone.name
