"""Finding an allocation, and where there is none, the rules whose breach would cost least."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import permutations

from app.reviews.allocation.programme import Programme
from app.reviews.allocation.rules import (
    Breach,
    Pairing,
    Rule,
    Task,
    all_forbidding,
    breaches,
    forbidding,
    wanted_of_each,
)

NARROW_FROM, NARROW_TO = 40, 16  # from so many authorities, each first chooses among so few
AHEAD_TO = 14  # up to so many authorities, years to come may be left without an allocation; more have room enough
MOST_NODES = 2_000  # of the search for one that leaves them room, which so takes a few seconds at most
LONG_AGO = 10.0  # how much rather than a stranger one that was reviewed lately is avoided

# What breaking a rule costs where all cannot hold: the dearest is the last that anybody should give up.
PRICES: dict[Rule, float] = {
    "rotation": 1, "conflict": 60, "lock": 200, "mutual": 600, "both_roles": 600, "leadership": 2000,
    "too_few": 8000, "too_many": 8000,
}
LATELY = 10  # a challenge of last year costs so much more to repeat than one of the year before


@dataclass(frozen=True)
class Outcome:
    """An allocation, or none with the rules that would have to give way, the fewest and least grave ones."""

    pairings: tuple[Pairing, ...]
    broken: tuple[Breach, ...] = ()

    @property
    def found(self) -> bool:
        """Whether every rule holds, but for what locked pairs break."""
        return bool(self.pairings) and not self.broken


def allocate(task: Task) -> Outcome:
    """Two challengers and one moderator for each authority, the same for the same task and seed.

    Among all that are right, one that repeats least of what stood lately and is else drawn by the seed.
    """
    costs = _costs(task)
    if len(task.authorities) >= NARROW_FROM and (pairings := _strict(task, costs, _nearest(task, costs))):
        return Outcome(pairings)
    if pairings := _strict(task, costs, costs):
        return Outcome(_lasting(task, costs, pairings))
    outcome, price = _relaxed(task, costs, meeting=False)
    return outcome if price <= PRICES["mutual"] else _relaxed(task, costs, meeting=True)[0]


def _costs(task: Task) -> dict[Pairing, float]:
    """What each pairing costs, drawn by the seed; dearer the later it last stood."""
    drawn = random.Random(task.seed)
    order = sorted(task.authorities)
    every = [Pairing(kind, *both) for kind, _ in wanted_of_each() for both in permutations(order, 2)]
    every += sorted(task.kept - set(every))
    return {one: drawn.random() + (LONG_AGO / max(1, task.since[one]) if one in task.since else 0) for one in every}


def _nearest(task: Task, costs: dict[Pairing, float]) -> list[Pairing]:
    """The cheapest pairings of each reviewer and kind that no rule forbids, and those that are locked."""
    by_reviewer: dict[tuple[str, int], list[Pairing]] = {}
    for one in costs:
        if forbidding(task, one) is None:
            by_reviewer.setdefault((one.kind, one.reviewer), []).append(one)
    kept = (one for own in by_reviewer.values() for one in sorted(own, key=lambda one: costs[one])[:NARROW_TO])
    return sorted({*kept, *task.stays})


def _strict(task: Task, costs: dict[Pairing, float], candidates: Iterable[Pairing]) -> tuple[Pairing, ...]:
    """An allocation that keeps every rule; empty where there is none."""
    programme = Programme()
    columns = _year(programme, task, costs, candidates)
    return _chosen(columns, programme.solve(task.seed))


def _lasting(task: Task, costs: dict[Pairing, float], found: tuple[Pairing, ...]) -> tuple[Pairing, ...]:
    """What was found, if the years that it binds can be allocated after it; else another that leaves them room, if
    there is one.

    As many years as the rotation remembers that share no challenge can follow one another for ever, so that whoever
    looks so far ahead each year meets no dead end while the authorities stay the same.
    """
    if task.memory < 2 or len(task.authorities) > AHEAD_TO or _with_later_years(task, costs, found):
        return found
    return _with_later_years(task, costs, costs) or found


def _with_later_years(task: Task, costs: dict[Pairing, float], candidates: Iterable[Pairing]) -> tuple[Pairing, ...]:
    """An allocation of these candidates after which the next years can be allocated too; empty where none was found."""
    programme, free = Programme(), dict.fromkeys(costs, 0.0)
    years = [_year(programme, task, costs, candidates)]
    for ahead in range(1, task.memory):
        since = {one: ago + ahead for one, ago in task.since.items()}
        years.append(_year(programme, replace(task, since=since, locked=frozenset(), kept=frozenset()), free, free))
    for one in costs:
        if one.kind == "challenge":
            programme.row(0, 1, [columns[one] for columns in years if one in columns], [])
    return _chosen(years[0], programme.solve(task.seed, most_nodes=MOST_NODES))


def _year(
    programme: Programme, task: Task, costs: dict[Pairing, float], candidates: Iterable[Pairing]
) -> dict[Pairing, int]:
    """Put an allocation that keeps every rule into a programme; the columns of its pairings."""
    columns = {
        one: programme.column(costs[one]) for one in candidates
        if one in costs and (one in task.stays or forbidding(task, one) is None)
    }
    for one in task.stays & columns.keys():
        programme.row(1, 1, [columns[one]], [])
    for plus, fewest, wanted in _sums(task, columns):
        programme.row(fewest, wanted, plus, [])
    for first, second, _ in _clashes(columns):
        if not {first, second} <= task.stays:
            programme.row(0, 1, [columns[first], columns[second]], [])
    return columns


def _relaxed(task: Task, candidates: Iterable[Pairing], meeting: bool) -> tuple[Outcome, float]:
    """What comes nearest to an allocation, with every rule that it breaks, and at what price.

    Only with `meeting` may two challenge one another, or one challenge and moderate the same: it takes much longer,
    and is never needed where something else costs no more.
    """
    programme = Programme()
    columns = {one: programme.column(_price(task, one)) for one in candidates}
    for one in task.kept & columns.keys():
        programme.row(1, 1, [columns[one]], [])
    locks = {one: programme.column(PRICES["lock"]) for one in sorted((task.locked - task.kept) & columns.keys())}
    for one, unlocked in locks.items():
        programme.row(1, 1, [columns[one], unlocked], [])
    kept = {columns[one] for one in task.kept & columns.keys()}
    for plus, fewest, wanted in _sums(task, columns):
        missing = [programme.column(PRICES["too_few"]) for _ in range(wanted)]
        programme.row(fewest, max(wanted, len(kept & set(plus))), plus + missing, [])
    for first, second, rule in _clashes(columns):
        locked = {first, second} <= task.stays
        slack = [programme.column(0 if locked else PRICES[rule])] if meeting or locked else []
        programme.row(-1, 1, [columns[first], columns[second]], slack)
    solution = programme.solve(task.seed)
    pairings = _chosen(columns, solution)
    opened = [Breach("lock", one.kind, one.reviewer, one.reviewed) for one in locks if one not in pairings]
    held = frozenset(_own_breaches(task))
    price = sum(cost for cost, chosen in zip(programme.costs, solution or [], strict=False) if chosen)
    return Outcome(pairings, (*opened, *(one for one in breaches(task, pairings) if one not in held))), price


def _own_breaches(task: Task) -> Iterator[Breach]:
    """What pairs that stay break by themselves, which was decided when they were locked, or is when one publishes."""
    return (one for one in breaches(task, task.stays) if one.rule not in ("too_few", "too_many"))


def _price(task: Task, one: Pairing) -> float:
    """What it costs to have a pairing although a rule forbids it; a locked one was decided about."""
    if one in task.stays:
        return 0
    return sum(PRICES[breach.rule] * (LATELY if breach.rule == "rotation" and breach.number < 2 else 1)
               for breach in all_forbidding(task, one))


def _sums(task: Task, columns: dict[Pairing, int]) -> Iterator[tuple[list[int], int, int]]:
    """The columns of all that one authority gives, or gets, of one kind, with the fewest and the most it should be.

    Everybody gets as many as is right; where some come from who takes part no more, somebody gives fewer.
    """
    gives: dict[tuple[str, int], list[int]] = {}
    gets: dict[tuple[str, int], list[int]] = {}
    here = set(task.authorities)
    for one, column in columns.items():
        if one.reviewed in here:
            gives.setdefault((one.kind, one.reviewer), []).append(column)
        gets.setdefault((one.kind, one.reviewed), []).append(column)
    for kind, wanted in wanted_of_each():
        fewest = max(0, wanted - task.given_outside(kind))
        for authority in sorted(task.authorities):
            yield gives.get((kind, authority), []), fewest, wanted
            yield gets.get((kind, authority), []), wanted, wanted


def _clashes(columns: dict[Pairing, int]) -> Iterator[tuple[Pairing, Pairing, Rule]]:
    """Pairings of which at most one may be: challenging one another, and challenging and moderating the same one."""
    for one in columns:
        if one.kind == "challenge":
            back = Pairing("challenge", one.reviewed, one.reviewer)
            if one < back and back in columns:
                yield one, back, "mutual"
            moderation = Pairing("moderation", one.reviewer, one.reviewed)
            if moderation in columns:
                yield one, moderation, "both_roles"


def _chosen(columns: dict[Pairing, int], solution: list[bool] | None) -> tuple[Pairing, ...]:
    return tuple(sorted(one for one, column in columns.items() if solution[column])) if solution else ()
