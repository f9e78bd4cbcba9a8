"""The best way to read a file as a framework's places in their order."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby

from app.importing.slots import Candidate, Slot

STYLE_BONUS = 1.0


def best_chain(found: Iterable[Candidate], slots: list[Slot]) -> list[Candidate]:
    """The heaviest run of candidates in which blocks and slots both only go forward.

    Candidates come in the order of their blocks. Of two equal runs the one that starts later wins, because
    what stands first is more often a list of contents than the text itself.
    """
    weighed = _with_style(list(found), slots)
    best: list[tuple[float, list[Candidate]]] = [(0.0, [])] * (len(slots) + 1)
    for _, group in groupby(weighed, key=lambda candidate: candidate.block):
        improved = []
        for candidate in group:
            weight, run = max(best[: candidate.slot + 1], key=lambda item: item[0])
            improved.append((candidate, weight + candidate.weight, run))
        for candidate, weight, run in improved:
            if weight >= best[candidate.slot + 1][0]:
                best[candidate.slot + 1] = (weight, [*run, candidate])
    return max(best, key=lambda item: item[0])[1]


def _with_style(found: list[Candidate], slots: list[Slot]) -> list[Candidate]:
    """A document marks its statements one way ("1.1)", say): the way that most of them share weighs more."""
    keys: dict[str, set[int]] = {}
    for candidate in found:
        if slots[candidate.slot].kind == "statement":
            keys.setdefault(candidate.style, set()).add(candidate.slot)
    share = Counter({style: len(members) for style, members in keys.items()})
    most = max(share.values(), default=1)
    return [
        Candidate(
            candidate.block,
            candidate.slot,
            candidate.weight + STYLE_BONUS * share[candidate.style] / most,
            candidate.style,
        )
        if slots[candidate.slot].kind == "statement"
        else candidate
        for candidate in found
    ]
