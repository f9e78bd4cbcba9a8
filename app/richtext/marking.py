"""Passages of a document marked for what is said about them, each with a number that leads there."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

from app.richtext.laid import LAID
from app.richtext.models import Cite, NodeJson
from app.richtext.render import Writer, href_of
from app.richtext.schema import SCHEMA
from app.richtext.walk import INLINE, children

MARKED, ENDING = "marked", "ending"  # on inline nodes: the marks that they are in, and those that end with them
UNITS = "utf-16-le"  # in which ProseMirror counts


class Mark(NamedTuple):
    """A passage between two positions, as ProseMirror counts; what is said of it is thread `key`, shown as `number`.

    Without a number there is none behind it.
    """

    start: int
    end: int
    key: int
    number: int | str


def marked(doc: NodeJson, marks: Sequence[Mark]) -> NodeJson:
    """The same document with its inline nodes parted where a mark begins or ends, each knowing the marks it is in."""
    marker = _Marker(marks)
    result = marker.within(doc, 0)[0]
    for mark, piece in marker.last.items():
        if mark.number != "":
            piece[ENDING].append(mark)
    return result


def by_block(doc: NodeJson, marks: Sequence[Mark]) -> Iterator[tuple[NodeJson, list[Mark]]]:
    """Each block of a document as a document, with the marks in it, counted from its start.

    A mark has no number in a block behind which it goes on. Marked each for itself and written one after the other,
    they read as the whole.
    """
    ends, at = [0], 0
    starts = list[tuple[int, int]]()  # of all that can be marked, with the number of its block
    for number, block in enumerate(children(doc)):
        at = _measured(block, at, number, starts)
        ends.append(at)
    last = {mark: starts[max(0, bisect_left(starts, (mark.end, 0)) - 1)][1] for mark in marks} if starts else {}
    coming, inside = sorted(marks, key=lambda mark: mark.start)[::-1], list[Mark]()
    for number, (block, (low, high)) in enumerate(zip(children(doc), pairwise(ends), strict=True)):
        while coming and coming[-1].start < high:
            inside.append(coming.pop())
        inside = [mark for mark in inside if mark.end > low]
        yield {**doc, "content": [block]}, [
            Mark(mark.start - low, mark.end - low, mark.key, "" if last.get(mark) != number else mark.number)
            for mark in inside
        ]


def _measured(node: NodeJson, at: int, block: int, starts: list[tuple[int, int]]) -> int:
    """Where a node ends that begins at a place; adds where all that can be marked in it begins."""
    if node["type"] in INLINE:
        starts.append((at, block))
        return at + _width(node)
    if SCHEMA.nodes[node["type"]].is_leaf:
        return at + 1
    at += 1
    for child in children(node):
        at = _measured(child, at, block, starts)
    return at + 1


def words_at(doc: NodeJson, start: int, end: int) -> str:
    """The words between two positions of a document, with one space between them: no citation, no line break."""
    said: list[str] = []
    _say(doc, 0, (start, end), said)
    return " ".join("".join(said).split())


def _say(node: NodeJson, at: int, span: tuple[int, int], said: list[str]) -> int:
    """Append what a node whose content begins at a place says within a span; where its content ends."""
    start, end = span
    for child in children(node):
        if at >= end:
            break
        if child["type"] in INLINE:
            width = _width(child)
            if at + width > start:
                units = child.get("text", " ").encode(UNITS)
                said.append(units[2 * max(0, start - at) : 2 * (end - at)].decode(UNITS, "replace"))
            at += width
        else:
            at += 1 if SCHEMA.nodes[child["type"]].is_leaf else _say(child, at + 1, span, said) + 1 - at
    said.append(" ")
    return at


class _Marker:
    """Walks a document once from its start, at hand the marks that what comes next can be in: there may be hundreds."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self.coming = sorted(marks, key=lambda mark: mark.start)[::-1]
        self.end = max(mark.end for mark in marks) if marks else 0
        self.open: list[Mark] = []
        self.last: dict[Mark, NodeJson] = {}  # the last piece of each

    def within(self, node: NodeJson, start: int) -> tuple[NodeJson, int]:
        """A node whose content begins at `start`, marked, and where that ends."""
        at, content = start, []
        for child in children(node):
            if child.get(LAID) or at >= self.end:  # is not in the document, whose places are counted; or behind all
                content.append(child)
            elif child["type"] in INLINE:
                content += self.parted(child, at)
                at += _width(child)
            elif SCHEMA.nodes[child["type"]].is_leaf:
                content.append(child)
                at += 1
            else:
                inner, end = self.within(child, at + 1)
                content.append(inner)
                at = end + 1
        return ({**node, "content": content} if content else node), at

    def parted(self, node: NodeJson, start: int) -> Iterator[NodeJson]:
        """An inline node that begins at `start`, in pieces."""
        end = start + _width(node)
        inside = self.between(start, end)
        if not inside:
            yield node
            return
        self.coming += reversed(inside)  # to come again, piece by piece
        self.open = []
        cuts = sorted({start, end, *[one.start for one in inside if one.start > start],
                       *[one.end for one in inside if one.end < end]})
        units = node["text"].encode(UNITS) if len(cuts) > 2 else b""
        for low, high in pairwise(cuts):
            piece, held = node.copy(), self.between(low, high)
            if units:
                piece["text"] = units[2 * (low - start) : 2 * (high - start)].decode(UNITS, "replace")
            if held:
                piece[MARKED], piece[ENDING] = held, []
                for mark in held:
                    self.last[mark] = piece
            yield piece

    def between(self, low: int, high: int) -> list[Mark]:
        """The marks that reach into what stands between two places, which only ever move on."""
        while self.coming and self.coming[-1].start < high:
            self.open.append(self.coming.pop())
        self.open = [mark for mark in self.open if mark.end > low]
        return list(self.open)


def _width(node: NodeJson) -> int:
    return len(node["text"].encode(UNITS)) // 2 if "text" in node else 1


@dataclass(frozen=True, slots=True)
class Numbered:
    """Where the numbers behind marked passages lead, before the mark's key, and what each is said to be."""

    href: str
    noun: str


COMMENTED = Numbered("?beside=comments#thread-", "Comment")


def to_marked_html(doc: NodeJson, cite: Cite, numbered: Numbered = COMMENTED) -> Markup:
    """A marked document as the screen shows it to colleagues, see render.to_html."""
    writer = MarkingWriter(cite, 0, scroll=True, notes=True)
    writer.numbered = numbered
    writer.blocks(children(doc))
    return writer.html()


class MarkingWriter(Writer):
    """Writes marked passages as such, and behind each a link with its number."""

    numbered = COMMENTED

    def atom(self, node: NodeJson) -> None:
        if held := node.get(MARKED):
            self.out.append(f'<mark class="cd-commented" data-threads="{" ".join([str(mark.key) for mark in held])}">')
        super().atom(node)
        if held:
            self.out.append("</mark>")

    def linked(self, nodes: Sequence[NodeJson]) -> None:
        """Neighbours under one link as one link; the numbers stand outside links, which cannot hold another."""
        held = ""
        for node in nodes:
            if (href := href_of(node)) != held:
                self.link(held, href)
                held = href
            self.atom(node)
            if ending := node.get(ENDING):
                self.link(held, "")
                held = ""
                self._numbers(ending)
        self.link(held, "")

    def _numbers(self, marks: Sequence[Mark]) -> None:
        href, noun = self.numbered.href, self.numbered.noun
        self.out += [
            f'<a class="cd-commented__number" id="words-{key}" href="{href}{key}">'
            f'<span class="govuk-visually-hidden">{noun} </span>{escape(str(number))}</a>'
            for _, _, key, number in marks
        ]
