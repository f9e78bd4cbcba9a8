"""A response's rich text as print HTML: headings without gaps, wide tables given their own room."""

import re
from collections.abc import Callable
from itertools import groupby

from markupsafe import Markup

from app.publishing.widths import column_group, column_widths
from app.richtext.headings import TOP_LEVEL, levelled
from app.richtext.models import Cite, NodeJson
from app.richtext.render import to_html
from app.richtext.tables import lay_out
from app.richtext.text import plain_text
from app.richtext.walk import citations, kept_text

BROAD_COLUMNS = 5
TURNED_COLUMNS = 9
ROOM = {"table": 84.0, "table broad": 104.0, "table turned": 170.0}
Write = Callable[[NodeJson, Cite, int], Markup]
HEAD = re.compile("<thead>|<tbody>")


def prose(doc: NodeJson, cite: Cite, heading_level: int, write: Write = to_html) -> Markup:
    """HTML of a document whose first headings stand at `heading_level` (2 to 4); `write` renders its blocks."""
    shift = heading_level - TOP_LEVEL
    pieces = []
    for shape, run in groupby(levelled(without_blank_headings(doc))["content"], key=table_class):
        if shape:
            pieces += [table_html(node, shape, write(alone([node]), cite, shift)) for node in run]
        else:
            pieces.append(write(alone(list(run)), cite, shift))
    return Markup("\n").join(pieces)


def without_blank_headings(node: NodeJson) -> NodeJson:
    """The same document with headings that say nothing made plain: no reader could hear them."""
    if node["type"] == "heading" and not kept_text(node).strip() and not citations(node):
        return {**node, "type": "paragraph"}
    if "content" not in node:
        return node
    return {**node, "content": [without_blank_headings(child) for child in node["content"]]}


def alone(blocks: list[NodeJson]) -> NodeJson:
    """Some blocks as a document of their own."""
    return {"type": "doc", "content": blocks}


def table_html(table: NodeJson, shape: str, html: Markup) -> Markup:
    """A rendered table with the widths of its columns, in the room that its shape gives it."""
    group = column_group(column_widths(texts_by_column(table), ROOM[shape]))
    inside = HEAD.sub(lambda at: f"{group}{at[0]}", html, count=1)
    kept = " kept" if reaches_down(table) else ""
    return Markup('<div class="{}{}">{}</div>').format(shape, kept, Markup(inside))


def reaches_down(table: NodeJson) -> bool:
    """Whether a cell covers several rows; then a page may not end between them if that can be helped."""
    layout = lay_out(table)
    return any(cell.rowspan > 1 for row in layout.head + layout.body for cell in row.cells)


def texts_by_column(table: NodeJson) -> list[list[str]]:
    """What stands in each column, cells that span several left out."""
    layout = lay_out(table)
    columns: list[list[str]] = [[] for _ in range(layout.width)]
    for row in layout.head + layout.body:
        for cell in row.cells:
            if cell.colspan == 1:
                columns[cell.column].append(plain_text(alone(cell.node.get("content", []))))
    return columns


def table_class(node: NodeJson) -> str:
    """The classes of the block around a table, empty for anything else.

    Narrow tables keep to the column of text, broader ones use the margin too, wide ones turn the page.
    """
    if node["type"] != "table":
        return ""
    columns = lay_out(node).width
    if columns >= TURNED_COLUMNS:
        return "table turned"
    return "table broad" if columns >= BROAD_COLUMNS else "table"
