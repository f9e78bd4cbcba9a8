"""A response's rich text as print HTML: headings without gaps, wide tables given their own room."""

from itertools import groupby

from markupsafe import Markup

from app.richtext.models import Cite, NodeJson
from app.richtext.render import to_html

TOP_LEVEL = 3
BROAD_COLUMNS = 5
TURNED_COLUMNS = 9


def prose(doc: NodeJson, cite: Cite, heading_level: int) -> Markup:
    """HTML of a document whose first headings stand at `heading_level` (2 to 4)."""
    blocks = list(levelled(doc)["content"])
    shift = heading_level - TOP_LEVEL
    pieces = []
    for shape, run in groupby(blocks, key=table_class):
        for piece in ([[block] for block in run] if shape else [list(run)]):
            html = to_html({"type": "doc", "content": piece}, cite, heading_shift=shift)
            pieces.append(Markup('<div class="{}">{}</div>').format(shape, html) if shape else html)
    return Markup("\n").join(pieces)


def levelled(doc: NodeJson) -> NodeJson:
    """The same document with no heading more than one level below the one before it."""
    level = TOP_LEVEL - 1

    def walk(node: NodeJson) -> NodeJson:
        nonlocal level
        if node["type"] == "heading":
            level = min(node["attrs"]["level"], level + 1)
            return {**node, "attrs": {**node["attrs"], "level": level}}
        if "content" not in node:
            return node
        return {**node, "content": [walk(child) for child in node["content"]]}

    return walk(doc)


def table_class(node: NodeJson) -> str:
    """The classes of the block around a table, empty for anything else."""
    if node["type"] != "table":
        return ""
    return shape_class(max(columns_in(row) for row in node["content"]))


def shape_class(columns: int) -> str:
    """Narrow tables keep to the column of text, broader ones use the margin, wide ones turn the page."""
    if columns >= TURNED_COLUMNS:
        return "table turned"
    return "table broad" if columns >= BROAD_COLUMNS else "table"


def columns_in(row: NodeJson) -> int:
    """How many columns a row spans."""
    return sum((cell.get("attrs") or {}).get("colspan") or 1 for cell in row.get("content", ()))

