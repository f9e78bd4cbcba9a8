"""Line up two tables: rows with rows by what they say, columns with columns as a whole, so that the grid holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.richtext.align import Pair, overlap, pairs
from app.richtext.models import NodeJson
from app.richtext.walk import children, lines

SAME_HEAD = 0.6  # two lines that begin alike are versions of one another, however many of their figures changed
Grid = list[list[NodeJson]]
Node = NodeJson | None


@dataclass(frozen=True)
class Merger:
    """How a comparison merges two cells, and marks one that is alone as ins or del."""

    merge: Callable[[NodeJson, NodeJson], NodeJson]
    mark: Callable[[NodeJson, str], NodeJson]


def is_plain(table: NodeJson) -> bool:
    """Whether no cell spans others and every row has as many cells as the first."""
    rows = grid_of(table)
    spans = {(cell.get("attrs", {}).get(name) or 1) for row in rows for cell in row for name in ("colspan", "rowspan")}
    return spans <= {1} and all(rows) and len({len(row) for row in rows}) == 1


def grid_of(table: NodeJson) -> Grid:
    """Its cells, row by row."""
    return [children(row) for row in children(table)]


def merged_rows(old: NodeJson, new: NodeJson, merger: Merger) -> list[NodeJson]:
    """The rows of two plain tables as those of one, whose columns are those of both."""
    before, after = grid_of(old), grid_of(new)
    columns = _lined_up([list(line) for line in zip(*before, strict=True)], [list(c) for c in zip(*after, strict=True)])
    rows = _lined_up(before, after)
    found = []
    for i, j in rows:
        cells = [_cell(_at(before, i, c), _at(after, j, d), merger) for c, d in columns]
        base = children(new)[j] if j is not None else children(old)[i or 0]
        found.append({**base, "content": _filled(cells, base)})
    return found


def _at(grid: Grid, row: int | None, column: int | None) -> Node:
    return None if row is None or column is None else grid[row][column]


def _cell(old: Node, new: Node, merger: Merger) -> Node:
    if old is None or new is None:
        one = old or new
        return merger.mark(one, "del" if new is None else "ins") if one else None
    return merger.merge(old, new)


def _filled(cells: Sequence[Node], row: NodeJson) -> list[NodeJson]:
    """The cells of a row with empty ones where neither table has any: a new row under a column that went."""
    kind = children(row)[0]["type"]
    return [cell or {"type": kind, "attrs": {}, "content": [{"type": "paragraph"}]} for cell in cells]


def _lined_up(old: Grid, new: Grid) -> list[Pair]:
    """The lines of two tables, rows or columns, paired where they are versions of one another."""
    words = [[[" ".join(lines(cell)).split() for cell in line] for line in grid] for grid in (old, new)]
    keys = [[tuple(map(tuple, line)) for line in grid] for grid in words]
    sets = [[frozenset(word for cell in line for word in cell) for line in grid] for grid in words]

    def likeness(i: int, j: int) -> float:
        alike = overlap(sets[0][i], sets[1][j])
        heads = words[0][i][0], words[1][j][0]
        return max(alike, SAME_HEAD + alike / 10) if heads[0] and heads[0] == heads[1] else alike

    return list(pairs(keys[0], keys[1], likeness))
