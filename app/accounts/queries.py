"""Reading people, their memberships and their sign-ins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func
from sqlmodel import Session, col, select

from app.accounts.actor import Actor, Place, Visit
from app.accounts.models import (
    Authority,
    Guest,
    Membership,
    PasswordLink,
    Person,
    Region,
    RegionalCoordinator,
    SignIn,
    SignInFailure,
)
from app.accounts.roles import Role
from app.core.prepared import Prepared

COLUMNS = (
    Person.id, Person.name, Person.email, Region.id, Region.slug, Region.name,
    Authority.id, Authority.slug, Authority.name, Membership.role,
)


def _acting(people: Any) -> Any:
    """A selection of people with the region that they run and every role that they hold."""
    return (
        people.outerjoin(Membership, col(Membership.person_id) == Person.id)
        .outerjoin(Authority, col(Authority.id) == Membership.authority_id)
        .outerjoin(RegionalCoordinator, col(RegionalCoordinator.person_id) == Person.id)
        .outerjoin(Region, col(Region.id) == RegionalCoordinator.region_id)
        .order_by(Authority.name)
    )


SIGNED_IN = Prepared(_acting(
    select(*COLUMNS, SignIn.guest_id, Guest.path).join(SignIn, col(SignIn.person_id) == Person.id)
    .outerjoin(Guest, col(Guest.id) == SignIn.guest_id)
    .where(SignIn.token_hash == bindparam("token_hash"), SignIn.expires_at > bindparam("moment"),
           col(Person.disabled_at).is_(None), col(Guest.withdrawn_at).is_(None),
           col(SignIn.guest_id).is_(None) | (col(Guest.expires_at) > bindparam("moment")))
))


def actor_by_token(session: Session, token_hash: str, moment: datetime) -> Actor | None:
    """The person signed in by this cookie, with all their roles, in one query; a guest with none."""
    rows = SIGNED_IN.rows(session, token_hash=token_hash, moment=moment)
    if rows and rows[0][-2] is not None:
        person_id, name, email, *_, guest_id, path = rows[0]
        return Actor(person_id, name, email, (), {}, visit=Visit(guest_id, path))
    return _actor([row[:-2] for row in rows])


def actor_by_person(session: Session, person_id: int) -> Actor | None:
    """A person as an actor, whether or not they are signed in; None if disabled or unknown."""
    rows = session.execute(
        _acting(select(*COLUMNS).where(Person.id == person_id, col(Person.disabled_at).is_(None)))
    ).all()
    return _actor(rows)


def actor_by_email(session: Session, email: str) -> Actor | None:
    """The same by e-mail address."""
    person = person_by_email(session, email)
    return actor_by_person(session, person.id) if person and person.id else None


def actor_by_guest(session: Session, guest_id: int, moment: datetime) -> Actor | None:
    """A guest as an actor, whether or not they are signed in; None once their invitation no longer holds."""
    row = session.execute(
        select(Person.id, Person.name, Person.email, Guest.path).join(Guest, col(Guest.person_id) == Person.id)
        .where(Guest.id == guest_id, Guest.expires_at > moment, col(Guest.withdrawn_at).is_(None),
               col(Person.disabled_at).is_(None))
    ).first()
    return Actor(row[0], row[1], row[2], (), {}, visit=Visit(guest_id, row[3])) if row else None


def _actor(rows: Sequence[Sequence[Any]]) -> Actor | None:
    if not rows:
        return None
    places: dict[int, Place] = {}
    roles: dict[int, set[Role]] = {}
    for *_, authority_id, slug, name, role in rows:
        if authority_id is not None:
            places[authority_id] = Place(authority_id, slug, name)
            roles.setdefault(authority_id, set()).add(Role(role))
    person_id, name, email, *region = rows[0][:6]
    held = {authority_id: frozenset(own) for authority_id, own in roles.items()}
    return Actor(person_id, name, email, tuple(places.values()), held, Place(*region) if region[0] else None)


@dataclass(frozen=True)
class Member:
    """A person of one authority, with their roles there."""

    id: int
    name: str
    email: str
    roles: tuple[Role, ...]
    disabled_at: datetime | None


def members(session: Session, authority_id: int) -> list[Member]:
    """Everybody of an authority, by name."""
    rows = session.execute(
        select(Person.id, Person.name, Person.email, Person.disabled_at, Membership.role)
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(Membership.authority_id == authority_id)
        .order_by(Person.name, Person.id, Membership.role)
    ).all()
    held: dict[int, list[Role]] = {}
    for row in rows:
        held.setdefault(row[0], []).append(Role(row[4]))
    seen = {row[0]: row for row in rows}
    return [Member(i, r[1], r[2], tuple(held[i]), r[3]) for i, r in seen.items()]


def answering_for(session: Session, authority_ids: Sequence[int]) -> list[tuple[Person, Authority]]:
    """Who is written to about these authorities: their coordinators, and their directors where there is none."""
    rows = session.execute(
        select(Person, Authority, Membership.role).join(Membership, col(Membership.person_id) == Person.id)
        .join(Authority, col(Authority.id) == Membership.authority_id)
        .where(col(Membership.authority_id).in_(authority_ids), col(Person.disabled_at).is_(None),
               col(Membership.role).in_([Role.COORDINATOR, Role.DIRECTOR]))
        .order_by(Authority.name, Person.name)
    ).all()
    coordinated = {authority.id for _, authority, role in rows if role == Role.COORDINATOR}
    return [(person, authority) for person, authority, role in rows
            if role == (Role.COORDINATOR if authority.id in coordinated else Role.DIRECTOR)]


def member(session: Session, authority_id: int, person_id: int) -> Person | None:
    """A person, if they belong to this authority."""
    return session.exec(
        select(Person).join(Membership, col(Membership.person_id) == Person.id)
        .where(Person.id == person_id, Membership.authority_id == authority_id)
    ).first()


def roles_of(session: Session, authority_id: int, person_id: int) -> frozenset[Role]:
    """The roles that a person holds in an authority."""
    held = select(Membership.role).where(Membership.person_id == person_id, Membership.authority_id == authority_id)
    return frozenset(Role(role) for role in session.exec(held).all())


def person_by_email(session: Session, email: str) -> Person | None:
    """The person with this address, however it is capitalised."""
    return session.exec(select(Person).where(Person.email == email.strip().lower())).first()


def is_only_guest(session: Session, person: Person) -> bool:
    """Whether somebody is known as a guest alone: no authority and no region has them, and no password lets them in."""
    theirs = (
        select(Membership.person_id).where(Membership.person_id == person.id),
        select(RegionalCoordinator.person_id).where(RegionalCoordinator.person_id == person.id),
    )
    return not person.password_hash and all(session.exec(one).first() is None for one in theirs)


def authority_by_slug(session: Session, slug: str) -> Authority | None:
    """The authority with this name in addresses."""
    return session.exec(select(Authority).where(Authority.slug == slug)).first()


def region_by_slug(session: Session, slug: str) -> Region | None:
    """The region with this name in addresses."""
    return session.exec(select(Region).where(Region.slug == slug)).first()


def authorities_in(session: Session, region_id: int) -> Sequence[Authority]:
    """The authorities of a region, by name."""
    return session.exec(
        select(Authority).where(Authority.region_id == region_id).order_by(col(Authority.name))
    ).all()


def recent_failures(session: Session, email: str, address: str, since: datetime) -> int:
    """How often this person, or this address on the network, was refused since then."""
    return session.execute(
        select(func.count()).select_from(SignInFailure)
        .where(SignInFailure.at > since, (SignInFailure.email == email) | (SignInFailure.address == address))
    ).scalar_one()


def open_link(session: Session, token_hash: str, moment: datetime) -> PasswordLink | None:
    """A password link that may still be used."""
    return session.exec(
        select(PasswordLink).where(
            PasswordLink.token_hash == token_hash, col(PasswordLink.used_at).is_(None), PasswordLink.expires_at > moment
        )
    ).first()


def since(moment: datetime, seconds: int) -> datetime:
    """The moment so many seconds before."""
    return moment - timedelta(seconds=seconds)


def belongs_to(session: Session, email: str, authority_id: int) -> bool:
    """Whether somebody with this address has an account in an authority."""
    return session.exec(select(Membership.person_id).join(Person, col(Person.id) == Membership.person_id).where(
        Membership.authority_id == authority_id, Person.email == email)).first() is not None
