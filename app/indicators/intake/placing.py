"""Where a table stands in a file: on which sheet, and in which line its heads are. Guessed, and chosen by a person."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.indicators.errors import FileUnreadable
from app.indicators.intake.columns import guess
from app.indicators.intake.tables import NO_TABLE, Cells, Head, Table, is_head, open_table

FEWEST = 2  # heads that are known, so that a line is taken for heads by its words
OFFERED = 50  # lines to choose from
WIDEST = 120  # letters of a line that is offered
Line = tuple[int, Cells]


@dataclass(frozen=True)
class Look:
    """What a person sees of a sheet: its heads, the lines in which they may stand instead, and how like a table it is.
    """

    head: Head
    offered: list[tuple[int, str]]
    likeness: tuple[int, int]


def look(kind: str, path: Path, line: int = 0) -> Look:
    """The table in a CSV file, with its heads in that line or where they seem to be; FileUnreadable without one."""
    table = open_table(path)
    lines = [(number, cells) for number, cells in table.first_lines() if is_head(cells)]
    head = _head(kind, table, lines, line)
    offered = [(number, " · ".join(filter(None, (" ".join(cell.split()) for cell in cells)))[:WIDEST])
               for number, cells in lines]
    near = [one for one in offered[:OFFERED] if one[0] != head.line] + [one for one in offered if one[0] == head.line]
    known = _known(kind, head.heads)
    width = Counter(len(cells) for _, cells in lines).most_common(1)
    cells = width[0][0] * width[0][1] if width else 0
    return Look(head, sorted(near), (known if known >= FEWEST else 0, cells))


def _head(kind: str, table: Table, lines: Sequence[Line], line: int) -> Head:
    guessed = line or _likeliest(kind, lines)
    if not guessed:
        raise FileUnreadable(NO_TABLE)
    try:
        return table.head(guessed)
    except FileUnreadable as error:
        raise error if line else FileUnreadable(NO_TABLE) from error


def _likeliest(kind: str, lines: Sequence[Line]) -> int:
    """The first line with most known heads; where there are hardly any, the first as wide as most lines; 0 of none."""
    known = {number: _known(kind, cells) for number, cells in lines}
    best = max(known, key=lambda number: known[number], default=0)
    if best and known[best] >= FEWEST:
        return best
    widths = Counter(_filled(cells) for _, cells in lines)
    usual = max(widths, key=lambda width: (widths[width] * (width - 1), width), default=0)
    return next((number for number, cells in lines if _filled(cells) >= usual), 0)


def _known(kind: str, cells: Sequence[str]) -> int:
    """How many different things the cells name as heads; periods count as one, beside others."""
    roles = set(guess(kind, cells)) - {""}
    return 0 if roles == {"figures"} else len(roles)


def _filled(cells: Cells) -> int:
    return sum(bool(cell.strip()) for cell in cells)
