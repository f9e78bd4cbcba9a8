"""Blocks of a file as a rich text document: paragraphs, headings, nested lists and tables."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.importing.blocks import Block
from app.importing.inline import all_bold, nodes
from app.importing.parsed import Doc
from app.importing.tables import table_node

FOOTNOTE = re.compile(r"^(?:<sup>|&lt;sup>|[¹²³⁴-⁹])", re.IGNORECASE)
ENDS = (".", "!", "?", ":", ";", "”", '"', "’")
LEVELS = (3, 4, 5)
HEADING_WORDS = 12
TITLE_WORDS = 25
PAGE_NOTES = 8


def to_doc(blocks: Sequence[Block], levels: Mapping[int, int], whole_rows: bool) -> Doc | None:
    """The document, or None where there is none; `levels` turns the file's heading levels into ours."""
    content: list[dict[str, Any]] = []
    items: list[Block] = []
    for block in [*rejoined(blocks), None]:
        if block is not None and block.kind == "item":
            items.append(block)
            continue
        content += _lists(items)
        items = []
        if block is not None:
            content += _node(block, levels, whole_rows)
    return {"type": "doc", "content": content} if content else None


def rejoined(blocks: Sequence[Block]) -> list[Block]:
    """Paragraphs and list items that a page break cut in two, made whole; a footnote between stands after."""
    found: list[Block] = []
    for block in blocks:
        at = _cut_off(found)
        if block.kind == "paragraph" and at is not None and _goes_on(found[at], block):
            first = found[at]
            found[at] = replace(first, text=f"{first.text} {block.text}", lines=first.lines + block.lines)
        else:
            found.append(block)
    return found


def _goes_on(first: Block, block: Block) -> bool:
    """A small letter goes on with any sentence; a capital only with a paragraph too long to be a title."""
    if FOOTNOTE.match(block.text):
        return False
    long = first.kind == "paragraph" and len(first.words.split()) > TITLE_WORDS
    return block.words[:1].islower() or (long and not all_bold(block.text))


def heading_levels(outer: Sequence[int], inner: Sequence[int]) -> Mapping[int, int]:
    """How deep the file's headings stand within an answer.

    A file whose section titles are all of one level can be trusted with the levels below; in any other the
    levels are chance, and every heading is of the first level.
    """
    if len(outer) < 2 or len(set(outer)) > 1:
        return {}
    deeper = sorted({level for level in inner if level > outer[0]})
    return {level: LEVELS[min(at, len(LEVELS) - 1)] for at, level in enumerate(deeper)}


def _cut_off(found: list[Block]) -> int | None:
    """The last block if its sentence has no end; a page's footnotes are passed over."""
    for at in range(len(found) - 1, max(-1, len(found) - 1 - PAGE_NOTES), -1):
        block = found[at]
        if block.kind == "paragraph" and FOOTNOTE.match(block.text):
            continue
        open_ended = block.kind in ("paragraph", "item") and not block.words.endswith(ENDS)
        return at if open_ended else None
    return None


def _node(block: Block, levels: Mapping[int, int], whole_rows: bool) -> list[dict[str, Any]]:
    if block.kind == "table":
        return [table_node(block.rows, whole_rows)]
    content = nodes(block.text)
    if not content:
        return []
    title = len(block.words.split()) <= HEADING_WORDS and all_bold(block.text) and not block.words.endswith(".")
    if block.kind == "heading" or title:
        level = levels.get(block.level, LEVELS[0]) if block.kind == "heading" else LEVELS[0]
        return [{"type": "heading", "attrs": {"level": level}, "content": _unbolded(content)}]
    return [{"type": "paragraph", "content": content}]


def _unbolded(content: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A heading is bold by itself."""
    found = []
    for node in content:
        marks = [mark for mark in node.get("marks", []) if mark["type"] != "bold"]
        found.append(
            {key: value for key, value in node.items() if key != "marks"} | ({"marks": marks} if marks else {})
        )
    return found


def _lists(items: Sequence[Block]) -> list[dict[str, Any]]:
    """Items as lists: a change between bullets and numbers begins a new list, a deeper indent one inside."""
    made: list[dict[str, Any]] = []
    at = 0
    while at < len(items):
        stop = at + 1
        while stop < len(items) and items[stop].level > items[at].level + 1:
            stop += 1
        _add_item(made, items[at], _lists(items[at + 1 : stop]))
        at = stop
    return made


def _add_item(made: list[dict[str, Any]], item: Block, inside: list[dict[str, Any]]) -> None:
    content = nodes(item.text)
    paragraph: dict[str, Any] = {"type": "paragraph"} | ({"content": content} if content else {})
    node = {"type": "listItem", "content": [paragraph, *inside]}
    numbered = item.marker[:1].isdigit()
    kind = "orderedList" if numbered else "bulletList"
    if made and made[-1]["type"] == kind:
        made[-1]["content"].append(node)
    elif numbered:
        made.append({"type": kind, "attrs": {"start": int(item.marker[:-1])}, "content": [node]})
    else:
        made.append({"type": kind, "content": [node]})
