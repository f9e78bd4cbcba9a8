"""Reading pairs and runs, and what an allocation starts from."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.accounts.models import Authority
from app.core.errors import NotFound
from app.reviews.allocation.rules import WHOLE_MEMORY, Pairing, Task
from app.reviews.pairing.models import AllocationRun, Pair
from app.reviews.rounds.models import Round
from app.reviews.rounds.queries import conflicts_in, invited_to, leadership_in


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


def runs_in(session: Session, round_id: int) -> Sequence[AllocationRun]:
    """The runs of the allocation, newest first."""
    return session.exec(
        select(AllocationRun).where(AllocationRun.round_id == round_id).order_by(col(AllocationRun.id).desc())
    ).all()


def since(session: Session, one: Round) -> dict[Pairing, int]:
    """How many years ago each pairing last stood in another published round of the region, at most twenty."""
    rows = session.execute(
        columns(Pair.kind, Pair.reviewer_id, Pair.reviewed_id, Round.year)
        .join(Round, col(Round.id) == Pair.round_id).where(
            Round.region_id == one.region_id, Round.id != one.id, col(Round.state).in_(["published", "closed"]),
            col(Pair.removed_at).is_(None),
        )
    ).all()
    found: dict[Pairing, int] = {}
    for kind, reviewer, reviewed, year in rows:
        pairing, ago = Pairing(kind, reviewer, reviewed), abs(int(one.year[:4]) - int(year[:4]))
        if ago <= 20:
            found[pairing] = min(ago, found.get(pairing, ago))
    return found


@dataclass(frozen=True)
class Ground:
    """What an allocation of a round starts from, and what the authorities are called."""

    task: Task
    names: dict[int, str]
    standing: list[Standing]

    @property
    def version(self) -> str:
        """A short hash over the pairs as they stand and which of them are locked."""
        told = [(own.pair.id, own.pair.run_id, bool(own.pair.locked_by)) for own in self.standing]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def ground(session: Session, one: Round, seed: int = 0, memory: int | None = None) -> Ground:
    """The task of allocating this round now; without `memory` that of its last run, else the whole one."""
    assert one.id is not None
    invited, standing = invited_to(session, one.id), pairs_in(session, one.id)
    taking_part = tuple(authority.id for authority in invited if authority.counts)
    if memory is None:
        memory = next((run.memory for run in runs_in(session, one.id)), WHOLE_MEMORY)
    locked = {own.pairing for own in standing if own.pair.locked_by and own.pairing.both <= set(taking_part)}
    task = Task(
        taking_part, frozenset(frozenset((row.one_id, row.other_id)) for row in leadership_in(session, one.region_id)),
        frozenset(frozenset((row.one_id, row.other_id)) for row in conflicts_in(session, one.id)),
        since(session, one), memory, frozenset(locked), seed,
    )
    names = {authority.id: authority.name for authority in invited}
    for own in standing:
        names |= {own.pair.reviewer_id: own.reviewer, own.pair.reviewed_id: own.reviewed}
    return Ground(task, names, standing)
