"""Who put each unit of a text there: a number for each, spliced along with the text."""

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.richtext.align import ranges
from app.richtext.flat import STRUCTURE, Splice

TOKEN = re.compile(rf"[{STRUCTURE}]|\w+|\s+|[^\w\s]")
WORD = re.compile(rf"[^\s{STRUCTURE}]+")
BOUNDARY = re.compile(rf"[\s{STRUCTURE}]")
EDGE = re.compile(rf"[{STRUCTURE}]")
FEW = 3  # words: so few between two changes are there by chance
NOBODY = 0


@dataclass
class Blame:
    """The units of a text, and for each the number of who put it there."""

    units: str
    origins: "array[int]"

    @classmethod
    def of(cls, units: str, origin: int = NOBODY) -> "Blame":
        """A text that was all put there at once."""
        return cls(units, array("I", [origin]) * len(units))

    def copy(self) -> "Blame":
        """The same, to be kept while this one goes on."""
        return Blame(self.units, self.origins[:])

    def part(self, start: int, end: int) -> "Blame":
        """A stretch of it."""
        return Blame(self.units[start:end], self.origins[start:end])

    def put(self, splice: Splice, origins: "array[int]") -> None:
        """Make one splice, whose units have these origins."""
        self.units = self.units[: splice.start] + splice.units + self.units[splice.end :]
        self.origins[splice.start : splice.end] = origins

    def runs(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """The stretches of one origin as (from, to, origin), in order."""
        at = start
        for here in range(start + 1, end + 1):
            if here == end or self.origins[here] != self.origins[at]:
                yield at, here, self.origins[at]
                at = here


def carried(units: str, origin: int, sources: Sequence[Blame]) -> "array[int]":
    """The origins of units that took the place of others: words that stood there before keep theirs.

    The sources are the texts that the units may come from, in the order in which they would follow one another.
    """
    origins = array("I", [origin]) * len(units)
    before = "".join(source.units for source in sources)
    known = array("I", [one for source in sources for one in source.origins])
    old, new = TOKEN.findall(before), TOKEN.findall(units)
    starts = _starts(old), _starts(new)
    for equal, (i1, i2, j1, j2) in ranges(old, new):
        begin, end = starts[1][j1], starts[1][j2]
        if equal and _is_meant(units, begin, end):
            origins[begin:end] = known[starts[0][i1] : starts[0][i2]]
    return origins


def _starts(tokens: Sequence[str]) -> list[int]:
    starts = [0]
    for token in tokens:
        starts.append(starts[-1] + len(token))
    return starts


def _is_meant(units: str, begin: int, end: int) -> bool:
    """Whether equal words are the same words, and not a few that any two sentences share."""
    same = units[begin:end]
    found = len(WORD.findall(same))
    return found >= FEW or bool(found and (begin == 0 or end == len(units) or EDGE.search(same)))


def is_passage(units: str) -> bool:
    """Whether units hold enough words to be known again."""
    return len(units) > FEW and len(WORD.findall(units)) >= FEW


def is_rewrite(gone: str, put: str) -> bool:
    """Whether units took the place of others whose words may be among them."""
    return is_passage(gone) and is_passage(put)


def word_starts(before: str, units: str) -> list[int]:
    """Where words begin in units that follow the unit `before`, or nothing."""
    inside = bool(before) and not BOUNDARY.match(before)
    return [found.start() for found in WORD.finditer(units) if found.start() or not inside]
