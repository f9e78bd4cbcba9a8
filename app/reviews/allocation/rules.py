"""What an allocation must keep to, and which of it a given one breaks."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["challenge", "moderation"]
CHALLENGES, MODERATIONS = 2, 1  # of each assessment, and by each authority
WHOLE_MEMORY = 3  # consecutive years in which no authority challenges the same one twice
MEMORIES = (3, 2, 1)  # to which it may be shortened; with 1 the past does not matter


@dataclass(frozen=True, order=True)
class Pairing:
    """One authority reviews another one, by their ids; direction counts."""

    kind: Kind
    reviewer: int
    reviewed: int

    @property
    def both(self) -> frozenset[int]:
        """The two, whoever reviews."""
        return frozenset((self.reviewer, self.reviewed))


@dataclass(frozen=True)
class Task:
    """What is to be allocated.

    `leadership` and `conflicts` are pairs of authorities that never review one another. `since` tells how many years
    ago a pairing last stood, this year being 0. `memory` is the length in years of the rotation rule: a challenge
    does not recur within so many consecutive years. `locked` pairings stay, whatever they break. So do those `kept` for
    a review that is submitted, which nobody can unlock; their reviewers may take part no more.
    """

    authorities: tuple[int, ...]
    leadership: frozenset[frozenset[int]] = frozenset()
    conflicts: frozenset[frozenset[int]] = frozenset()
    since: Mapping[Pairing, int] = field(default_factory=dict)
    memory: int = WHOLE_MEMORY
    locked: frozenset[Pairing] = frozenset()
    seed: int = 0
    kept: frozenset[Pairing] = frozenset()

    @property
    def stays(self) -> frozenset[Pairing]:
        """Every pairing that an allocation finds there and leaves."""
        return self.locked | self.kept

    def given_outside(self, kind: Kind) -> int:
        """How many reviews of a kind are given by who takes part no more, so that so many fewer are left to give."""
        here = set(self.authorities)
        return sum(one.kind == kind and one.reviewer not in here and one.reviewed in here for one in self.kept)


Rule = Literal[
    "absent", "itself", "too_few", "too_many", "mutual", "leadership", "conflict", "rotation", "both_roles", "lock",
]


@dataclass(frozen=True, order=True)
class Breach:
    """A rule that an allocation breaks: by which authorities, or by one alone, which then stands in both places.

    `kind` is the kind of review; `number` how many there are, for rotation how many years ago it was, or who is absent.
    """

    rule: Rule
    kind: Kind
    reviewer: int
    reviewed: int
    number: int = 0


def forbidding(task: Task, pairing: Pairing) -> Breach | None:
    """The rule that forbids this pairing by itself, the gravest one; None where it may be."""
    return next(all_forbidding(task, pairing), None)


def all_forbidding(task: Task, pairing: Pairing) -> Iterator[Breach]:
    """Every rule that forbids this pairing by itself, the gravest first: lifting one leaves the others."""
    absent = sorted(pairing.both - set(task.authorities))
    if absent:
        yield Breach("absent", pairing.kind, pairing.reviewer, pairing.reviewed, absent[0])
        return
    ago = task.since.get(pairing) if pairing.kind == "challenge" else None
    rules: tuple[tuple[Rule, bool], ...] = (
        ("itself", pairing.reviewer == pairing.reviewed), ("leadership", pairing.both in task.leadership),
        ("conflict", pairing.both in task.conflicts), ("rotation", ago is not None and ago < task.memory),
    )
    for rule, forbids in rules:
        if forbids:
            yield Breach(rule, pairing.kind, pairing.reviewer, pairing.reviewed, ago or 0 if rule == "rotation" else 0)


def breaches(task: Task, pairings: Iterable[Pairing]) -> list[Breach]:
    """Every rule that these pairings break as an allocation of this task; nothing for a sound one."""
    chosen = frozenset(pairings)
    found = {breach for pairing in chosen for breach in all_forbidding(task, pairing)}
    return sorted({*found, *_between(chosen), *_numbers(task, chosen)})


def _between(chosen: frozenset[Pairing]) -> Iterator[Breach]:
    for one in chosen:
        if one.kind == "challenge" and one.reviewer < one.reviewed:
            if Pairing("challenge", one.reviewed, one.reviewer) in chosen:
                yield Breach("mutual", "challenge", one.reviewer, one.reviewed)
        elif one.kind == "moderation" and Pairing("challenge", one.reviewer, one.reviewed) in chosen:
            yield Breach("both_roles", "moderation", one.reviewer, one.reviewed)


def _numbers(task: Task, chosen: frozenset[Pairing]) -> Iterator[Breach]:
    """Where an authority reviews or is reviewed too seldom or too often; `reviewer` is 0 for being reviewed.

    Reviewing who takes part no more counts for nothing, and as many as such ones give, others need not.
    """
    here = set(task.authorities)
    for kind, wanted in wanted_of_each():
        gives = Counter(one.reviewer for one in chosen if one.kind == kind and one.reviewed in here)
        gets = Counter(one.reviewed for one in chosen if one.kind == kind)
        short = [one for one in task.authorities if gives[one] < wanted]
        spared = set(short) if sum(wanted - gives[one] for one in short) <= task.given_outside(kind) else set()
        for authority in task.authorities:
            for number, places in ((gives[authority], (authority, 0)), (gets[authority], (0, authority))):
                if number != wanted and places[0] not in spared:
                    yield Breach("too_few" if number < wanted else "too_many", kind, *places, number)


def wanted_of_each() -> tuple[tuple[Kind, int], ...]:
    """How many reviews of each kind an authority gives, and gets."""
    return ("challenge", CHALLENGES), ("moderation", MODERATIONS)
