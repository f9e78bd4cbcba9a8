"""How strongly an answer rests on its evidence, and the rows of the matrix of statements by kinds of evidence.

The three strengths are this program's own rule of thumb: no framework says how much evidence is enough.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.evidence.rules import KINDS
from app.frameworks.rules import Prompt, Section

RECENT, DATED = timedelta(days=366), timedelta(days=731)
STRENGTHS = {"strong": "Strong", "fair": "Fair", "weak": "Weak"}
GAPS = {"none": "No evidence", "weak": "Weak evidence at most", "one": "One kind of evidence alone"}


@dataclass(frozen=True)
class Source:
    """An item that an answer cites."""

    ref: str
    title: str
    kind: str
    status: str
    as_at: date


@dataclass(frozen=True)
class Cell:
    """The items of one kind that an answer cites, the newest first; empty where it cites none."""

    sources: tuple[Source, ...]
    on: date

    @property
    def newest(self) -> date:
        """What the newest of them is true of."""
        return self.sources[0].as_at

    @property
    def strength(self) -> str:
        """Strong: two or more published, the newest of the last year. Fair: one published, of the last two years."""
        published = [one for one in self.sources if one.status == "published"]
        age = self.on - published[0].as_at if published else DATED
        if len(published) > 1 and age < RECENT:
            return "strong"
        return "fair" if age < DATED else "weak"

    @property
    def marks(self) -> list[str]:
        """How many of them are not published, in words."""
        counts = {status: sum(one.status == status for one in self.sources) for status in ("provisional", "withdrawn")}
        return [f"{count} {status}" for status, count in counts.items() if count]


@dataclass(frozen=True)
class Row:
    """One statement with what its answer cites, by kind in the order of KINDS."""

    asked: Prompt
    section: Section
    state: str
    words: int
    cells: tuple[Cell, ...]

    @property
    def kinds(self) -> int:
        """How many kinds of evidence it rests on."""
        return sum(bool(cell.sources) for cell in self.cells)

    @property
    def annex_m(self) -> bool:
        """Whether it, or a part of it, is asked for in Annex M."""
        return self.asked.annex_m or any(one.annex_m for one in self.asked.sub_items)

    @property
    def gaps(self) -> tuple[str, ...]:
        """What is amiss: see GAPS."""
        if not self.kinds:
            return ("none",)
        weak = all(cell.strength == "weak" for cell in self.cells if cell.sources)
        return (*(("weak",) if weak else ()), *(("one",) if self.kinds == 1 else ()))


def cells_of(sources: Iterable[Source], on: date) -> tuple[Cell, ...]:
    """What an answer cites, parted by kind."""
    newest_first = sorted(sources, key=lambda one: one.as_at, reverse=True)
    return tuple(Cell(tuple(one for one in newest_first if one.kind == kind), on) for kind in KINDS)


def measured_on(year: str, today: date) -> date:
    """The day by which evidence is old or new: today, or for the account of a past year the end of that year.

    A year is written such as 2016-17, and ends on 31 March as councils' years do, or 2017, which ends on 31 December.
    """
    parts = re.fullmatch(r"(\d{4})(?:-(\d\d))?", year)
    if not parts:
        return today
    first = int(parts[1])
    end = date(first + 1, 3, 31) if parts[2] else date(first, 12, 31)
    return min(end, today)


def kinds_never_cited(rows: Sequence[Row]) -> list[str]:
    """The kinds of evidence that no statement rests on, in words."""
    return [words for at, words in enumerate(KINDS.values()) if not any(row.cells[at].sources for row in rows)]
