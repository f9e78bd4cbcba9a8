"""A document with undecided changes laid into it: what would go, what would come, and who says so."""

from collections.abc import Sequence
from dataclasses import dataclass

from prosemirror.model import Node

from app.richtext.compare import marked
from app.richtext.models import NodeJson
from app.richtext.schema import to_json

LAID = "laid"  # on nodes that are not in the document


@dataclass(frozen=True, slots=True)
class Laid:
    """One change: nodes that would stand in place of what is from start to end, its author, and where one decides."""

    start: int
    end: int
    becomes: Sequence[Node]
    by: str
    href: str


def lay_in(doc: Node, changes: Sequence[Laid]) -> NodeJson:
    """The document for `to_html`, every change marked; of two that overlap only the first is shown."""
    by_parent: dict[int, list[Laid]] = {}
    for change in sorted(changes, key=lambda one: (one.start, one.end)):
        by_parent.setdefault(doc.resolve(change.start).start(), []).append(change)
    return {**to_json(doc), "content": _Layer(by_parent).content(doc, 0)}


class _Layer:
    """Walks a document with its changes, by where the content of each one's parent begins."""

    def __init__(self, by_parent: dict[int, list[Laid]]) -> None:
        self.by_parent = by_parent

    def content(self, node: Node, start: int) -> list[NodeJson]:
        """What a node holds whose content begins at `start`."""
        found: list[NodeJson] = []
        at = 0
        for change in self.by_parent.get(start, ()):
            low, high = change.start - start, change.end - start
            if low < at or high > node.content.size:
                continue
            found += self.between(node, start, at, low)
            found += _told(change, [to_json(one) for one in node.content.cut(low, high).content])
            at = high
        return found + self.between(node, start, at, node.content.size)

    def between(self, node: Node, start: int, low: int, high: int) -> list[NodeJson]:
        """A stretch of a node's content that no change of its own touches."""
        at, found = start + low, []
        for child in node.content.cut(low, high).content:
            shape = to_json(child)
            if child.content.size:
                shape["content"] = self.content(child, at + 1)
            found.append(shape)
            at += child.node_size
        return found


def _told(change: Laid, going: list[NodeJson]) -> list[NodeJson]:
    """What goes and what comes, the author named at its beginning."""
    whose = {"by": change.by, "suggestion": change.href}
    marks = [marked(one, "del", **whose) for one in going]
    marks += [{**marked(to_json(one), "ins", **whose), LAID: True} for one in change.becomes]
    return [_first(marks[0]), *marks[1:]] if marks else []


def _first(node: NodeJson) -> NodeJson:
    """The node with its first piece of text marked as where the suggestion begins."""
    if "change" in node:
        return {**node, "begins": True}
    content = node.get("content") or []
    return {**node, "content": [_first(content[0]), *content[1:]]} if content else node
