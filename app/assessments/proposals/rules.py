"""What a proposal consists of, and whether a difference can still be made where it was meant."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from prosemirror.model import Fragment, Node, Slice
from prosemirror.transform import Mapping, Transform
from prosemirror.transform.replace_step import ReplaceStep

from app.richtext.changes import Replaced, replaced
from app.richtext.quoting import ATOM
from app.richtext.schema import SCHEMA, to_json
from app.richtext.walk import INLINE, lines

NEAR = 2  # so many unchanged words between two changes of a paragraph do not make them two decisions
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Piece:
    """One decision: what stands from start to end of a document gives way to other nodes."""

    start: int
    end: int
    was: list[Node]
    becomes: list[Node]


def pieces(old: Node, new: Node) -> list[Piece]:
    """What turns one document into the other, in order and apart; a phrase each, not every word of it.

    Where the parts cannot be made one by one, the whole is one piece.
    """
    found = _phrases(old, list(replaced(old, new)))
    if not _gives(old, new, found):
        found = [Replaced(0, old.content.size, list(new.children))]
    return [Piece(one.start, one.end, nodes_at(old, one.start, one.end) or [], _joined(one.content)) for one in found]


def _phrases(old: Node, changes: Sequence[Replaced]) -> list[Replaced]:
    """The changes, with those of one paragraph that stand close together as one."""
    merged: list[Replaced] = []
    for change in changes:
        last = merged[-1] if merged else None
        if last and _are_near(old, last.end, change.start):
            kept = nodes_at(old, last.end, change.start) or []
            merged[-1] = Replaced(last.start, change.end, [*last.content, *kept, *change.content])
        else:
            merged.append(change)
    return merged


def _are_near(old: Node, end: int, start: int) -> bool:
    left, right = old.resolve(end), old.resolve(start)
    if not left.parent.inline_content or left.start() != right.start():
        return False
    between = old.text_between(end, start, "", ATOM)
    return ATOM not in between and len(WORD.findall(between)) <= NEAR


def _gives(old: Node, new: Node, changes: Sequence[Replaced]) -> bool:
    transform = Transform(old)
    try:
        for change in reversed(changes):
            transform.step(step_for(change.start, change.end, change.content))
    except ValueError:  # on the way something would stand where the schema has no room for it
        return False
    return bool(transform.doc.eq(new))


def step_for(start: int, end: int, nodes: Sequence[Node]) -> ReplaceStep:
    """The step that puts nodes in the place of what stands from start to end."""
    return ReplaceStep(start, end, Slice(Fragment.from_(list(nodes)), 0, 0))


def nodes_at(doc: Node, start: int, end: int) -> list[Node] | None:
    """What stands from start to end, or None where that is no series of whole nodes of one parent."""
    if not 0 <= start <= end <= doc.content.size:
        return None
    cut = doc.slice(start, end)
    return list(cut.content.content) if not cut.open_start and not cut.open_end else None


def _joined(nodes: Sequence[Node]) -> list[Node]:
    return list(Fragment.from_(list(nodes)).content)


def stands(doc: Node, start: int, nodes: Sequence[Node]) -> bool:
    """Whether exactly these nodes stand at a place of the document; any place will do for none."""
    there = nodes_at(doc, start, start + size(nodes))
    return there is not None and bool(Fragment.from_(there).eq(Fragment.from_(list(nodes))))


def place_after(mapping: Mapping, start: int, nodes: Sequence[Node]) -> int | None:
    """Where nodes that stood at a place are after steps; None where somebody took away what stood around the place."""
    if nodes:
        return int(mapping.map(start, 1))
    result = mapping.map_result(start, 1)
    return None if result.deleted_before or result.deleted_after else int(result.pos)


def size(nodes: Sequence[Node]) -> int:
    """How many positions of a document they take up."""
    return sum(node.node_size for node in nodes)


def stored(nodes: Sequence[Node]) -> str:
    """Nodes as they are kept."""
    return json.dumps([to_json(node) for node in nodes], ensure_ascii=False, separators=(",", ":"))


def read(kept: str) -> list[Node]:
    """Nodes that were kept."""
    return [Node.from_json(SCHEMA, one) for one in json.loads(kept)]


def words(nodes: Sequence[dict[str, Any]]) -> str:
    """What nodes say, one block a line; citations as [E12, p. 4]."""
    inline = bool(nodes) and nodes[0]["type"] in INLINE
    whole = {"type": "paragraph" if inline else "doc", "content": list(nodes)}
    return "\n".join(lines(whole, lambda one: f"[{one.item}, {one.place}]" if one.place else f"[{one.item}]")).strip()
