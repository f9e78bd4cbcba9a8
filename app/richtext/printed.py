"""What of a document its editions print, and the one spelling that every version of the schema agrees on."""

from typing import Any

from prosemirror.model import Node

from app.richtext.models import NodeJson
from app.richtext.walk import NOTE, without_notes

# What later versions of the schema added to nodes that the first one had, with what stands for nothing.
LATER: dict[str, dict[str, Any]] = {
    "blockquote": {"voice": ""}, "table": {"source": ""}, "citation": {"supports": "", "quote": ""},
}


def printed(doc: NodeJson) -> NodeJson:
    """The document without notes to colleagues, spelt as every version of the schema spells it."""
    return spelt(without_notes(doc))


def spelt(node: NodeJson) -> NodeJson:
    """The node without later attributes that say nothing, so that what reads alike is alike however old it is."""
    later, attrs = LATER.get(node["type"], {}), node.get("attrs")
    if attrs is not None and any(name in attrs and attrs[name] == nothing for name, nothing in later.items()):
        attrs = {key: value for key, value in attrs.items() if key not in later or value != later[key]}
        node = {key: value for key, value in node.items() if key != "attrs"} | ({"attrs": attrs} if attrs else {})
    if "content" not in node:
        return node
    return {**node, "content": [spelt(child) for child in node["content"]]}


def unprinted(whole: Node, start: int, end: int) -> tuple[int, int]:
    """Where a passage of the printed document stands in the whole one, which has notes to colleagues besides."""
    return _shifted(whole, start, 1), _shifted(whole, end, -1)


def _shifted(whole: Node, place: int, side: int) -> int:
    """A place of the printed document in the whole one; at an edge it belongs to what follows, or with -1 precedes."""
    printed_at = notes = 0
    for block in whole.content.content:
        if block.type.name == NOTE:
            notes += block.node_size
            continue
        printed_at += block.node_size
        if place < printed_at or (place == printed_at and side < 0):
            return place + notes
    return place + notes


def in_print(whole: Node, start: int, end: int) -> tuple[int, int] | None:
    """Where a passage of the whole document stands in the printed one; None where it stands or ends in a note."""
    at = notes = 0
    found: dict[int, int] = {}
    for block in whole.content.content:
        until = at + block.node_size
        if block.type.name == NOTE:
            if at < start < until or at < end < until or (start == at and end == until):
                return None
            notes += block.node_size
        else:
            found |= {place: place - notes for place in (start, end) if at <= place <= until and place not in found}
        at = until
    return (found[start], found[end]) if start in found and end in found else None
