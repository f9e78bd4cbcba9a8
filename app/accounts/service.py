"""Verbs about people: sign in and out, add, disable, set roles, set passwords."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.accounts import queries
from app.accounts.actor import Command
from app.accounts.models import (
    Authority,
    Membership,
    PasswordLink,
    Person,
    Region,
    RegionalCoordinator,
    SignIn,
    SignInFailure,
)
from app.accounts.passwords import hashed, matches
from app.accounts.roles import Role
from app.accounts.rules import address_of
from app.activity.service import Doer, record
from app.activity.tags import Tag
from app.config import Settings
from app.core.clock import now
from app.core.errors import Conflict, NotFound, Refused, TooManyAttempts
from app.core.security import digest, new_token


def sign_in(session: Session, settings: Settings, email: str, password: str, address: str) -> str | None:
    """A new cookie for the person, or None if the two do not match; TooManyAttempts after many tries."""
    email = email.strip().lower()
    since = queries.since(now(), settings.sign_in_window_seconds)
    if queries.recent_failures(session, email, address, since) >= settings.sign_in_attempts:
        raise TooManyAttempts("There were too many attempts to sign in. Wait 15 minutes and try again.")
    person = queries.person_by_email(session, email)
    right = matches(person.password_hash if person else "", password)
    if person is None or not right or person.disabled_at:
        session.add(SignInFailure(at=now(), email=email, address=address))
        record(session, Tag.SIGN_IN_FAILED, Command("Sign-in page"), _home(session, person), email=email)
        return None
    return _open_session(session, settings, person)


def _open_session(session: Session, settings: Settings, person: Person) -> str:
    token, moment = new_token(), now()
    assert person.id is not None
    session.execute(delete(SignIn).where(col(SignIn.expires_at) < moment))
    expires = moment + timedelta(seconds=settings.session_seconds)
    session.add(SignIn(token_hash=digest(token), person_id=person.id, created_at=moment, expires_at=expires))
    record(session, Tag.SIGNED_IN, Command(person.name, person.id), _home(session, person))
    return token


def _home(session: Session, person: Person | None) -> int | None:
    if person is None:
        return None
    return session.exec(select(Membership.authority_id).where(Membership.person_id == person.id)).first()


def sign_out(session: Session, doer: Doer, token: str) -> None:
    """Close this browser's session."""
    session.execute(delete(SignIn).where(col(SignIn.token_hash) == digest(token)))
    person = session.get(Person, doer.person_id)
    record(session, Tag.SIGNED_OUT, doer, _home(session, person))


def add_person(
    session: Session, doer: Doer, authority: Authority, name: str, email: str, roles: Iterable[Role], password: str = ""
) -> Person:
    """Add somebody to an authority; a person belongs to one, so that no other can reset their password."""
    roles = sorted(set(roles))
    if not roles:
        raise Refused("Give a name, an e-mail address and at least one role.")
    person = _new_person(session, name, email, password)
    assert person.id is not None and authority.id is not None
    session.add_all(Membership(person_id=person.id, authority_id=authority.id, role=role) for role in roles)
    record(session, Tag.PERSON_ADDED, doer, authority.id, person.email, name=person.name, roles=", ".join(roles))
    return person


def add_regional_coordinator(
    session: Session, doer: Doer, region: Region, name: str, email: str, password: str = ""
) -> Person:
    """Add somebody who runs a region's rounds, and belongs to no authority."""
    person = _new_person(session, name, email, password)
    assert person.id is not None and region.id is not None
    session.add(RegionalCoordinator(person_id=person.id, region_id=region.id))
    told = f"regional coordinator of {region.name}"
    record(session, Tag.PERSON_ADDED, doer, None, f"/region/{region.slug}/coordinators", name=person.name, roles=told)
    return person


def _new_person(session: Session, name: str, email: str, password: str) -> Person:
    name = name.strip()
    if not name or not email.strip():
        raise Refused("Give a name, an e-mail address and at least one role.")
    email = address_of(email)
    known = queries.person_by_email(session, email)
    if known and not queries.is_only_guest(session, known):
        raise Conflict(f"{email} already has an account. Use another address, or change their roles.")
    person = known or Person(email=email, name=name, created_at=now())
    person.name, person.password_hash = name, hashed(password) if password else ""
    session.add(person)
    session.flush()
    return person


def _theirs(session: Session, authority_id: int, person_id: int) -> Person:
    person = queries.member(session, authority_id, person_id)
    if person is None:
        raise NotFound
    return person


def set_roles(
    session: Session, doer: Doer, authority_id: int, person_id: int, roles: Iterable[Role], seen: Iterable[Role]
) -> None:
    """Replace the roles that were `seen`; Conflict where they are others now.

    Nobody takes administration from themselves.
    """
    person, wanted = _theirs(session, authority_id, person_id), sorted(set(roles))
    held = queries.roles_of(session, authority_id, person_id)
    if set(seen) != held:
        raise Conflict(f"Somebody changed these roles meanwhile: they are now {', '.join(sorted(held))}.")
    if not wanted:
        raise Refused("Choose at least one role. To take somebody’s access away, disable them.")
    if person_id == doer.person_id and Role.ADMINISTRATOR not in wanted:
        raise Refused("You cannot take administration from yourself. Ask another administrator.")
    session.execute(
        delete(Membership).where(col(Membership.person_id) == person_id, col(Membership.authority_id) == authority_id)
    )
    session.add_all(Membership(person_id=person_id, authority_id=authority_id, role=role) for role in wanted)
    record(session, Tag.ROLES_SET, doer, authority_id, person.email, name=person.name, roles=", ".join(wanted))


def disable(session: Session, doer: Doer, authority_id: int, person_id: int) -> None:
    """End a person's access at once, everywhere they are signed in."""
    person = _theirs(session, authority_id, person_id)
    if person_id == doer.person_id:
        raise Refused("You cannot disable yourself. Ask another administrator.")
    person.disabled_at = now()
    session.execute(delete(SignIn).where(col(SignIn.person_id) == person_id))
    record(session, Tag.PERSON_DISABLED, doer, authority_id, person.email, name=person.name)


def enable(session: Session, doer: Doer, authority_id: int, person_id: int) -> None:
    """Let a disabled person sign in again."""
    person = _theirs(session, authority_id, person_id)
    person.disabled_at = None
    record(session, Tag.PERSON_ENABLED, doer, authority_id, person.email, name=person.name)


def make_password_link(session: Session, settings: Settings, doer: Doer, authority_id: int, person_id: int) -> str:
    """The token of a link that sets this person's password once; older links stop working."""
    return link_for(session, settings, doer, _theirs(session, authority_id, person_id), authority_id)


def link_for(
    session: Session, settings: Settings, doer: Doer, person: Person, authority_id: int | None, subject: str = ""
) -> str:
    """The same for a person at hand; a regional coordinator belongs to no authority, but to the page at `subject`."""
    assert person.id is not None
    token = new_token()
    session.execute(delete(PasswordLink).where(col(PasswordLink.person_id) == person.id))
    expires = now() + timedelta(seconds=settings.reset_link_seconds)
    session.add(PasswordLink(token_hash=digest(token), person_id=person.id, expires_at=expires))
    record(session, Tag.RESET_LINK_MADE, doer, authority_id, subject or person.email, name=person.name)
    return token


class LinkUsed(NotFound):
    """A password link that sets nothing any more."""

    title = "This link no longer works"

    def __init__(self) -> None:
        super().__init__("It has been used, or it is too old. Ask your administrator for a new one.")


def use_password_link(session: Session, token: str, password: str) -> None:
    """Set the password, use the link up, and close every session of that person."""
    link = queries.open_link(session, digest(token), now())
    person = session.get(Person, link.person_id) if link else None
    if link is None or person is None:
        raise LinkUsed
    person.password_hash = hashed(password)
    link.used_at = now()
    session.execute(delete(SignIn).where(col(SignIn.person_id) == person.id))
    record(session, Tag.PASSWORD_SET, Command(person.name, person.id), _home(session, person), person.email)


def confirm_password(session: Session, person_id: int, password: str) -> bool:
    """Whether this is the person's password, for acts that ask for it again."""
    person = session.get(Person, person_id)
    return person is not None and matches(person.password_hash, password)
