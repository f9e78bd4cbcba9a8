"""Reading the pairs of a round."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.accounts.models import Authority
from app.core.errors import Conflict, NotFound
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
    return _pairs(session, Pair.round_id == round_id, col(Pair.removed_at).is_(None))


def pairs_ever(session: Session, round_id: int) -> list[Standing]:
    """Every pair of a round, those too that were removed, in the same order."""
    return _pairs(session, Pair.round_id == round_id)


def pairs_of(session: Session, round_id: int, reviewer_id: int) -> list[Standing]:
    """Every pair in which an authority reviews in a round, or did, in the same order."""
    return _pairs(session, Pair.round_id == round_id, Pair.reviewer_id == reviewer_id)


def pair_ever(session: Session, round_id: int, pair_id: int) -> Standing:
    """One pair of a round, whether it stands or not; NotFound where there is none such."""
    found = _pairs(session, Pair.round_id == round_id, Pair.id == pair_id)
    if not found:
        raise NotFound
    return found[0]


def pair_at(session: Session, round_id: int, pair_id: int) -> Standing:
    """One pair that stands in a round; Conflict where it did, NotFound where there never was such a one."""
    found = pair_ever(session, round_id, pair_id)
    if found.pair.removed_at:
        raise Conflict(f"That {found.told} was changed meanwhile, and stands no more. Go back, and look again.")
    return found


def _pairs(session: Session, *which: Any) -> list[Standing]:
    reviewer, reviewed = aliased(Authority), aliased(Authority)
    rows = session.execute(
        columns(Pair, reviewer.name, reviewed.name)
        .join(reviewer, col(reviewer.id) == Pair.reviewer_id).join(reviewed, col(reviewed.id) == Pair.reviewed_id)
        .where(*which).order_by(reviewed.name, Pair.kind, reviewer.name)
    ).all()
    return [Standing(*row) for row in rows]
