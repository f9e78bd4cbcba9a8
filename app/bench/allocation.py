"""Allocating a round: the region as it is, and all of England, with two years of rounds to rotate after."""

from time import perf_counter

from app.bench.figures import Findings
from app.reviews.allocation.rules import Pairing, Task
from app.reviews.allocation.solving import allocate

REGION, ENGLAND = 11, 153
MOST_SECONDS = 2.0
PAST_YEARS = 2


def measure_allocation(rounds: int, findings: Findings) -> None:
    """How long one year's allocation takes, from the task to the pairs; every round with a seed of its own."""
    for name, number in (("allocation of 11 authorities", REGION), ("allocation of 153 authorities", ENGLAND)):
        value = findings.add(name, [_seconds(number, seed) for seed in range(rounds)])
    findings.aim("allocation of 153 authorities, against 2 seconds", value, MOST_SECONDS, 1.0)


def _seconds(number: int, seed: int) -> float:
    since: dict[Pairing, int] = {}
    for ago in range(PAST_YEARS, 0, -1):
        since |= dict.fromkeys(allocate(_task(number, since, seed + ago)).pairings, ago)
    task = _task(number, since, seed)
    begun = perf_counter()
    outcome = allocate(task)
    taken = perf_counter() - begun
    if not outcome.found:
        raise RuntimeError(f"no allocation of {number} authorities with seed {seed}")
    return taken


def _task(number: int, since: dict[Pairing, int], seed: int) -> Task:
    return Task(tuple(range(1, number + 1)), since=dict(since), seed=seed)
