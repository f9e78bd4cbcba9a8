"""The layout of a table: which rows are its head, where each cell falls and which cells are figures."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.richtext.models import NodeJson
from app.richtext.walk import kept_text

_AMOUNT = r"[-–−+~<>≤≥±]?\s?[£€$]?[-–−+]?\d[\d,\u202f\u00a0]*(?:\.\d+)?\s?(?:%|pp|p|k|m|bn|million|billion)?"
_MARK = r"\[(?:[a-z]|low|-)\]"  # stands in place of a figure, as in tables of government statistics
FIGURE = re.compile(rf"(?:\(?{_AMOUNT}\)?(?:\s?\({_AMOUNT}\))?\*?|{_MARK})")


@dataclass(slots=True)
class Placed:
    """A cell with the column it starts in and the rows and columns it really covers."""

    node: NodeJson
    column: int
    colspan: int
    rowspan: int


@dataclass(slots=True)
class Row:
    """One row as it is shown: its cells, the first column after them, and columns held by cells above."""

    cells: list[Placed]
    end: int
    held: frozenset[int]

    @property
    def width(self) -> int:
        """How many columns the row reaches over."""
        return max([self.end, *(column + 1 for column in self.held)])

    def gaps(self, width: int) -> list[int]:
        """The lengths of the stretches of columns that nothing fills, in a table of that width."""
        lengths = [0]
        for column in range(self.end, width):
            if column in self.held:
                lengths.append(0)
            else:
                lengths[-1] += 1
        return [length for length in lengths if length]


@dataclass(slots=True)
class Layout:
    """A table ready to be written: its rows, its width in columns, and which columns hold figures alone."""

    head: list[Row]
    body: list[Row]
    width: int
    figures: frozenset[int]


def lay_out(table: NodeJson) -> Layout:
    """Where everything in a table falls; a span that reaches past the last row or over a cell is cut."""
    rows = [row.get("content", []) for row in table.get("content", [])]
    size = _head_size(rows)
    head, body = list(_place(rows[:size])), list(_place(rows[size:]))
    width = max((row.width for row in head + body), default=0)
    return Layout(head, body, width, _figure_columns(body))


def is_figure(cell: NodeJson) -> bool:
    """Whether a cell holds a figure and nothing else: 1,234 · £2.4m · −3.5% · 45 (12%) · [c]."""
    return FIGURE.fullmatch(kept_text(cell).strip()) is not None


def _head_size(rows: list[list[NodeJson]]) -> int:
    """How many leading rows are headings throughout; 0 where a heading reaches down into the body."""
    size = 0
    for row in rows:
        if not row or any(cell["type"] != "tableHeader" for cell in row):
            break
        size += 1
    if size == len(rows):
        size = min(1, size - 1)
    reach = max((i + _span(cell, "rowspan") for i, row in enumerate(rows[:size]) for cell in row), default=0)
    return size if reach <= size else 0


def _span(cell: NodeJson, name: str) -> int:
    return int(cell.get("attrs", {}).get(name) or 1)


def _place(rows: list[list[NodeJson]]) -> Iterator[Row]:
    """The rows of one group, head or body, with each cell in the first column that is free."""
    held: dict[int, int] = {}  # column → rows below that a cell above still covers
    for number, row in enumerate(rows):
        cells, column, below = [], 0, {at: left - 1 for at, left in held.items() if left > 1}
        for node in row:
            while column in held:
                column += 1
            colspan = _free(held, column, _span(node, "colspan"))
            rowspan = min(_span(node, "rowspan"), len(rows) - number)
            cells.append(Placed(node, column, colspan, rowspan))
            if rowspan > 1:
                below.update(dict.fromkeys(range(column, column + colspan), rowspan - 1))
            column += colspan
        yield Row(cells, column, frozenset(held))
        held = below


def _free(held: dict[int, int], column: int, wanted: int) -> int:
    """How many of the wanted columns are free here, so that no two cells overlap."""
    count = 1
    while count < wanted and column + count not in held:
        count += 1
    return count


def _figure_columns(body: list[Row]) -> frozenset[int]:
    """Columns whose body cells, where they say anything, are figures: their headings align with them."""
    figures: set[int] = set()
    words: set[int] = set()
    for row in body:
        for cell in row.cells:
            text = kept_text(cell.node).strip()
            if not text:
                continue
            plain = cell.node["type"] == "tableCell" and cell.colspan == 1 and FIGURE.fullmatch(text)
            (figures if plain else words).add(cell.column)
    return frozenset(figures - words)
