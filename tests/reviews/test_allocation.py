"""Who reviews whom: what holds for every region, and what is said where not everything can hold."""

from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.reviews.allocation.rules import Breach, Pairing, Task, breaches, forbidding
from app.reviews.allocation.solving import allocate
from app.reviews.allocation.telling import advice, told

EASTERN = tuple(range(1, 12))
LEADERSHIP = frozenset({frozenset({2, 8})})
NAMES = {number: f"Authority {number}" for number in range(1, 160)}


def after(years: list[tuple[Pairing, ...]]) -> dict[Pairing, int]:
    """How many years ago each pairing last stood."""
    since: dict[Pairing, int] = {}
    for ago, pairings in enumerate(reversed(years), 1):
        for one in pairings:
            since.setdefault(one, ago)
    return since


@st.composite
def regions(draw: st.DrawFn) -> Task:
    """A region of up to twelve authorities with leadership, conflicts, a past and locked pairs, some impossible."""
    authorities = tuple(range(1, draw(st.integers(5, 12)) + 1))
    pairs = st.sets(st.sampled_from([frozenset(pair) for pair in combinations(authorities, 2)]), max_size=4)
    kinds = st.sampled_from(["challenge", "moderation"])
    one: Any = st.builds(Pairing, kinds, st.sampled_from(authorities), st.sampled_from(authorities))
    one = one.filter(lambda pairing: pairing.reviewer != pairing.reviewed)
    past = draw(st.dictionaries(one, st.integers(1, 5), max_size=20))
    locked = draw(st.sets(one, max_size=3))
    return Task(
        authorities, frozenset(draw(pairs)), frozenset(draw(pairs)), past, draw(st.integers(1, 3)), frozenset(locked),
        draw(st.integers(0, 2**31)),
    )


@given(regions())
@settings(max_examples=200, deadline=None)
def test_what_is_found_keeps_every_rule_and_every_lock(task: Task) -> None:
    outcome = allocate(task)
    if outcome.found:
        assert task.locked <= set(outcome.pairings)
        decided = {one for one in breaches(task, task.locked) if one.rule not in ("too_few", "too_many")}
        assert set(breaches(task, outcome.pairings)) <= decided
    else:
        assert all(told(one, NAMES, task.memory) for one in outcome.broken)
        assert advice(outcome.broken, NAMES, task)


@given(regions())
@settings(max_examples=100, deadline=None)
def test_what_is_said_to_give_way_is_enough(task: Task) -> None:
    outcome = allocate(task)
    freed = Task(
        task.authorities, task.leadership - {frozenset({one.reviewer, one.reviewed}) for one in outcome.broken},
        task.conflicts - {frozenset({one.reviewer, one.reviewed}) for one in outcome.broken},
        {pairing: ago for pairing, ago in task.since.items()
         if not any(one.rule == "rotation" and one.number >= ago for one in outcome.broken)},
        task.memory,
        task.locked - {Pairing(one.kind, one.reviewer, one.reviewed) for one in outcome.broken if one.rule == "lock"},
        task.seed,
    )
    if not any(one.rule in ("mutual", "both_roles", "too_few", "too_many") for one in outcome.broken):
        assert allocate(freed).found


@given(regions())
@settings(max_examples=30, deadline=None)
def test_the_same_task_gives_the_same_allocation(task: Task) -> None:
    assert allocate(task) == allocate(task)


@given(st.integers(0, 2**31))
@settings(max_examples=10, deadline=None)
def test_eleven_authorities_rotate_for_ten_years(seed: int) -> None:
    years: list[tuple[Pairing, ...]] = []
    for year in range(10):
        task = Task(EASTERN, LEADERSHIP, since=after(years), seed=seed + year)
        outcome = allocate(task)
        assert outcome.found and breaches(task, outcome.pairings) == []
        years.append(outcome.pairings)
    for three in zip(years, years[1:], years[2:], strict=False):
        challenges = [one for year in three for one in year if one.kind == "challenge"]
        assert len(challenges) == len(set(challenges))


@given(st.integers(0, 2**31))
@settings(max_examples=8, deadline=None)
def test_seven_authorities_meet_no_dead_end_in_six_years(seed: int) -> None:
    """In three years each challenges every other one, so that few choices of a year leave room for the next."""
    years: list[tuple[Pairing, ...]] = []
    for year in range(6):
        task = Task(EASTERN[:7], since=after(years), seed=seed + year)
        outcome = allocate(task)
        assert outcome.found and breaches(task, outcome.pairings) == []
        years.append(outcome.pairings)


def test_seeds_give_different_allocations() -> None:
    assert len({allocate(Task(EASTERN, seed=seed)).pairings for seed in range(5)}) == 5


def test_a_large_region_is_sound() -> None:
    task = Task(tuple(range(1, 154)), LEADERSHIP, seed=7)
    outcome = allocate(task)
    assert outcome.found and breaches(task, outcome.pairings) == []


def test_direction_counts_in_the_rotation() -> None:
    task = Task(EASTERN, since={Pairing("challenge", 1, 2): 1})
    assert forbidding(task, Pairing("challenge", 1, 2)) == Breach("rotation", "challenge", 1, 2, 1)
    assert forbidding(task, Pairing("challenge", 2, 1)) is None
    assert forbidding(task, Pairing("moderation", 1, 2)) is None
    assert forbidding(Task(EASTERN, since={Pairing("challenge", 1, 2): 3}), Pairing("challenge", 1, 2)) is None


def test_four_authorities_are_too_few() -> None:
    task = Task((1, 2, 3, 4))
    outcome = allocate(task)
    assert not outcome.found
    assert "at least 5" in advice(outcome.broken, NAMES, task)[0]


def test_a_conflict_that_cannot_hold_is_named() -> None:
    task = Task((1, 2, 3, 4, 5), conflicts=frozenset({frozenset({1, 3})}))
    outcome = allocate(task)
    assert [one.rule for one in outcome.broken] == ["conflict"]
    assert "a conflict is declared" in told(outcome.broken[0], NAMES, 3)
    assert advice(outcome.broken, NAMES, task)[0].startswith("Lift the conflict between Authority")


def test_a_rotation_that_cannot_hold_is_shortened_no_more_than_needed() -> None:
    every = [Pairing("challenge", one, other) for one in range(1, 6) for other in range(1, 6) if one != other]
    task = Task((1, 2, 3, 4, 5), since=dict.fromkeys(every, 2))
    outcome = allocate(task)
    assert {one.rule for one in outcome.broken} == {"rotation"}
    assert advice(outcome.broken, NAMES, task) == ["Shorten the memory of the rotation to two years."]
    assert allocate(Task(task.authorities, since=task.since, memory=2)).found


def test_a_locked_pair_stays_though_it_breaks_a_rule() -> None:
    locked = Pairing("challenge", 2, 8)
    outcome = allocate(Task(EASTERN, LEADERSHIP, locked=frozenset({locked})))
    assert outcome.found and locked in outcome.pairings


def test_locks_that_cannot_hold_together_are_told() -> None:
    locked = frozenset(Pairing("moderation", 1, other) for other in (2, 3))
    task = Task(EASTERN, locked=locked)
    outcome = allocate(task)
    assert [one.rule for one in outcome.broken] == ["lock"]
    assert advice(outcome.broken, NAMES, task)[0].startswith("Unlock the pair of Authority 1 and Authority")


def test_every_broken_rule_has_its_sentence() -> None:
    challenge, moderation = Pairing("challenge", 1, 2), Pairing("moderation", 1, 2)
    chosen = [challenge, Pairing("challenge", 2, 1), moderation, Pairing("moderation", 3, 3)]
    sentences = {told(one, NAMES, 3) for one in breaches(Task((1, 2, 3)), chosen)}
    assert "Authority 1 and Authority 2 would challenge one another." in sentences
    assert "Authority 1 would both challenge and moderate Authority 2." in sentences
    assert "Authority 3 would moderate itself." in sentences
    assert "Authority 3 would challenge 0, not 2." in sentences
    assert "Authority 1 would be moderated by 0, not 1." in sentences


def test_every_rule_in_the_way_of_a_pairing_is_told() -> None:
    every = frozenset(map(frozenset, [(2, 3)]))
    task = Task((1, 2, 3, 4, 5), conflicts=every, memory=2, locked=frozenset({Pairing("challenge", 1, 2)}),
                since={Pairing("challenge", 2, 3): 1, Pairing("challenge", 2, 4): 1})
    assert {one.rule for one in breaches(task, [Pairing("challenge", 2, 3)])} >= {"conflict", "rotation"}
    outcome = allocate(task)
    lifted = Task(task.authorities, memory=1, locked=task.locked, since=task.since)
    assert {one.rule for one in outcome.broken} == {"conflict", "rotation"} and allocate(lifted).found


def test_a_pair_kept_for_its_review_counts_though_its_reviewer_takes_no_part() -> None:
    kept = frozenset({Pairing("challenge", 12, 1), Pairing("moderation", 12, 2), Pairing("challenge", 3, 12)})
    task = Task(EASTERN, LEADERSHIP, kept=kept, seed=4)
    outcome = allocate(task)
    assert outcome.found and kept <= set(outcome.pairings)
    assert {(one.rule, one.number) for one in breaches(task, outcome.pairings)} == {("absent", 12)}
    of_one = [one for one in outcome.pairings if one.reviewed == 1 and one.kind == "challenge"]
    assert len(of_one) == 2


def test_advice_names_what_can_be_unlocked_and_not_what_stays_for_its_review() -> None:
    kept, locked = Pairing("moderation", 2, 5), Pairing("moderation", 3, 5)
    task = Task(EASTERN, locked=frozenset({locked}), kept=frozenset({kept}))
    outcome = allocate(task)
    assert advice(outcome.broken, NAMES, task) == ["Unlock the pair of Authority 3 and Authority 5."]
    both = Task(EASTERN, kept=frozenset({kept, locked}))
    assert advice(allocate(both).broken, NAMES, both)[0].startswith(
        "Authority 5 is moderated by 2 others already, and those reviews are submitted: Authority 2 and Authority 3.")


def test_submitted_reviews_that_are_too_many_are_told_by_whose_they_are_and_what_can_be_done() -> None:
    kept = [Pairing("challenge", one, 5) for one in (2, 3, 4)]
    past = {Pairing("challenge", one, other): 1 for one in EASTERN for other in (6, 7) if one != other}
    task = Task(EASTERN, since=past, kept=frozenset(kept), conflicts=frozenset({frozenset({9, 10})}))
    said = advice(allocate(task).broken, NAMES, task)
    assert said == [
        "Authority 5 is challenged by 3 others already, and those reviews are submitted: Authority 2, Authority 3 and "
        "Authority 4. No run can take one of them away. Keep the pairs as they stand, and give your reason where one "
        "is asked for; or change or make other pairs by hand, with a reason."]
    back = Task(EASTERN, kept=frozenset(Pairing("challenge", one.reviewed, one.reviewer) for one in kept))
    assert advice(allocate(back).broken, NAMES, back)[0].startswith(
        "Authority 5 challenges 3 others already, and those reviews are submitted: Authority 2, Authority 3 and ")
