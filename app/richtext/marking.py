"""Passages of a document marked for what is said about them, each with a number that leads there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from app.richtext.laid import LAID
from app.richtext.models import Cite, NodeJson
from app.richtext.render import Writer
from app.richtext.schema import SCHEMA
from app.richtext.walk import INLINE, children

MARKED, ENDING = "marked", "ending"  # on inline nodes: the marks that they are in, and those that end with them


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage between two positions, as ProseMirror counts; what is said of it is thread `key`, shown as `number`."""

    start: int
    end: int
    key: int
    number: int


def marked(doc: NodeJson, marks: Sequence[Mark]) -> NodeJson:
    """The same document with its inline nodes parted where a mark begins or ends, each knowing the marks it is in."""
    last: dict[Mark, NodeJson] = {}
    result = _within(doc, 0, marks, last)[0]
    for mark, piece in last.items():
        piece[ENDING].append(mark)
    return result


def _within(node: NodeJson, start: int, marks: Sequence[Mark], last: dict[Mark, NodeJson]) -> tuple[NodeJson, int]:
    """A node whose content begins at `start`, marked, and where that ends; `last` takes each mark's last piece."""
    at, content = start, []
    for child in children(node):
        if child.get(LAID):  # is not in the document, whose places are counted
            content.append(child)
        elif child["type"] in INLINE:
            for piece in _parted(child, at, marks):
                content.append(piece)
                last.update(dict.fromkeys(piece.get(MARKED, ()), piece))
            at += _width(child)
        elif SCHEMA.nodes[child["type"]].is_leaf:
            content.append(child)
            at += 1
        else:
            inner, end = _within(child, at + 1, marks, last)
            content.append(inner)
            at = end + 1
    return ({**node, "content": content} if content else node), at


def _width(node: NodeJson) -> int:
    return len(node["text"].encode("utf-16-le")) // 2 if "text" in node else 1


def _parted(node: NodeJson, start: int, marks: Sequence[Mark]) -> Iterator[NodeJson]:
    """An inline node that begins at `start`, in pieces."""
    end = start + _width(node)
    inside = [mark for mark in marks if mark.start < end and mark.end > start]
    cuts = sorted({start, end, *(place for mark in inside for place in (mark.start, mark.end) if start < place < end)})
    for low, high in zip(cuts, cuts[1:], strict=False):
        piece = {**node, "text": _cut(node["text"], low - start, high - start)} if len(cuts) > 2 else node
        held = [mark for mark in inside if mark.start < high and mark.end > low]
        yield {**piece, MARKED: held, ENDING: []} if held else piece


def _cut(text: str, low: int, high: int) -> str:
    return text.encode("utf-16-le")[2 * low : 2 * high].decode("utf-16-le", "replace")


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
            self.out.append(f'<mark class="cd-commented" data-threads="{" ".join(str(mark.key) for mark in held)}">')
        super().atom(node)
        if held:
            self.out.append("</mark>")

    def linked(self, nodes: Sequence[NodeJson]) -> None:
        """The numbers stand outside links, which cannot hold another."""
        run: list[NodeJson] = []
        for node in nodes:
            run.append(node)
            if node.get(ENDING):
                super().linked(run)
                self._numbers(run)
                run = []
        super().linked(run)

    def _numbers(self, nodes: Sequence[NodeJson]) -> None:
        for node in nodes:
            for mark in node.get(ENDING, ()):
                self.out.append(
                    f'<a class="cd-commented__number" id="words-{mark.key}" href="{self.numbered.href}{mark.key}">'
                    f'<span class="govuk-visually-hidden">{self.numbered.noun} </span>{escape(str(mark.number))}</a>'
                )
