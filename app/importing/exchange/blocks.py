"""Rich text as Word's elements: paragraphs, headings, lists, quotes, tables, links and citations."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from docx.oxml.ns import qn

from app.importing.exchange import elements as word
from app.importing.exchange.elements import element, paragraph, run
from app.richtext.limits import is_href
from app.richtext.models import NodeJson, citation_of
from app.richtext.tables import Layout, Placed, Row, lay_out
from app.richtext.walk import children, text_of

Numbered = Callable[[bool, int, int], int]  # whether numbered, its level, its first number → the list's number
Linked = Callable[[str], str]  # an address → the id of a relationship


class Blocks:
    """Writes the nodes of answers; lists and links are kept by the document that it writes for."""

    def __init__(self, numbered: Numbered, linked: Linked) -> None:
        self.numbered, self.linked = numbered, linked

    def all(self, nodes: Sequence[NodeJson]) -> list[Any]:
        """The elements of blocks, in order."""
        return [made for node in nodes for made in self.block(node, "Normal", 0)]

    def block(self, node: NodeJson, style: str, level: int) -> list[Any]:
        """One block; plain paragraphs get the style, lists the level."""
        kind = node["type"]
        if kind == "paragraph":
            return [paragraph(style, *self.inline(children(node)))]
        if kind == "heading":
            return [paragraph(f"Heading {node['attrs']['level']}", *self.inline(children(node)))]
        if kind in ("bulletList", "orderedList"):
            return self.listed(node, level)
        if kind == "table":
            return self.table(node)
        return self.quote(node, level) if kind == "blockquote" else []  # what a partner is not meant to see stays here

    def quote(self, node: NodeJson, level: int) -> list[Any]:
        """A quotation, whose first paragraph tells it from the one before."""
        made: list[Any] = []
        for child in children(node):
            made += self.block(child, word.QUOTE_MORE if made else word.QUOTE, level)
        return made

    def listed(self, node: NodeJson, level: int) -> list[Any]:
        """A list with a number of its own, so that two that follow one another stay two."""
        start = node.get("attrs", {}).get("start", 1)
        level = min(level, word.LEVELS - 1)
        number = self.numbered(node["type"] == "orderedList", level, start)
        made: list[Any] = []
        for item in children(node):
            first, *rest = children(item)
            made.append(paragraph("List Paragraph", *self.inline(children(first)), numbering=(number, level)))
            for block in rest:
                made += self.block(block, f"{word.CONTINUED} {level + 1}", level + 1)
        return made

    def inline(self, nodes: Sequence[NodeJson]) -> list[Any]:
        """Runs; neighbours under one link as one link."""
        made: list[Any] = []
        for href, group in groupby(nodes, _href):
            runs = [self.atom(node) for node in group]
            if href:
                link = element("hyperlink", *runs, history="1")
                link.set(qn("r:id"), self.linked(href))
                made.append(link)
            else:
                made += runs
        return made

    def atom(self, node: NodeJson) -> Any:
        """One piece of text, line break, citation or figure."""
        marks = {mark["type"] for mark in node.get("marks", ())}
        bold, italic = "bold" in marks, "italic" in marks
        if node["type"] == "hardBreak":
            return element("r", element("br"))
        if node["type"] == "citation":
            cite = citation_of(node)
            words = f"[{cite.item}, {cite.place}]" if cite.place else f"[{cite.item}]"
            return run(words, bold, italic, word.CITATION)
        return run(text_of(node), bold, italic, word.FIGURE if node["type"] == "figure" else "")

    def table(self, node: NodeJson) -> list[Any]:
        """A table with its caption before it, and a thin paragraph after it so that two never become one."""
        layout = lay_out(node)
        properties = element(
            "tblPr", element("tblStyle", val="TableGrid"), element("tblW", w="5000", type="pct"),
            element("tblLook", val="0420", firstRow="1"),
        )
        grid = element("tblGrid", *(element("gridCol", w=9000 // max(layout.width, 1)) for _ in range(layout.width)))
        made = element("tbl", properties, grid)
        for rows, is_head in ((layout.head, True), (layout.body, False)):
            for number, row in enumerate(rows):
                made.append(self.row(row, rows[:number], layout, is_head))
        caption = node.get("attrs", {}).get("caption", "")
        before = [paragraph("Caption", run(caption))] if caption else []
        return [*before, made, paragraph(word.AFTER_TABLE)]

    def row(self, row: Row, above: Sequence[Row], layout: Layout, is_head: bool) -> Any:
        """One row, with cells that go on from above and empty ones where a ragged row ends."""
        cells = {cell.column: self.cell(cell) for cell in row.cells}
        for number, other in enumerate(above):
            for cell in other.cells:
                if number + cell.rowspan > len(above):
                    cells[cell.column] = _cell(cell.colspan, "", [paragraph("Normal")])
        at = row.end
        for gap in row.gaps(layout.width):
            cells.setdefault(at, _cell(gap, None, [paragraph("Normal")]))
            at += gap
        made = element("tr", element("trPr", element("tblHeader"))) if is_head else element("tr")
        for _, cell in sorted(cells.items()):
            made.append(cell)
        return made

    def cell(self, placed: Placed) -> Any:
        """A cell with what it holds; one that heads a row or column says so by the style of its paragraphs."""
        style = word.TABLE_HEADING if placed.node["type"] == "tableHeader" else "Normal"
        content = [made for node in children(placed.node) for made in self.block(node, style, 0)]
        merge = "restart" if placed.rowspan > 1 else None
        return _cell(placed.colspan, merge, content)


def _cell(colspan: int, merge: str | None, content: list[Any]) -> Any:
    properties = element("tcPr", element("tcW", w="0", type="auto"))
    if colspan > 1:
        properties.append(element("gridSpan", val=colspan))
    if merge is not None:
        properties.append(element("vMerge", val=merge) if merge else element("vMerge"))
    return element("tc", properties, *content)


def _href(node: NodeJson) -> str:
    for mark in node.get("marks", ()):
        if mark["type"] == "link" and is_href(mark["attrs"]["href"]):
            return str(mark["attrs"]["href"])
    return ""
