"""What can be put in the place of a pair, with the rules that each choice would break."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from app.reviews.allocation.rules import Breach, Pairing, Task, all_forbidding, breaches
from app.reviews.allocation.telling import told
from app.reviews.pairing.queries import Standing

VERBS = {"challenge": "challenges", "moderation": "moderates"}


@dataclass(frozen=True)
class Choice:
    """A change by hand: what goes and what comes, and which further rules it would break, as sentences.

    `begun` tells of reviews that somebody wrote of the other pair that goes, as a sentence.
    """

    key: str
    label: str
    goes: frozenset[Pairing]
    comes: frozenset[Pairing]
    breaks: tuple[str, ...]
    begun: str = ""


def written_told(standing: Iterable[Standing], written: Mapping[int, str], what: str) -> list[str]:
    """Of these pairs, those of which something is written, with by whom, as sentences; `what` says what they did."""
    return [f"{own.told}: {written[own.pair.id or 0]} {what} this review." for own in standing
            if own.pair.id in written]


def begun_told(names: str, told: str) -> str:
    """What becomes of a review that is begun when its pair is changed; `told` is the pair in words."""
    return f"{told}: {names} began this review. What they wrote stays theirs to read."


def sentences(task: Task, pairings: Iterable[Pairing], names: Mapping[int, str]) -> list[str]:
    """Every rule that these pairings break, in words, each said once."""
    return list(dict.fromkeys(told(one, names, task.memory) for one in breaches(task, pairings)))


def broken_for_good(task: Task, pair: Pairing, names: Mapping[int, str]) -> list[str]:
    """The rules that a pair kept for its submitted review breaks, whatever is done about pairs that can go."""
    others = breaches(task, task.kept - {pair})
    return [told(one, names, task.memory) for one in breaches(task, task.kept)
            if one.rule != "too_few" and (one in all_forbidding(task, pair) or _is_new(one, others))]


def broken_by(task: Task, stands: Iterable[Pairing], pair: Pairing, names: Mapping[int, str]) -> list[str]:
    """The rules that a pair breaks as the pairs stand, by itself or with another one, for which a reason can be given:
    not that somebody takes no part, nor how many reviews there are."""
    own = [one for one in all_forbidding(task, pair) if one.rule not in ("absent", "itself")]
    return [told(one, names, task.memory) for one in breaches(task, stands) if one in own or _shares(one, pair)]


def _shares(breach: Breach, pair: Pairing) -> bool:
    """Whether a pair breaks this rule together with another one."""
    if breach.rule == "mutual":
        return pair.kind == "challenge" and {breach.reviewer, breach.reviewed} == pair.both
    return breach.rule == "both_roles" and (breach.reviewer, breach.reviewed) == (pair.reviewer, pair.reviewed)


def adding(task: Task, stands: Iterable[Pairing], new: Pairing, names: Mapping[int, str]) -> Choice:
    """A further pair made by hand."""
    return _choice(task, frozenset(stands), frozenset(), frozenset({new}), names, "", "")


def choices(task: Task, stands: Iterable[Pairing], pair: Pairing, names: Mapping[int, str]) -> list[Choice]:
    """Everything that can stand instead of a pair: exchanges with other pairs, and other reviewers; by name.

    Those that break no further rule come first. One that is too many can go, and nobody come.
    """
    now = frozenset(stands)
    nobody = _choice(task, now, frozenset({pair}), frozenset(), names, "nobody", "Nobody: the pair goes")
    found = [
        _choice(task, now, goes, comes, names, key, label)
        for key, label, goes, comes in (*_exchanges(now, pair, names), *_replacements(task, now, pair, names))
    ]
    return sorted([*found, *([] if nobody.breaks else [nobody])], key=lambda one: (bool(one.breaks), one.label))


def _exchanges(
    now: frozenset[Pairing], pair: Pairing, names: Mapping[int, str]
) -> Iterator[tuple[str, str, frozenset[Pairing], frozenset[Pairing]]]:
    """The reviewers of two pairs change places."""
    for other in now:
        mine, theirs = replace(pair, reviewer=other.reviewer), replace(other, reviewer=pair.reviewer)
        apart = pair.reviewer != other.reviewer and pair.reviewed != other.reviewed and other.kind == pair.kind
        if apart and not {mine, theirs} & now and len(mine.both) == len(theirs.both) == 2:
            label = f"{names[mine.reviewer]}, while {names[theirs.reviewer]} takes over {names[theirs.reviewed]}"
            key = f"exchange-{other.reviewer}-{other.reviewed}"
            yield key, label, frozenset({pair, other}), frozenset({mine, theirs})


def _replacements(
    task: Task, now: frozenset[Pairing], pair: Pairing, names: Mapping[int, str]
) -> Iterator[tuple[str, str, frozenset[Pairing], frozenset[Pairing]]]:
    """Somebody else reviews besides what they review already."""
    for authority in task.authorities:
        mine = replace(pair, reviewer=authority)
        if mine not in now and len(mine.both) == 2:
            label = f"{names[authority]}, on top of its own"
            yield f"instead-{authority}", label, frozenset({pair}), frozenset({mine})


def _choice(
    task: Task, now: frozenset[Pairing], goes: frozenset[Pairing], comes: frozenset[Pairing],
    names: Mapping[int, str], key: str, label: str,
) -> Choice:
    before = breaches(task, now)
    broken = [one for one in breaches(task, (now - goes) | comes) if _is_new(one, before)]
    return Choice(key, label, goes, comes, tuple(told(one, names, task.memory) for one in broken))


def _is_new(one: Breach, before: list[Breach]) -> bool:
    """Whether a rule is broken that held before, or a number is further from what it should be than it was."""
    if one.rule not in ("too_few", "too_many"):
        return one not in before
    same = [replace(earlier, number=0) for earlier in before]
    if replace(one, number=0) not in same:
        return True
    earlier = before[same.index(replace(one, number=0))].number
    return one.number < earlier if one.rule == "too_few" else one.number > earlier
