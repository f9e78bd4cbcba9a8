"""Line up two sequences: what is equal in both, and which of the rest are versions of one another."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TypeAlias

Range: TypeAlias = tuple[int, int, int, int]
Pair: TypeAlias = tuple[int | None, int | None]

# Beyond these, exact work grows with the product of both lengths: the rest counts as wholly different.
MOST_CELLS = 40_000
ALIKE = 0.3


def ranges(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[bool, Range]]:
    """Both sequences cut into equal and different stretches, in order, as (equal, (i1, i2, j1, j2))."""
    i = j = equal = 0  # where the stretch of equal ones ends, and how long it is so far
    for start, other, size in [*_matches(old, new), (len(old), len(new), 0)]:
        if (start, other) == (i, j) and size:
            i, j, equal = i + size, j + size, equal + size
            continue
        if equal:
            yield True, (i - equal, i, j - equal, j)
        if start > i or other > j:
            yield False, (i, start, j, other)
        i, j, equal = start + size, other + size, size


def pairs(old: Sequence[Hashable], new: Sequence[Hashable], likeness: Callable[[int, int], float]) -> Iterator[Pair]:
    """Every index of both, paired where equal or alike, alone where removed (i, None) or added (None, j).

    `likeness` says from 0 to 1 how far two unequal ones are versions of one another.
    """
    for equal, (i1, i2, j1, j2) in ranges(old, new):
        if equal:
            yield from zip(range(i1, i2), range(j1, j2), strict=True)
        else:
            yield from _likely(range(i1, i2), range(j1, j2), likeness)


def overlap(left: frozenset[str], right: frozenset[str]) -> float:
    """How far two sets of words agree, from 0 to 1."""
    total = len(left) + len(right)
    return 2 * len(left & right) / total if total else 1.0


def _matches(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int, int]]:
    """Equal stretches as (index in old, index in new, length), in order and not overlapping."""
    found: list[tuple[int, int, int]] = []
    pending: list[Range] = [(0, len(old), 0, len(new))]
    while pending:
        i1, i2, j1, j2 = pending.pop()
        head = _common(old, new, (i1, i2, j1, j2), forward=True)
        found.append((i1, j1, head))
        i1, j1 = i1 + head, j1 + head
        tail = _common(old, new, (i1, i2, j1, j2), forward=False)
        i2, j2 = i2 - tail, j2 - tail
        found.append((i2, j2, tail))
        if i1 == i2 or j1 == j2:
            continue
        if anchors := _anchors(old, new, (i1, i2, j1, j2)):
            ends = [*anchors[1:], (i2, j2)]
            pending.append((i1, anchors[0][0], j1, anchors[0][1]))
            pending += [(a, c, b, d) for (a, b), (c, d) in zip(anchors, ends, strict=True)]
        else:
            rest = _likely(range(i1, i2), range(j1, j2), lambda i, j: float(old[i] == new[j]))
            found += [(i, j, 1) for i, j in rest if i is not None and j is not None]
    return sorted(match for match in found if match[2])


def _common(old: Sequence[Hashable], new: Sequence[Hashable], part: Range, forward: bool) -> int:
    """How many items both parts share at their start, or at their end."""
    i1, i2, j1, j2 = part
    most, count = min(i2 - i1, j2 - j1), 0
    if forward:
        while count < most and old[i1 + count] == new[j1 + count]:
            count += 1
    else:
        while count < most and old[i2 - 1 - count] == new[j2 - 1 - count]:
            count += 1
    return count


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable], part: Range) -> list[tuple[int, int]]:
    """Items that stand once in each part, in the longest series that keeps their order in both."""
    i1, i2, j1, j2 = part
    here, there = Counter(old[i1:i2]), Counter(new[j1:j2])
    places = {new[j]: j for j in range(j1, j2) if there[new[j]] == 1}
    common = [(i, places[old[i]]) for i in range(i1, i2) if here[old[i]] == 1 and old[i] in places]
    ends: list[int] = []  # the lowest end of a rising series of each length
    chain: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(common):
        at = bisect_left(ends, j)
        before.append(chain[at - 1] if at else -1)
        ends[at : at + 1] = [j]
        chain[at : at + 1] = [index]
    series: list[tuple[int, int]] = []
    index = chain[-1] if chain else -1
    while index >= 0:
        series.append(common[index])
        index = before[index]
    return series[::-1]


def _likely(old: range, new: range, likeness: Callable[[int, int], float]) -> Iterator[Pair]:
    """Pair the most alike of two differing stretches without crossing; what is alone comes old before new."""
    rows, columns = len(old), len(new)
    if not rows or not columns or rows * columns > MOST_CELLS:
        yield from ((i, None) for i in old)
        yield from ((None, j) for j in new)
        return
    score = [[likeness(i, j) for j in new] for i in old]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            together = best[i + 1][j + 1] + score[i][j] if score[i][j] >= ALIKE else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    yield from _path(old, new, score, best)


def _path(old: range, new: range, score: list[list[float]], best: list[list[float]]) -> Iterator[Pair]:
    i = j = 0
    while i < len(old) or j < len(new):
        both = i < len(old) and j < len(new)
        if both and score[i][j] >= ALIKE and best[i][j] == best[i + 1][j + 1] + score[i][j]:
            yield old[i], new[j]
            i, j = i + 1, j + 1
        elif j == len(new) or (both and best[i][j] == best[i + 1][j]):
            yield old[i], None
            i += 1
        else:
            yield None, new[j]
            j += 1
