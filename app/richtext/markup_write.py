"""Print a document's tree as light markup, so that reading it again gives the same tree."""

import re
from collections.abc import Iterator, Sequence

from prosemirror.model import Node

from app.richtext.markup_inline import write_inline
from app.richtext.markup_marks import BULLET, HEADING, INDENT, INDICATOR, KEPT, NUMBER, VOICE, kept_line

# What would turn a line of a paragraph into something else when read again.
STARTS = re.compile(
    rf"{HEADING.pattern}|{BULLET.pattern}|>|!!|\||{KEPT.pattern}|{INDICATOR.pattern}|(?i:{VOICE.pattern})"
)


class Printer:
    """Prints nodes; tables that markup cannot express print as the line of their number in the document."""

    def __init__(self, doc: Node) -> None:
        self.numbers: dict[int, int] = {}
        self._number(doc)

    def _number(self, node: Node) -> None:
        for child in node.content.content:
            if child.type.name == "table":
                self.numbers[id(child)] = len(self.numbers) + 1
            if not child.type.inline_content:
                self._number(child)

    def text(self, nodes: Sequence[Node]) -> str:
        """Blocks as markup, a blank line between each two; empty paragraphs print as nothing."""
        return "\n".join(self.blocks(nodes))

    def key(self, node: Node) -> str:
        """What the plain form shows of a node: equal for two nodes that it cannot tell apart."""
        kind = node.type.name
        if kind == "tableRow":
            return "|".join(map(self.key, node.children))
        if kind in ("listItem", "tableCell", "tableHeader"):
            return f"{kind} {_shows(node.child(0))} {self.text(node.children)}"
        return "\n".join(self.block(node))

    def blocks(self, nodes: Sequence[Node]) -> list[str]:
        lines: list[str] = []
        before, other = "", False
        for node in filter(_shows, nodes):
            # Two lists of a kind in a row are told apart by another sign before their items.
            other = node.type.name == before and not other
            before = node.type.name
            lines += [""] * bool(lines) + self.block(node, other)
        return lines

    def block(self, node: Node, other: bool = False) -> list[str]:
        """The lines of one block, which begin at the margin."""
        kind = node.type.name
        if kind == "heading":
            return _joined("#" * int(str(node.attrs["level"])), write_inline(node).split("\n"), "")
        if kind in ("bulletList", "orderedList"):
            return [line for at in range(node.child_count) for line in self.item(node, at, other)]
        if kind == "blockquote":
            voice = str(node.attrs["voice"])
            lines = [f"[{voice}]"] * bool(voice) + (self.blocks(node.children) or [""])
            return [f"> {line}" if line else ">" for line in lines]
        if kind == "note":
            return [f"!! {line}" if line else "!!" for line in self.blocks(node.children) or [""]]
        if kind == "table":
            return self.table(node)
        return [_indicator(node)] if kind == "indicator" else _paragraph(node)

    def item(self, node: Node, at: int, other: bool) -> Iterator[str]:
        """One item of a list: its sign, its first paragraph, and what follows indented below."""
        sign = "*" if other else "-"
        if node.type.name == "orderedList":
            sign = f"{int(str(node.attrs['start'])) + at}{')' if other else '.'}"
        first, *rest = node.child(at).children
        yield from _joined(sign, _paragraph(first), INDENT)
        below = list(filter(_shows, rest))
        if below and not _clings(below[0]):
            yield ""
        yield from (INDENT + line if line else "" for line in self.blocks(below))

    def table(self, node: Node) -> list[str]:
        if not _is_plain(node):
            return [kept_line(self.numbers.get(id(node), 0))]
        rows = [[write_inline(cell.child(0), in_cell=True) for cell in row.children] for row in node.children]
        rows.insert(1, ["---"] * len(rows[0]))
        caption, source = (str(node.attrs[name]).strip() for name in ("caption", "source"))
        written = [_row(cells) for cells in rows]
        return [f"Table: {caption}"] * bool(caption) + written + [f"Source: {source}"] * bool(source)


def _indicator(node: Node) -> str:
    caption = str(node.attrs["caption"])
    return f"{{{{{node.attrs['form']} {node.attrs['extract']}{f', {caption}' if caption.strip() else ''}}}}}"


def _row(cells: list[str]) -> str:
    return "|" + "|".join(f" {cell} " for cell in cells) + "|"


def _joined(sign: str, lines: list[str], indent: str) -> list[str]:
    first, *rest = lines or [""]
    return [f"{sign} {first}" if first else sign, *(indent + line for line in rest)]


def _paragraph(node: Node) -> list[str]:
    raw = write_inline(node)
    return [_guarded(line) for line in raw.split("\n")] if raw else []


def _guarded(line: str) -> str:
    """A line of a paragraph, escaped where it would be read as the start of another block."""
    if STARTS.match(line):
        return "\\" + line
    if number := NUMBER.match(line):
        return f"{number[1]}\\{line[number.end(1) :]}"
    return line


def _shows(block: Node) -> bool:
    """Whether the block prints at all: an empty paragraph does not."""
    return block.type.name != "paragraph" or block.child_count > 0


def _clings(block: Node) -> bool:
    """Whether a block can stand right below an item's paragraph: a list that starts at 1 with some words."""
    if block.type.name == "orderedList" and block.attrs["start"] != 1:
        return False
    return block.type.name in ("bulletList", "orderedList") and block.child(0).child(0).child_count > 0


def _is_plain(table: Node) -> bool:
    """Whether pipes can express the table: one heading row, no spans, one line of text in each cell."""
    head, *body = table.children
    width = head.child_count
    return (
        width > 0
        and all(cell.type.name == "tableHeader" for cell in head.children)
        and all(row.child_count == width for row in body)
        and all(cell.type.name == "tableCell" for row in body for cell in row.children)
        and all(_is_line(cell) for row in table.children for cell in row.children)
    )


def _is_line(cell: Node) -> bool:
    attrs = cell.attrs
    return (
        (attrs["colspan"], attrs["rowspan"], attrs["colwidth"]) == (1, 1, None)
        and cell.child_count == 1
        and cell.child(0).type.name == "paragraph"
        and not any(part.type.name == "hardBreak" for part in cell.child(0).children)
    )
