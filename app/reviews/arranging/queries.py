"""Reading runs, what is written of pairs, what an allocation starts from, and what is broken in it without a reason.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.reviews.allocation.rules import WHOLE_MEMORY, Pairing, Task
from app.reviews.arranging.rules import broken_by, broken_for_good, sentences
from app.reviews.pairing.models import AllocationRun, Pair
from app.reviews.pairing.queries import Standing, pairing_of, pairs_in
from app.reviews.releases.models import Review, Reviewer
from app.reviews.releases.rules import STANDS
from app.reviews.rounds.models import Round
from app.reviews.rounds.queries import conflicts_in, invited_to, leadership_in
from app.reviews.submitting.queries import written_by


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
class Written:
    """By pair: who submitted a review of it, and who wrote something and has not submitted it; names in one line. And
    the places of all who wrote anything."""

    submitted: dict[int, str]
    begun: dict[int, str]
    places: frozenset[int]


def written_in(session: Session, round_id: int) -> Written:
    """What is written of the pairs that stand in a round; two queries."""
    rows = session.execute(
        columns(Reviewer.id, Pair.id, Person.name, Review.submitted_at)
        .join(Pair, col(Pair.id) == Reviewer.pair_id).join(Person, col(Person.id) == Reviewer.person_id)
        .outerjoin(Review, col(Review.reviewer_id) == Reviewer.id)
        .where(Pair.round_id == round_id, STANDS).order_by(Person.name)
    ).all()
    wrote = written_by(session, [row[0] for row in rows])
    submitted, begun = defaultdict[int, list[str]](list), defaultdict[int, list[str]](list)
    for reviewer_id, pair_id, name, submitted_at in rows:
        if submitted_at:
            submitted[pair_id].append(name)
        elif reviewer_id in wrote:
            begun[pair_id].append(name)
    return Written({at: " and ".join(names) for at, names in submitted.items()},
                   {at: " and ".join(names) for at, names in begun.items()}, frozenset(wrote))


def writers_in(session: Session, round_id: int) -> set[int]:
    """Who wrote anything of a pair of a round, by their places."""
    return written_by(session, session.execute(
        columns(Reviewer.id).join(Pair, col(Pair.id) == Reviewer.pair_id).where(Pair.round_id == round_id)
    ).scalars().all())


def earlier_in(session: Session, round_id: int) -> dict[Pairing, Pair]:
    """The pairs of a round that were removed: of several alike the one of which something is written, else the last."""
    rows = session.execute(
        columns(Pair, Reviewer.id).outerjoin(Reviewer, col(Reviewer.pair_id) == Pair.id)
        .where(Pair.round_id == round_id, col(Pair.removed_at).is_not(None)).order_by(col(Pair.id))
    ).all()
    wrote = written_by(session, [reviewer_id for _, reviewer_id in rows if reviewer_id])
    in_order = sorted(rows, key=lambda row: row[1] in wrote)
    return {pairing_of(pair): pair for pair, _ in in_order}


@dataclass(frozen=True)
class Ground:
    """What an allocation of a round starts from, what the authorities are called, who has begun which pair, and which
    authorities are in it although they have not answered, by name."""

    task: Task
    names: dict[int, str]
    standing: list[Standing]
    written: Written
    unanswered: tuple[str, ...]

    def absent_in(self, own: Standing) -> str:
        """Which authorities of a pair take no part, by name, so that locking it is in vain; empty where both do."""
        return " and ".join(sorted(self.names[one] for one in own.pairing.both - set(self.task.authorities)))

    def losing(self) -> list[Standing]:
        """The pairs that are locked or of which a review is begun, and that the next run may remove all the same."""
        return [own for own in self.standing if (own.pair.locked_by or own.pair.id in self.written.begun)
                and own.pairing not in self.task.stays]

    @property
    def version(self) -> str:
        """A short hash over the pairs as they stand, which of them are locked, and who wrote or submitted anything."""
        told = [(own.pair.id, own.pair.run_id, bool(own.pair.locked_by), self.written.submitted.get(own.pair.id or 0),
                 self.written.begun.get(own.pair.id or 0)) for own in self.standing]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def ground(session: Session, one: Round, seed: int = 0, memory: int | None = None) -> Ground:
    """The task of allocating this round now; without `memory` that of its last run, else the whole one.

    Pairs of which a review is submitted are kept, whoever takes part.
    """
    assert one.id is not None
    invited, standing = invited_to(session, one.id), pairs_in(session, one.id)
    taking_part = tuple(authority.id for authority in invited if authority.counts)
    if memory is None:
        memory = next((run.memory for run in runs_in(session, one.id)), WHOLE_MEMORY)
    written = written_in(session, one.id)
    locked = {own.pairing for own in standing if own.pair.locked_by and own.pairing.both <= set(taking_part)}
    kept = {own.pairing for own in standing if own.pair.id in written.submitted}
    task = Task(
        taking_part, frozenset(frozenset((row.one_id, row.other_id)) for row in leadership_in(session, one.region_id)),
        frozenset(frozenset((row.one_id, row.other_id)) for row in conflicts_in(session, one.id)),
        since(session, one), memory, frozenset(locked), seed, frozenset(kept),
    )
    names = {authority.id: authority.name for authority in invited}
    for own in standing:
        names |= {own.pair.reviewer_id: own.reviewer, own.pair.reviewed_id: own.reviewed}
    unanswered = tuple(authority.name for authority in invited if authority.answer == "waiting")
    return Ground(task, names, standing, written, unanswered)


@dataclass(frozen=True)
class Unexplained:
    """The rules that pairs break without a reason given by hand, as sentences: by pair, of those that stay for their
    submitted reviews, and of those that can be kept or changed; and all others."""

    stays: dict[int, list[str]]
    keepable: dict[int, list[str]]
    others: list[str]

    def of(self, pair_id: int) -> list[str]:
        """What a reason can be given for at a pair."""
        return self.stays.get(pair_id) or self.keepable.get(pair_id, [])


def unexplained(ground: Ground) -> Unexplained:
    """What is broken without a reason as the pairs stand."""
    stands = [own.pairing for own in ground.standing]
    explained = {line for own in ground.standing for line in own.pair.breaks.split("\n")}
    found = [one for one in sentences(ground.task, stands, ground.names) if one not in explained]
    stays, keepable = dict[int, list[str]](), dict[int, list[str]]()
    for own in ground.standing:
        submitted = own.pair.id in ground.written.submitted
        broken = (broken_for_good(ground.task, own.pairing, ground.names) if submitted
                  else broken_by(ground.task, stands, own.pairing, ground.names))
        if lines := [line for line in broken if line in found]:
            (stays if submitted else keepable)[own.pair.id or 0] = lines
    told_there = {line for lines in (*stays.values(), *keepable.values()) for line in lines}
    return Unexplained(stays, keepable, [one for one in found if one not in told_there])
