"""A table of Word as rows of the cells that begin in them, with how far each reaches."""

from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from app.richtext.limits import MAX_SPAN

TR, TC, SDT = qn("w:tr"), qn("w:tc"), qn("w:sdt")


@dataclass
class Cell:
    """One cell where it begins."""

    element: Any
    colspan: int
    rowspan: int = 1


@dataclass
class Row:
    """The cells that begin in a row, and whether the row is repeated as a head."""

    is_head: bool
    cells: list[Cell] = field(default_factory=list)


def grid(table: Any) -> list[Row]:
    """The rows of a table; a row that was deleted with tracked changes is gone."""
    rows: list[Row] = []
    above: dict[int, Cell] = {}  # the merged cell that reaches down in each column
    for row in _rows(table):
        made, at, reaching = Row(row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None), 0, {}
        for element in _parts(row, TC):
            colspan, merge = _span(element), element.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            goes_on = merge is not None and merge.get(qn("w:val"), "continue") == "continue" and at in above
            if goes_on and above[at].rowspan < MAX_SPAN:
                cell = above[at]
                cell.rowspan += 1
            else:
                cell = Cell(element, colspan)
                made.cells.append(cell)
            if merge is not None:
                reaching[at] = cell
            at += colspan
        above = reaching
        rows.append(made)
    return rows or [Row(False)]


def _rows(table: Any) -> list[Any]:
    gone = f"{qn('w:trPr')}/{qn('w:del')}"
    return [row for row in _parts(table, TR) if row.find(gone) is None]


def _parts(parent: Any, tag: str) -> list[Any]:
    """Children of one kind, whatever content controls they are wrapped in."""
    found: list[Any] = []
    for child in parent:
        if child.tag == tag:
            found.append(child)
        elif child.tag == SDT:
            found += _parts(child.find(qn("w:sdtContent")), tag) if child.find(qn("w:sdtContent")) is not None else []
    return found


def _span(cell: Any) -> int:
    setting = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    return min(MAX_SPAN, max(1, int(setting.get(qn("w:val"), "1")))) if setting is not None else 1
