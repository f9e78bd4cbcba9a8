"""Reading the places of people in reviews: who is named for a pair, or was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, true
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.accounts.guests.queries import may_come
from app.accounts.guests.rules import ended_at
from app.accounts.models import Guest, Person
from app.core.clock import now
from app.core.errors import NotFound
from app.reviews.pairing.models import Pair
from app.reviews.pairing.queries import Standing
from app.reviews.releases.models import Review, Reviewer
from app.reviews.releases.rules import STANDS, SUBMITTED, UNDER_WAY
from app.reviews.rounds.models import Round


@dataclass(frozen=True)
class Named:
    """A person who reviews, or did; whether they submitted, and for a guest when their access ended: it was withdrawn,
    or their time was over."""

    reviewer: Reviewer
    name: str
    submitted: bool
    ended_at: datetime | None


def reviewers_of(session: Session, pair_ids: Sequence[int | None]) -> dict[int, list[Named]]:
    """The people assigned to these pairs, by name, for each pair."""
    return _named(session, pair_ids, col(Reviewer.removed_at).is_(None))


def guests_of(session: Session, pair_ids: Sequence[int | None]) -> dict[int, list[Named]]:
    """Every guest who reviews these pairs or was taken off them, by name, for each pair: what they opened is still to
    be read."""
    return _named(session, pair_ids, col(Reviewer.guest_id).is_not(None))


def _named(session: Session, pair_ids: Sequence[int | None], which: ColumnElement[bool]) -> dict[int, list[Named]]:
    rows: Sequence[Any] = session.execute(
        columns(Reviewer, Person.name, Review.submitted_at, Guest)
        .join(Person, col(Person.id) == Reviewer.person_id)
        .outerjoin(Review, col(Review.reviewer_id) == Reviewer.id).outerjoin(Guest, col(Guest.id) == Reviewer.guest_id)
        .where(col(Reviewer.pair_id).in_(pair_ids), which).order_by(Person.name)
    ).all()
    found: dict[int, list[Named]] = {pair: [] for pair in pair_ids if pair}
    moment = now()
    for reviewer, name, submitted_at, guest in rows:
        found[reviewer.pair_id].append(
            Named(reviewer, name, submitted_at is not None, ended_at(guest, moment) if guest else None))
    return found


def is_submitted(session: Session, reviewer_id: int | None) -> bool:
    """Whether somebody submitted what they were named for."""
    return session.execute(columns(Reviewer.id).where(Reviewer.id == reviewer_id, SUBMITTED)).first() is not None


def taken_off(session: Session, pair_id: int, person_id: int) -> Reviewer | None:
    """Somebody’s place in a pair that was taken from them; of several the one in which they wrote, else the last."""
    return session.exec(
        select(Reviewer).outerjoin(Review, col(Review.reviewer_id) == Reviewer.id).where(
            Reviewer.pair_id == pair_id, Reviewer.person_id == person_id, col(Reviewer.removed_at).is_not(None))
        .order_by(col(Review.id).is_(None), col(Reviewer.id).desc())
    ).first()


def reviewer_at(session: Session, round_id: int, authority_id: int, reviewer_id: int) -> tuple[Reviewer, Pair]:
    """A person whom this authority assigned in a round and did not take off; NotFound where there is none such."""
    row = session.execute(
        columns(Reviewer, Pair).join(Pair, col(Pair.id) == Reviewer.pair_id)
        .where(Reviewer.id == reviewer_id, Pair.round_id == round_id, Pair.reviewer_id == authority_id,
               or_(col(Reviewer.removed_at).is_(None), Reviewer.removed_why != ""))
    ).first()
    if row is None:
        raise NotFound
    return row[0], row[1]


def reading_for(
    session: Session, round_id: int, authority_id: int, moment: datetime | None = None
) -> Sequence[Person]:
    """Everybody who reviews an authority in a round that is under way, each once; with a `moment` those alone who can
    read it then, without guests whose access has ended."""
    reads = or_(col(Reviewer.guest_id).is_(None), may_come(moment)) if moment else true()
    return session.execute(
        columns(Person).where(col(Person.id).in_(
            columns(Reviewer.person_id).join(Pair, col(Pair.id) == Reviewer.pair_id)
            .join(Round, col(Round.id) == Pair.round_id).outerjoin(Guest, col(Guest.id) == Reviewer.guest_id)
            .where(Pair.round_id == round_id, Pair.reviewed_id == authority_id, UNDER_WAY, reads)
        ), col(Person.disabled_at).is_(None)).order_by(Person.name)
    ).scalars().all()


def finished_by(session: Session, round_id: int, authority_id: int) -> set[int]:
    """The people whose review of an authority in a round that is under way is submitted."""
    return set(session.execute(
        columns(Reviewer.person_id).join(Pair, col(Pair.id) == Reviewer.pair_id)
        .join(Round, col(Round.id) == Pair.round_id)
        .where(Pair.round_id == round_id, Pair.reviewed_id == authority_id, UNDER_WAY, SUBMITTED)
    ).scalars().all())


def standing_in(session: Session, standing: Iterable[Standing]) -> list[tuple[Reviewer, Standing, bool]]:
    """Everybody who is named for one of these pairs, which stand, with that pair and whether they submitted; one query.
    """
    there = {own.pair.id: own for own in standing}
    rows = session.execute(
        columns(Reviewer, SUBMITTED).join(Pair, col(Pair.id) == Reviewer.pair_id)
        .where(col(Reviewer.pair_id).in_(list(there)), STANDS).order_by(col(Reviewer.id))
    ).all()
    return [(row, there[row.pair_id], bool(done)) for row, done in rows]


def writing_to(session: Session, pair_ids: Sequence[int | None]) -> Sequence[tuple[Reviewer, Person]]:
    """Everybody named for these pairs who can be written to, taken off or not: no guest whose access has ended."""
    rows: Sequence[Any] = session.execute(
        columns(Reviewer, Person).join(Person, col(Person.id) == Reviewer.person_id)
        .outerjoin(Guest, col(Guest.id) == Reviewer.guest_id)
        .where(col(Reviewer.pair_id).in_(pair_ids), col(Person.disabled_at).is_(None),
               or_(col(Reviewer.guest_id).is_(None), may_come(now())))
        .order_by(Person.name, Reviewer.id)
    ).all()
    return [(row[0], row[1]) for row in rows]
