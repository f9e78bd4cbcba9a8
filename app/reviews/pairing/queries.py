"""Reading the pairs of a round."""

from dataclasses import dataclass

from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.accounts.models import Authority
from app.core.errors import NotFound
from app.reviews.allocation.rules import Pairing
from app.reviews.pairing.models import Pair


@dataclass(frozen=True)
class Standing:
    """A pair with the names of both authorities."""

    pair: Pair
    reviewer: str
    reviewed: str

    @property
    def pairing(self) -> Pairing:
        """The same as the rules see it."""
        return pairing_of(self.pair)

    @property
    def told(self) -> str:
        """The pair in words."""
        verb = "challenges" if self.pair.kind == "challenge" else "moderates"
        return f"{self.reviewer} {verb} {self.reviewed}"


def pairing_of(pair: Pair) -> Pairing:
    """A pair as the rules see it."""
    return Pairing("challenge" if pair.kind == "challenge" else "moderation", pair.reviewer_id, pair.reviewed_id)


def pairs_in(session: Session, round_id: int) -> list[Standing]:
    """The pairs that stand in a round, by the names of reviewed and reviewer, challengers first."""
    reviewer, reviewed = aliased(Authority), aliased(Authority)
    rows = session.execute(
        columns(Pair, reviewer.name, reviewed.name)
        .join(reviewer, col(reviewer.id) == Pair.reviewer_id).join(reviewed, col(reviewed.id) == Pair.reviewed_id)
        .where(Pair.round_id == round_id, col(Pair.removed_at).is_(None))
        .order_by(reviewed.name, Pair.kind, reviewer.name)
    ).all()
    return [Standing(*row) for row in rows]


def pair_at(session: Session, round_id: int, pair_id: int) -> Standing:
    """One pair that stands in a round; NotFound where there is none such."""
    found = next((one for one in pairs_in(session, round_id) if one.pair.id == pair_id), None)
    if found is None:
        raise NotFound("This pair was changed meanwhile. Look at the allocation again.")
    return found
