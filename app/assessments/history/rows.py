"""Two states of a register set against each other, row by row and word by word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from app.frameworks.rules import Column
from app.richtext.compare import compare_words

Cells = Mapping[str, str]


@dataclass(frozen=True)
class RowChange:
    """What became of one row, and its cells with what was added and removed in them."""

    kind: Literal["added", "removed", "changed", "same"]
    cells: list[Markup]


def row_changes(columns: Sequence[Column], was: Mapping[int, Cells], stands: Mapping[int, Cells]) -> list[RowChange]:
    """Every row of both states in the order of the newer one, each removed row where it stood."""
    return [_change(columns, was.get(row), stands.get(row)) for row in _in_order(list(was), list(stands))]


def _in_order(was: list[int], stands: list[int]) -> list[int]:
    """The rows of the newer state, and after each its former successors that are gone."""
    order = list(stands)
    for at, row in enumerate(was):
        if row not in stands:
            order.insert(order.index(was[at - 1]) + 1 if at else 0, row)
    return order


def _change(columns: Sequence[Column], old: Cells | None, new: Cells | None) -> RowChange:
    before, after = old or {}, new or {}
    cells = [compare_words(before.get(one.key, ""), after.get(one.key, "")) for one in columns]
    if old is None or new is None:
        return RowChange("added" if old is None else "removed", cells)
    same = all(before.get(one.key, "") == after.get(one.key, "") for one in columns)
    return RowChange("same" if same else "changed", cells)
