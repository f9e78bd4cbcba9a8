"""Read light markup into a document's tree; any text at all can be read, and none of its words is lost."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from prosemirror.model import Fragment, Node

from app.richtext.limits import MAX_DEPTH, MAX_START, UNSTORABLE, is_caption
from app.richtext.markup_chunks import Chunk, split
from app.richtext.markup_marks import (
    CAPTION,
    CELL_PIECE,
    HEADING,
    INDICATOR,
    KEPT,
    NOTE,
    NUMBER,
    SOURCE,
    VOICE,
    ends_open,
    trimmed,
)
from app.richtext.markup_spans import read_inline
from app.richtext.schema import SCHEMA

QUOTED = re.compile(r"^ *> ?")
LEADING = re.compile(r"^[ \t]+", re.MULTILINE)
# How many levels the innermost text of each kind of block stands below what holds the block.
REACH = {"list": 4, "quote": 3, "table": 5}


def read(text: str, kept: Mapping[int, Node]) -> Node:
    """The document that the text stands for; `kept` holds the tables that a line may name by number."""
    lines = _cleaned(text).split("\n")
    return _new("doc", {}, _Reader(kept).all(lines) or [_paragraph("")])


def _new(kind: str, attrs: dict[str, Any], content: list[Node] | None = None) -> Node:
    """A node known to be sound, made without the library's check, which takes most of the time."""
    return SCHEMA.nodes[kind].create(attrs, Fragment.from_(content or []))


def _cleaned(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    text = UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)
    return LEADING.sub(lambda match: match[0].expandtabs(4), text)


class _Reader:
    """Turns chunks of lines into blocks, no deeper than a document may go."""

    def __init__(self, kept: Mapping[int, Node]) -> None:
        self.kept = kept

    def all(self, lines: list[str]) -> list[Node]:
        """The blocks of a whole document; its notes begin at the margin, so that none stands within a block."""
        found: list[Node] = []
        for is_note, run in _runs(lines):
            inner = self.blocks([NOTE.sub("", line, count=1) for line in run] if is_note else run, int(is_note))
            found += [_new("note", {}, inner or [_paragraph("")])] if is_note else inner
        return found

    def blocks(self, lines: list[str], depth: int) -> list[Node]:
        return [block for chunk in split(lines) for block in self.block(chunk, depth)]

    def block(self, chunk: Chunk, depth: int) -> list[Node]:
        if chunk.kind == "indicator" and depth == 0 and (shown := _indicator(chunk.lines[0])):
            return [shown]
        if chunk.kind == "kept" and (table := self.kept.get(_kept_number(chunk))):
            return [table]
        if depth + REACH.get(chunk.kind, 2) > MAX_DEPTH:
            return [_plain(chunk, depth)]
        if chunk.kind == "table":
            return _table(chunk.lines)
        single = {"heading": _heading, "list": self.items, "quote": self.quote}.get(chunk.kind, _plain)
        return [single(chunk, depth)]

    def quote(self, chunk: Chunk, depth: int) -> Node:
        inner = [QUOTED.sub("", line) for line in chunk.lines]
        voice = ""
        if sign := VOICE.match(inner[0]):
            voice, inner[0] = sign[1].lower(), inner[0][sign.end() :]
        return _new("blockquote", {"voice": voice}, self.blocks(inner, depth + 1) or [_paragraph("")])

    def items(self, chunk: Chunk, depth: int) -> Node:
        items = [_new("listItem", {}, self.item(body, depth + 2)) for body in chunk.items]
        first = chunk.lines[0].lstrip(" ")
        if number := NUMBER.match(first):
            return _new("orderedList", {"start": min(int(number[1]), MAX_START)}, items)
        return _new("bulletList", {}, items)

    def item(self, body: list[str], depth: int) -> list[Node]:
        """An item's blocks; the first is always a paragraph, empty if the item begins with something else."""
        blocks = self.blocks(body, depth)
        if not body[0] or not blocks or blocks[0].type.name != "paragraph":
            blocks.insert(0, _paragraph(""))
        return blocks


def _runs(lines: list[str]) -> Iterator[tuple[bool, list[str]]]:
    """Lines parted into those of one note and those of other blocks; a line that a break leads on to is neither's."""
    run: list[str] = []
    in_note = False
    for line in lines:
        begins = line.startswith("!!") and (in_note or not run or not ends_open(run[-1]))
        if begins != in_note:
            yield in_note, run
            run, in_note = [], begins
        run.append(line)
    yield in_note, run


def _kept_number(chunk: Chunk) -> int:
    match = KEPT.fullmatch(chunk.lines[0].strip(" "))
    return int(match[1]) if match else 0


def _indicator(line: str) -> Node | None:
    """The block of figures that a line stands for; None where its caption cannot be one."""
    found = INDICATOR.fullmatch(line.strip(" \t"))
    form, extract, caption = found.groups(default="") if found else ("", "", "")
    return _new("indicator", {"form": form, "extract": extract, "caption": caption}) if is_caption(caption) else None


def _flowed(lines: list[str]) -> str:
    """The lines of a paragraph without their outer spaces; a break kept at the very end gets its line end."""
    raw = "\n".join(trimmed(line) for line in lines)
    return raw + "\n" if ends_open(raw) else raw


def _paragraph(raw: str) -> Node:
    return _new("paragraph", {}, read_inline(raw))


def _plain(chunk: Chunk, _depth: int) -> Node:
    return _paragraph(_flowed(chunk.lines))


def _heading(chunk: Chunk, _depth: int) -> Node:
    raw = _flowed(chunk.lines)
    sign = HEADING.match(raw)
    level, start = (len(sign[1]), sign.end()) if sign else (3, 0)
    return _new("heading", {"level": level}, read_inline(raw[start:]))


def _table(lines: list[str]) -> list[Node]:
    """A table, with a paragraph before or after it for a caption or source that no table may have."""
    before: list[Node] = []
    caption = ""
    lines, source, after = _parted_source(lines)
    first = lines[0].strip(" \t")
    if sign := CAPTION.match(first):
        caption = first[sign.end() :]
        lines = lines[1:]
        if not is_caption(caption):
            before, caption = [_paragraph(_flowed([first]))], ""
    rows = [list(cells(line)) for line in (lines[0], *lines[2:])]
    width = max(map(len, rows))
    nodes = [_row(row + [""] * (width - len(row)), at == 0) for at, row in enumerate(rows)]
    return [*before, _new("table", {"caption": caption, "source": source}, nodes), *after]


def _parted_source(lines: list[str]) -> tuple[list[str], str, list[Node]]:
    """The lines of a table without its source, the source, and a paragraph instead where it cannot be one."""
    last = lines[-1].strip(" \t")
    sign = SOURCE.match(last)
    if not sign:
        return lines, "", []
    source = last[sign.end() :]
    if is_caption(source):
        return lines[:-1], source, []
    return lines[:-1], "", [_paragraph(_flowed([last]))]


def cells(line: str) -> Iterator[str]:
    """The raw text of each cell of a pipe row; a bar inside a citation or after a backslash parts nothing."""
    cell = ""
    rest = line.strip(" \t").removeprefix("|")
    for piece in CELL_PIECE.finditer(rest):
        if piece["bar"]:
            yield trimmed(cell)
            cell = ""
        else:
            cell += piece[0]
    if cell.strip(" \t") or rest == "":
        yield trimmed(cell)


def _row(texts: list[str], heads: bool) -> Node:
    kind = "tableHeader" if heads else "tableCell"
    return _new("tableRow", {}, [_new(kind, {}, [_paragraph(text)]) for text in texts])
