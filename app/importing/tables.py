"""Tables as they come out of a scan: lines joined into rows, and rows made into rich text tables."""

import re
from collections.abc import Sequence
from typing import Any

from app.frameworks.rules import Column
from app.importing.blocks import width
from app.importing.inline import nodes, plain
from app.importing.matching import alike

Row = tuple[str, ...]
ENUMERATED = re.compile(r"^(\d{1,2})[.)]\s")
YEAR = re.compile(r"\b(19|20)\d\d\b")
DANGLING_WORDS = "a an the of and or to in on for from by with our at as"
DANGLING = frozenset(DANGLING_WORDS.split())


def trimmed(rows: Sequence[Row]) -> list[Row]:
    """Rows of one width, columns that hold nothing left out."""
    reach = max((width(row) for row in rows), default=0)
    square = [tuple(_kept(cell) for cell in row[:reach]) + ("",) * (reach - len(row)) for row in rows]
    kept = [index for index in range(reach) if any(plain(row[index]) for row in square)]
    return [tuple(row[index] for index in kept) for row in square]


def _kept(cell: str) -> str:
    """A cell without what is only a scrap of the scan; a dash or a tick says something."""
    words = plain(cell)
    return cell if any(map(str.isalnum, words)) or (len(words) == 1 and words not in "•_.,|") else ""


def header_fit(rows: Sequence[Row], columns: Sequence[Column]) -> float:
    """How well the first row that has several cells names the columns, from 0 to 1."""
    for row in rows[:3]:
        filled = [plain(cell) for cell in row if cell]
        if len(filled) > 1:
            return sum(max(alike(cell, column.title) for column in columns) for cell in filled) / len(filled)
    return 0.0


def form_fit(rows: Sequence[Row], columns: Sequence[Column]) -> float:
    """How many of the columns stand as labels down the first column, from 0 to 1."""
    labels = {plain(row[0]).partition(":")[0] for row in rows if row and row[0]}
    named = sum(any(alike(label, column.title) >= 0.7 for label in labels) for column in columns)
    naming = sum(any(alike(label, column.title) >= 0.7 for column in columns) for label in labels)
    return min(named, naming) / len(columns) if naming > 1 else 0.0


def is_enumerated(rows: Sequence[Row]) -> bool:
    """Whether the rows carry numbers of their own: 1., 2., 3."""
    return sum(bool(ENUMERATED.match(plain(row[0]))) for row in rows if row) > 1


def is_cut(rows: Sequence[Row]) -> bool:
    """Whether some lines begin in the middle of a row."""
    return is_enumerated(rows) or any(not plain(row[0]) or plain(row[0])[0].islower() for row in rows if row)


def continues(above: Row, row: Row, enumerated: bool = False) -> bool:
    """Whether a line of a register goes on with the row above it."""
    first, before = plain(row[0]), plain(above[0])
    if enumerated and ENUMERATED.match(first):
        return False
    if not first or first[0].islower() or sum(bool(plain(cell)) for cell in row) == 1:
        return True
    return before.rpartition(" ")[2].lower() in DANGLING


def merge(above: Row, row: Row) -> Row:
    """The row above with a line's cells written after its own."""
    reach = max(len(above), len(row))
    pairs = zip(above + ("",) * (reach - len(above)), row + ("",) * (reach - len(row)), strict=True)
    return tuple(f"{old} {new}".strip() for old, new in pairs)


def table_node(rows: Sequence[Row], whole_rows: bool) -> dict[str, Any]:
    """A rich text table; without a row of titles the first cell of each row is its header."""
    square = trimmed(rows)
    tidy = square if whole_rows else _regrouped(square)
    titles = _title_rows(tidy)
    made = [
        {
            "type": "tableRow",
            "content": [_cell(cell, index < titles or (not titles and not at)) for at, cell in enumerate(row)],
        }
        for index, row in enumerate(tidy)
    ]
    return {"type": "table", "attrs": {"caption": ""}, "content": made}


def _cell(text: str, header: bool) -> dict[str, Any]:
    content = nodes(text)
    paragraph: dict[str, Any] = {"type": "paragraph"} | ({"content": content} if content else {})
    attrs = {"colspan": 1, "rowspan": 1, "colwidth": None}
    return {"type": "tableHeader" if header else "tableCell", "attrs": attrs, "content": [paragraph]}


def _title_rows(rows: Sequence[Row]) -> int:
    """How many rows at the top are titles: the first, unless it holds values, and wordy ones below it."""
    if len(rows) < 2 or any(_is_value(cell) for cell in rows[0][1:]):
        return 0
    if not plain(rows[1][0]) and not any(_has_figure(cell) for cell in rows[1]):
        return 2
    return 1


def _is_value(cell: str) -> bool:
    words = plain(cell)
    return bool(re.match(r"^[-–£(]?\d", words)) and not YEAR.search(words)


def _has_figure(cell: str) -> bool:
    return any(char.isdigit() for char in cell)


def _regrouped(rows: Sequence[Row]) -> list[Row]:
    """Joins lines that are plainly the second half of the row above; any doubtful line stays a row."""
    found: list[Row] = []
    for row in rows:
        if len(found) > 1 and _is_second_half(found[-1], row):
            found[-1] = merge(found[-1], row)
        else:
            found.append(row)
    return found


def _is_second_half(above: Row, row: Row) -> bool:
    filled = [index for index, cell in enumerate(row) if plain(cell)]
    if any(not plain(above[index]) for index in filled) or any(_has_figure(row[index]) for index in filled):
        return False
    if filled == [0]:
        return plain(row[0])[0].islower()
    return not plain(row[0]) and len(filled) * 2 <= len(row)
