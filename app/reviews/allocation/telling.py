"""Broken rules in words, and what to give up where they cannot all hold."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from app.reviews.allocation.rules import CHALLENGES, Breach, Rule, Task, wanted_of_each

Names = Mapping[int, str]
FEWEST_ALLOCATED = 2 * CHALLENGES + 1  # each meets two that it challenges and two others that challenge it
VERBS = {"challenge": "challenge", "moderation": "moderate"}
DONE = {"challenge": "challenged", "moderation": "moderated"}
YEARS = {1: "one year", 2: "two years", 3: "three years"}


def years(number: int) -> str:
    """So many years in words."""
    return YEARS.get(number, f"{number} years")


def told(breach: Breach, names: Names, memory: int) -> str:
    """One broken rule as a sentence."""
    one, other = names.get(breach.reviewer, ""), names.get(breach.reviewed, "")
    verb = VERBS[breach.kind]
    if breach.rule in ("too_few", "too_many"):
        return _number(breach, one, other)
    apart = "of the same year" if breach.number == 0 else f"{years(breach.number)} before or after"
    sentences: dict[Rule, str] = {
        "absent": f"{one} would {verb} {other}, and {names.get(breach.number, '')} takes no part.",
        "itself": f"{one} would {verb} itself.",
        "leadership": f"{one} would {verb} {other}, with which it shares leadership.",
        "conflict": f"{one} would {verb} {other}, and a conflict is declared between the two.",
        "rotation": f"{one} would challenge {other} again, as in the round {apart}; the rule is once in "
                    f"{years(memory)}.",
        "mutual": f"{one} and {other} would challenge one another.",
        "both_roles": f"{one} would both challenge and moderate {other}.",
        "lock": f"{one} could not {verb} {other}, although that pair is locked.",
    }
    return sentences[breach.rule]


def _number(breach: Breach, one: str, other: str) -> str:
    wanted = dict(wanted_of_each())[breach.kind]
    if one:
        return f"{one} would {VERBS[breach.kind]} {breach.number}, not {wanted}."
    return f"{other} would be {DONE[breach.kind]} by {breach.number}, not {wanted}."


def advice(broken: Sequence[Breach], names: Names, task: Task) -> list[str]:
    """What to relax, one sentence each, so that an allocation can be found; the first is the least to give up.

    Where submitted reviews alone are too many nothing helps a run: what can be done without one is said instead.
    """
    if len(task.authorities) < FEWEST_ALLOCATED:
        return [f"Invite more authorities: these rules need at least {FEWEST_ALLOCATED}, and "
                f"{len(task.authorities)} {'takes' if len(task.authorities) == 1 else 'take'} part."]
    if settled := list(_too_many_submitted(broken, names, task)):
        return settled
    ways: dict[Rule, Callable[[list[Breach]], str]] = {
        "rotation": lambda own: f"Shorten the memory of the rotation to {years(min(one.number for one in own) or 1)}.",
        "conflict": lambda own: f"Lift the conflict between {_pairs(own, names)}.",
        "lock": lambda own: f"Unlock the pair of {_pairs(own, names)}.",
    }
    found = [way(own) for rule, way in ways.items() if (own := [one for one in broken if one.rule == rule])]
    rest = [one for one in broken if one.rule not in ways and one.rule not in ("too_few", "too_many")]
    if rest:
        found.append(f"Or make an exception by hand, with a reason, for {_pairs(rest, names)}.")
    return found or ["Invite more authorities, or lift conflicts: too few pairs are allowed."]


def _too_many_submitted(broken: Sequence[Breach], names: Names, task: Task) -> Iterator[str]:
    """Of each authority that reviews or is reviewed too often by submitted reviews alone, by whom or whom, and what can
    be done."""
    for over in (one for one in broken if one.rule == "too_many"):
        ours = [one for one in sorted(task.kept) if one.kind == over.kind]
        if over.reviewer:
            verb, others = f"{VERBS[over.kind]}s", [one.reviewed for one in ours if one.reviewer == over.reviewer
                                                    and one.reviewed in task.authorities]
        else:
            verb, others = f"is {DONE[over.kind]} by", [one.reviewer for one in ours if one.reviewed == over.reviewed]
        *first, last = (names[other] for other in others)
        yield (f"{names[over.reviewer or over.reviewed]} {verb} {len(others)} others already, and those reviews are "
               f"submitted: {', '.join(first)} and {last}. No run can take one of them away. Keep the pairs as they "
               "stand, and give your reason where one is asked for; or change or make other pairs by hand, with a "
               "reason.")


def _pairs(broken: Sequence[Breach], names: Names) -> str:
    pairs = dict.fromkeys(f"{names[one.reviewer]} and {names[one.reviewed]}" for one in broken)
    return "; ".join(pairs)
