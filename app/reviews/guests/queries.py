"""Reading the guests whom an authority invited to its reviews."""

from dataclasses import dataclass

from sqlalchemy import exists
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.accounts.guests.queries import Invited, invited
from app.accounts.models import Authority, Guest, Person, RegionalCoordinator
from app.assessments.address import Address
from app.core.errors import NotFound
from app.reviews.pairing.models import Pair
from app.reviews.releases.models import Reviewer
from app.reviews.rounds.permissions import Part


@dataclass(frozen=True)
class Visiting:
    """A guest of a review, also after they were taken off it.

    `path` is where what they review is read, `noted` where it is annotated.
    """

    reviewer: Reviewer
    pair: Pair
    reviewed: str
    path: str
    noted: str
    invited: Invited


def visiting(session: Session, part: Part, reviewer_id: int) -> Visiting:
    """A guest whom this authority invited in this round; NotFound where there is none such."""
    row = session.execute(
        columns(Reviewer, Pair, Authority.name, Authority.slug).join(Pair, col(Pair.id) == Reviewer.pair_id)
        .join(Authority, col(Authority.id) == Pair.reviewed_id)
        .where(Reviewer.id == reviewer_id, Pair.round_id == part.id, Pair.reviewer_id == part.place.id,
               col(Reviewer.guest_id).is_not(None))
    ).first()
    found = invited(session, row[0].guest_id) if row else None
    if row is None or found is None:
        raise NotFound
    at = Address(row[3], part.round.framework_slug, part.round.year)
    return Visiting(row[0], row[1], row[2], f"/reviews/released/{at}", f"/reviews/annotations/{at}", found)


def guest_before(session: Session, pair_id: int, email: str) -> Guest | None:
    """Who was invited under this address to a review and taken off it again, the last where there are several."""
    return session.exec(
        select(Guest).join(Reviewer, col(Reviewer.guest_id) == Guest.id)
        .join(Person, col(Person.id) == Guest.person_id)
        .where(Reviewer.pair_id == pair_id, Guest.email == email, Person.email == email,
               col(Reviewer.removed_at).is_not(None), col(Person.disabled_at).is_(None))
        .order_by(col(Guest.id).desc())
    ).first()


def runs_rounds(session: Session, email: str, region_id: int) -> bool:
    """Whether somebody with this address runs the rounds of a region."""
    return bool(session.execute(columns(exists().where(
        col(RegionalCoordinator.person_id) == Person.id, RegionalCoordinator.region_id == region_id,
        Person.email == email,
    ))).scalar())
