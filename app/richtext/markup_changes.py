"""Find what a person changed in the plain form, as small changes to the document they were shown."""

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field

from prosemirror.model import Node

from app.richtext.align import overlap, pairs, ranges
from app.richtext.changes import tokens
from app.richtext.markup_write import Printer

CELLS = frozenset(("tableCell", "tableHeader"))


@dataclass(slots=True)
class Change:
    """What stands from start to end of the document shown gives way to content.

    `pieces` are the words or blocks within, each of which can be removed by itself; `inside` is set where
    content is words of one text block.
    """

    start: int
    end: int
    content: list[Node] = field(default_factory=list)
    pieces: list[tuple[int, int]] = field(default_factory=list)
    inside: bool = False


@dataclass(slots=True, frozen=True)
class Block:
    """A block with its place, for the case that it was removed meanwhile and its new version must be kept."""

    start: int
    end: int
    new: Node
    changes: list["Block | Change"]


def find_changes(printer: Printer, old: Node, new: Node, start: int = 0) -> list[Block | Change]:
    """The changes that turn old into new, two nodes of one type; `start` is where old's content begins."""
    if old.type.inline_content:
        return list(_word_changes(old, new, start))
    return list(_block_changes(printer, old, new, start))


def _block_changes(printer: Printer, old: Node, new: Node, start: int) -> Iterator[Block | Change]:
    olds, news = _places(old, start), _shown(new)
    old_keys = [printer.key(node) for node, _ in olds]
    new_keys = [printer.key(node) for node in news]
    old_words, new_words = [_words(node) for node, _ in olds], [_words(node) for node in news]

    def likeness(i: int, j: int) -> float:
        if not olds[i][0].same_markup(news[j]):
            return 0.0
        return 1.0 if olds[i][0].type.name in CELLS else overlap(old_words[i], new_words[j])

    pending = Change(start, start)
    for i, j in pairs(old_keys, new_keys, likeness):
        if i is None or j is None:
            _gather(pending, olds[i] if i is not None else None, news[j] if j is not None else None)
            continue
        if pending.content or pending.pieces:
            yield pending
        node, at = olds[i]
        pending = Change(at + node.node_size, at + node.node_size)
        if old_keys[i] != new_keys[j]:
            inner = find_changes(printer, node, news[j], at + 1)
            yield Block(at, pending.end, news[j], inner)
    if pending.content or pending.pieces:
        yield pending


def _gather(change: Change, removed: tuple[Node, int] | None, added: Node | None) -> None:
    if removed:
        node, at = removed
        if not change.pieces:
            change.start = at
        change.end = at + node.node_size
        change.pieces.append((at, change.end))
    if added:
        change.content.append(added)


def _places(parent: Node, start: int) -> list[tuple[Node, int]]:
    """The children that the plain form shows, with their places; all of them if it shows none."""
    places, at = [], start
    for child in parent.children:
        places.append((child, at))
        at += child.node_size
    shown = set(map(id, _shown(parent)))
    return [place for place in places if id(place[0]) in shown]


def _shown(parent: Node) -> Sequence[Node]:
    """The children without empty paragraphs, which the plain form leaves out unless nothing else is there."""
    shown = [
        child
        for at, child in enumerate(parent.children)
        if child.child_count or child.type.name != "paragraph" or (at == 0 and parent.type.name == "listItem")
    ]
    return shown or parent.children


def _words(node: Node) -> frozenset[str]:
    return frozenset(node.text_between(0, node.content.size, " ").split())


def _word_changes(old: Node, new: Node, start: int) -> Iterator[Change]:
    before, after = list(tokens(old)), list(tokens(new))
    ends = [start]
    for token in before:
        ends.append(ends[-1] + token.node_size)
    for equal, (i1, i2, j1, j2) in ranges([_key(t) for t in before], [_key(t) for t in after]):
        if not equal:
            pieces = [(ends[i], ends[i + 1]) for i in range(i1, i2)]
            yield Change(ends[i1], ends[i2], after[j1:j2], pieces, inside=True)


def _key(token: Node) -> Hashable:
    """What makes two tokens the same as far as the plain form can show."""
    text = re.sub(r"[\r\n]", " ", token.text or "")
    kind = token.type.name
    hidden = {"hardBreak": ("bold", "italic"), "citation": ("link",)}.get(kind, ())
    marks = [(m.type.name, m.attrs.get("href")) for m in token.marks if m.type.name not in hidden]
    return (kind, text, tuple(token.attrs.values()), tuple(marks))
