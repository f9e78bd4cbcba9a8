"""Read the text, emphasis, links and citations of one block of light markup."""

import re
from dataclasses import dataclass, field
from typing import Any

from prosemirror.model import Mark, Node

from app.richtext.limits import is_figure_text, is_href, is_place, is_revision, is_supported
from app.richtext.markup_marks import CITE, ESCAPABLE, FIGURE, LINK, trimmed, unescape
from app.richtext.schema import SCHEMA

TOKEN = re.compile(
    rf"(?P<escape>\\[{ESCAPABLE} \t])|(?P<brk>\\\n)|(?P<cite>{CITE})|(?P<number>{FIGURE})|(?P<link>{LINK})"
    r"|(?P<stars>\*+)|(?P<text>[^\\\[*{\n]+|.)",
    re.DOTALL,
)
BLANKS = (" ", "\t", "\n")
WIDTH = {"bold": 2, "italic": 1}


def read_inline(raw: str) -> list[Node]:
    """The inline nodes that the lines of a block stand for; what is no markup is text."""
    reader = _Reader(raw)
    reader.run()
    return [node for piece in reader.pieces for node in piece.nodes()]


@dataclass(slots=True)
class _Piece:
    """A stretch of text or one atom, with the names of the emphasis around it."""

    text: str = ""
    atoms: list[Node] = field(default_factory=list)
    emphasis: set[str] = field(default_factory=set)

    def nodes(self) -> list[Node]:
        marks = [SCHEMA.mark(name) for name in self.emphasis]
        if self.text:
            return [SCHEMA.text(self.text, marks)]
        return [atom if atom.type.name == "hardBreak" else atom.mark(_union(atom.marks, marks)) for atom in self.atoms]


def _union(old: list[Mark], new: list[Mark]) -> list[Mark]:
    for mark in new:
        old = mark.add_to_set(old)
    return old


class _Reader:
    """Reads one block; emphasis that never closes turns back into its asterisks."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.pieces: list[_Piece] = []
        self.open: list[tuple[str, int]] = []  # kind of emphasis, index of its opening piece
        self.after_blank = True

    def run(self) -> None:
        for token in TOKEN.finditer(self.raw):
            kind = token.lastgroup
            read = {"cite": self.cite, "number": self.figure, "link": self.link}.get(kind or "")
            if kind == "stars":
                self.stars(token)
            elif read is None or not read(token):
                self.plain(token)
            self.after_blank = kind != "escape" and token[0].endswith(BLANKS) and kind != "brk"

    def plain(self, token: re.Match[str]) -> None:
        if token["brk"]:
            self.pieces.append(_Piece(atoms=[SCHEMA.node("hardBreak")]))
        elif token["escape"]:
            self.pieces.append(_Piece(token[0][1:]))
        else:
            self.pieces.append(_Piece(token[0].replace("\n", " ")))

    def cite(self, token: re.Match[str]) -> bool:
        revision = int(token["revision"] or 1)
        place = unescape(trimmed(token["place"] or ""))
        supports, quote = token["supports"] or "", unescape(trimmed(token["quote"] or ""))
        if not is_revision(revision) or not is_place(place) or not is_supported(supports, quote):
            return False
        attrs: dict[str, Any] = {"item": f"E{token['item']}", "revision": revision, "place": place}
        attrs |= {"supports": supports, "quote": quote}
        self.pieces.append(_Piece(atoms=[SCHEMA.node("citation", attrs)]))
        return True

    def figure(self, token: re.Match[str]) -> bool:
        text = unescape(trimmed(token["figure"]))
        if not is_figure_text(text):
            return False
        attrs = {"extract": token["extract"], "text": text}
        self.pieces.append(_Piece(atoms=[SCHEMA.node("figure", attrs)]))
        return True

    def link(self, token: re.Match[str]) -> bool:
        href = unescape(token["href"])
        if not is_href(href):
            return False
        mark = SCHEMA.mark("link", {"href": href})
        atoms = [atom.mark(_union(atom.marks, [mark])) for atom in read_inline(token["label"])]
        self.pieces.append(_Piece(atoms=atoms))
        return True

    def stars(self, token: re.Match[str]) -> None:
        """A run of asterisks closes what it can, then opens what it can; what is left of it is text."""
        left = len(token[0])
        if not self.after_blank:
            while closed := self.close(left):
                left -= closed
        if not self.raw[token.end() : token.end() + 1].startswith(BLANKS) and token.end() < len(self.raw):
            for kind, width in WIDTH.items():
                if left >= width and all(kind != name for name, _ in self.open):
                    self.open.append((kind, len(self.pieces)))
                    self.pieces.append(_Piece("*" * width))
                    left -= width
        if left:
            self.pieces.append(_Piece("*" * left))

    def close(self, left: int) -> int:
        """Close the innermost emphasis that these asterisks fit, and say how many it took."""
        if not self.open:
            return 0
        if WIDTH[self.open[-1][0]] > left or (len(self.open) == 2 and WIDTH[self.open[0][0]] == left):
            # The inner sign was no emphasis after all, if the outer one fits exactly.
            if len(self.open) < 2 or WIDTH[self.open[0][0]] != left:
                return 0
            self.open.pop()
        kind, start = self.open.pop()
        self.pieces[start].text = ""
        for piece in self.pieces[start + 1 :]:
            piece.emphasis.add(kind)
        return WIDTH[kind]
