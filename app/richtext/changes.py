"""The difference between two documents as the smallest replacements, so that what stays keeps its place and history."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from prosemirror.model import Fragment, Node, Slice
from prosemirror.transform import Transform
from prosemirror.transform.replace_step import ReplaceStep

from app.richtext.align import overlap, pairs, ranges
from app.richtext.models import NodeJson
from app.richtext.schema import SCHEMA, shared_json, to_json, trusted
from app.richtext.words import WORD

Step = dict[str, Any]


@dataclass(slots=True)
class Replaced:
    """What stands from start to end of the old document gives way to content; either may be empty."""

    start: int
    end: int
    content: list[Node] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.content) or self.end > self.start


def replaced(old: Node, new: Node, start: int = 0) -> Iterator[Replaced]:
    """What turns old into new, two nodes of one type and markup, in order and apart from one another.

    `start` is where old's content begins. Blocks are lined up first, then the words within them.
    """
    if old.type.inline_content:
        yield from _words(old, new, start)
    else:
        yield from _blocks(old, new, start)


def steps_between(old: NodeJson, new: NodeJson) -> list[Step]:
    """The steps that turn one document into the other, to be made in this order; none where they are equal.

    Where small steps cannot be made one by one, as between tables whose cells are merged otherwise, one step
    replaces the whole.
    """
    before, after = trusted(old), trusted(new)
    transform = Transform(before)
    try:
        for change in reversed(list(replaced(before, after))):  # from the last, so that none moves another
            transform.step(ReplaceStep(change.start, change.end, Slice(Fragment.from_(change.content), 0, 0)))
        fits = transform.doc.eq(after)
    except ValueError:  # halfway, something would stand where the schema has no room for it
        fits = False
    steps = transform.steps if fits else [ReplaceStep(0, before.content.size, Slice(after.content, 0, 0))]
    return [cast(Step, step.to_json()) for step in steps]


def _blocks(old: Node, new: Node, start: int) -> Iterator[Replaced]:
    olds, news = old.children, new.children
    places = _places(olds, start)

    def likeness(i: int, j: int) -> float:
        if not olds[i].same_markup(news[j]):
            return 0.0
        return 1.0 if len(olds) == len(news) == 1 else overlap(_said(olds[i]), _said(news[j]))

    pending = Replaced(start, start)
    for i, j in pairs([_key(node) for node in olds], [_key(node) for node in news], likeness):
        if i is None:
            pending.content.append(news[j or 0])
        elif j is None:
            pending.end = places[i + 1]
        else:
            if pending:
                yield pending
            pending = Replaced(places[i + 1], places[i + 1])
            yield from replaced(olds[i], news[j], places[i] + 1) if not olds[i].eq(news[j]) else ()
    if pending:
        yield pending


def _words(old: Node, new: Node, start: int) -> Iterator[Replaced]:
    before, after = list(tokens(old)), list(tokens(new))
    places = _places(before, start)
    for equal, (i1, i2, j1, j2) in ranges([_told(one) for one in before], [_told(one) for one in after]):
        if not equal:
            yield Replaced(places[i1], places[i2], after[j1:j2])


def tokens(block: Node) -> Iterator[Node]:
    """The words, spaces, signs and atoms of a text block, one by one."""
    for node in block.children:
        if node.text is None:
            yield node
        else:
            yield from (SCHEMA.text(word, node.marks) for word in WORD.findall(node.text))


def _places(nodes: Sequence[Node], start: int) -> list[int]:
    places = [start]
    for node in nodes:
        places.append(places[-1] + node.node_size)
    return places


def _key(node: Node) -> str:
    return json.dumps(shared_json(node), sort_keys=True, ensure_ascii=False)


def _told(token: Node) -> str:
    return json.dumps(to_json(token), sort_keys=True, ensure_ascii=False)  # not kept: there are too many of them


def _said(node: Node) -> frozenset[str]:
    return frozenset(node.text_between(0, node.content.size, " ").split())
