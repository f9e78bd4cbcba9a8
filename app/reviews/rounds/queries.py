"""Reading rounds, who is invited, and who may not review whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.accounts.models import Authority
from app.core.errors import NotFound
from app.reviews.rounds.models import DeclaredConflict, Invitation, Round, RoundEvent, SharedLeadership


@dataclass(frozen=True)
class Listed:
    """A round in a list, with how many authorities are invited and take part."""

    round: Round
    invited: int
    taking_part: int


def rounds_of(session: Session, region_id: int) -> list[Listed]:
    """The rounds of a region, newest first."""
    rows = session.execute(
        columns(Round, func.count(col(Invitation.authority_id)),
                func.count().filter(col(Invitation.answer) == "takes_part"))
        .outerjoin(Invitation, col(Invitation.round_id) == Round.id).where(Round.region_id == region_id)
        .group_by(col(Round.id)).order_by(col(Round.year).desc(), col(Round.title))
    ).all()
    return [Listed(*row) for row in rows]


def round_at(session: Session, region_id: int, framework: str, year: str) -> Round:
    """One round of a region; NotFound where there is none such."""
    found = session.exec(
        select(Round).where(Round.region_id == region_id, Round.framework_slug == framework, Round.year == year)
    ).first()
    if found is None:
        raise NotFound
    return found


def part_of(session: Session, authority_id: int, framework: str, year: str) -> tuple[Round, Invitation]:
    """The round to which an authority is invited, with its invitation; NotFound where it is to none, or cancelled."""
    found = session.execute(
        columns(Round, Invitation).join(Invitation, col(Invitation.round_id) == Round.id).where(
            Invitation.authority_id == authority_id, Round.framework_slug == framework, Round.year == year,
        )
    ).first()
    if found is None:
        raise NotFound
    if found[0].state == "cancelled":
        raise NotFound("The region has cancelled this round, so nothing is asked of your authority in it.")
    return found[0], found[1]


@dataclass(frozen=True)
class Invited:
    """An authority that is invited, and what it answered."""

    id: int
    slug: str
    name: str
    answer: str
    reason: str
    answered_by: str
    answered_at: datetime | None

    @property
    def counts(self) -> bool:
        """Whether it is allocated: it did not decline."""
        return self.answer != "declines"


def invited_to(session: Session, round_id: int) -> list[Invited]:
    """The authorities invited to a round, by name."""
    rows = session.execute(
        columns(Authority.id, Authority.slug, Authority.name, Invitation.answer, Invitation.reason,
                Invitation.answered_by, Invitation.answered_at)
        .join(Invitation, col(Invitation.authority_id) == Authority.id)
        .where(Invitation.round_id == round_id).order_by(Authority.name)
    ).all()
    return [Invited(*row) for row in rows]


def leadership_in(session: Session, region_id: int) -> Sequence[SharedLeadership]:
    """Who shares leadership in a region, as declared and not ended."""
    return session.exec(
        select(SharedLeadership).where(SharedLeadership.region_id == region_id,
                                       col(SharedLeadership.ended_at).is_(None))
        .order_by(col(SharedLeadership.id))
    ).all()


def conflicts_in(session: Session, round_id: int) -> Sequence[DeclaredConflict]:
    """The conflicts declared in a round and not lifted."""
    return session.exec(
        select(DeclaredConflict).where(DeclaredConflict.round_id == round_id,
                                       col(DeclaredConflict.lifted_at).is_(None))
        .order_by(col(DeclaredConflict.id))
    ).all()


def events_of(session: Session, round_id: int) -> Sequence[RoundEvent]:
    """What happened to a round, newest first."""
    return session.exec(
        select(RoundEvent).where(RoundEvent.round_id == round_id).order_by(col(RoundEvent.id).desc())
    ).all()


def dated_since_published(session: Session, round_id: int) -> bool:
    """Whether the dates of a round were set after its allocation was published last."""
    published = columns(func.max(RoundEvent.id)).where(
        RoundEvent.round_id == round_id, RoundEvent.kind == "published").scalar_subquery()
    return session.execute(columns(RoundEvent.id).where(
        RoundEvent.round_id == round_id, RoundEvent.kind == "dated", col(RoundEvent.id) > published).limit(1)
    ).first() is not None


def was_published(session: Session, round_id: int) -> bool:
    """Whether the allocation of a round ever was published."""
    return session.execute(columns(RoundEvent.id).where(
        RoundEvent.round_id == round_id, RoundEvent.kind == "published").limit(1)).first() is not None


def withdrawn_at(session: Session, round_id: int) -> datetime | None:
    """When the allocation of a round was withdrawn last; None where it never was."""
    return session.execute(columns(func.max(RoundEvent.at)).where(
        RoundEvent.round_id == round_id, RoundEvent.kind == "withdrawn")).scalar()
