"""Reading guests, their codes and what they opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.accounts.models import (
    Authority,
    Guest,
    GuestAccess,
    GuestCode,
    Membership,
    Person,
    RegionalCoordinator,
)
from app.core.mail.models import Letter

PAGE = 200  # lines of what a guest opened


def may_come(moment: datetime) -> ColumnElement[bool]:
    """Of guests, those whose access has not ended by then: neither expired nor withdrawn."""
    return and_(col(Guest.expires_at) > moment, col(Guest.withdrawn_at).is_(None))


def open_invitation(session: Session, token_hash: str, moment: datetime, held: bool = False) -> Guest | None:
    """The guest whose link this is, while it may be used; `held` until the transaction ends."""
    query = select(Guest).join(Person, col(Person.id) == Guest.person_id).where(
        Guest.token_hash == token_hash, may_come(moment), col(Person.disabled_at).is_(None),
    )
    return session.exec(query.with_for_update(of=Guest) if held else query).first()


def invited_by_link(session: Session, token_hash: str) -> int | None:
    """The person who was sent this link, whether or not it still works."""
    return session.exec(select(Guest.person_id).where(Guest.token_hash == token_hash)).first()


def known_to_them_alone(session: Session, person: Person, authority_id: int) -> bool:
    """Whether somebody is known through the invitations of one authority and in no other way, by no account either."""
    elsewhere = or_(
        exists().where(col(Membership.person_id) == person.id),
        exists().where(col(RegionalCoordinator.person_id) == person.id),
        exists().where(col(Guest.person_id) == person.id, col(Guest.authority_id) != authority_id),
    )
    return not person.password_hash and not session.execute(columns(elsewhere)).scalar()


def codes_since(session: Session, guest_id: int | None, moment: datetime) -> Sequence[GuestCode]:
    """The codes sent to a guest since then, newest first."""
    return session.exec(
        select(GuestCode).where(GuestCode.guest_id == guest_id, GuestCode.made_at > moment)
        .order_by(col(GuestCode.id).desc())
    ).all()


@dataclass(frozen=True)
class Invited:
    """A guest with who they are, the state of their invitation’s letter, and when they last opened something."""

    guest: Guest
    name: str
    authority: str
    letter: str


def invited(session: Session, guest_id: int) -> Invited | None:
    """One guest."""
    row = session.execute(
        columns(Guest, Person.name, Authority.name, Letter.state)
        .join(Person, col(Person.id) == Guest.person_id).join(Authority, col(Authority.id) == Guest.authority_id)
        .outerjoin(Letter, col(Letter.id) == Guest.letter_id).where(Guest.id == guest_id)
    ).first()
    return Invited(row[0], row[1], row[2], row[3] or "expired") if row else None


@dataclass(frozen=True)
class Opened:
    """What a guest opened once, or what their page asked for so often between two moments within an hour."""

    what: str
    since: datetime
    until: datetime
    times: int


def accesses(session: Session, guest_id: int, often: Sequence[str], page: int = 1) -> tuple[list[Opened], bool]:
    """A page of what a guest opened, newest first, and whether there is more; one query.

    `often` is what pages ask for by themselves, told once an hour; what ends in / stands for all that begins so.
    """
    by_itself = or_(*[
        col(GuestAccess.what).startswith(one) if one.endswith("/") else col(GuestAccess.what) == one for one in often])
    hour = func.substr(cast(col(GuestAccess.at), String), 1, len("2017-03-31 14"))
    newest, at = func.max(col(GuestAccess.id)), col(GuestAccess.at)
    rows = session.execute(
        columns(GuestAccess.what, func.min(at), func.max(at), func.count())
        .where(GuestAccess.guest_id == guest_id)
        .group_by(col(GuestAccess.what), case((by_itself, hour), else_=cast(col(GuestAccess.id), String)))
        .order_by(newest.desc()).offset((page - 1) * PAGE).limit(PAGE + 1)
    ).all()
    return [Opened(*row) for row in rows[:PAGE]], len(rows) > PAGE
