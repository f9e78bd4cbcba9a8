"""Two people's changes of one plain text laid together, word by word, where they do not meet."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.richtext.align import ranges

WORD = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class Hunk:
    """A stretch of the common text, from word `start` to `end`, and the words that somebody put in its place."""

    start: int
    end: int
    words: tuple[str, ...]

    def meets(self, other: "Hunk") -> bool:
        """Whether both touch: then nobody can say in which order, or which of the two, the writers meant."""
        return self.start <= other.end and other.start <= self.end


def merged(base: str, mine: str, theirs: str) -> str | None:
    """Both changes of `base` in one text; None where they meet and are not the same change."""
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    words = WORD.findall(base)
    ours, others = _hunks(words, mine), _hunks(words, theirs)
    if any(one != other and one.meets(other) for one in ours for other in others):
        return None
    return _applied(words, sorted({*ours, *others}, key=lambda hunk: hunk.start))


def _hunks(base: Sequence[str], text: str) -> list[Hunk]:
    """What makes the text of the base."""
    words = WORD.findall(text)
    return [Hunk(i1, i2, tuple(words[j1:j2])) for equal, (i1, i2, j1, j2) in ranges(base, words) if not equal]


def _applied(base: Sequence[str], hunks: Sequence[Hunk]) -> str:
    pieces: list[str] = []
    at = 0
    for hunk in hunks:
        pieces += [*base[at:hunk.start], *hunk.words]
        at = hunk.end
    return "".join([*pieces, *base[at:]])


@dataclass(frozen=True)
class Splice:
    """One change of a text: at `start`, `cut` went and `put` came."""

    start: int
    cut: str
    put: str

    def undone(self, text: str) -> str:
        """The text before this change, from the text after it."""
        return text[:self.start] + self.cut + text[self.start + len(self.put):]


def splice(old: str, new: str) -> Splice:
    """The shortest single change that makes one text the other."""
    most, start, tail = min(len(old), len(new)), 0, 0
    while start < most and old[start] == new[start]:
        start += 1
    while tail < most - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return Splice(start, old[start:len(old) - tail], new[start:len(new) - tail])
