"""A Word file that came back, as plain JSON; run in a child process that may not go far."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from app.core.errors import Refused
from app.importing.exchange import elements as word
from app.importing.exchange.identity import NAME
from app.importing.exchange.runs import Inline
from app.importing.exchange.shapes import SDT, Kind, Look, P, Shapes, flat
from app.richtext.models import NodeJson

BROKEN = "The file is broken. Open it in Word, save a fresh copy and offer that."
START, END = qn("w:bookmarkStart"), qn("w:bookmarkEnd")


def read(data: bytes) -> dict[str, Any]:
    """What a file holds: its identity, stretches of blocks with the mark or heading over each, comments, tracking."""
    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
        shapes = shapes_of(document)
        found = [stretch for stretch in Stretches(shapes).all(list(body)) if stretch["blocks"] or stretch["mark"]]
    except Refused:
        raise
    except Exception as error:  # the library raises whatever a broken file happens to trip over
        raise Refused(BROKEN) from error
    tracked = any(next(body.iter(qn(f"w:{name}")), None) is not None for name in ("ins", "del", "moveTo", "moveFrom"))
    return {"identity": _identity(document), "stretches": found, "comments": _comments(document), "tracked": tracked}


def shapes_of(document: Any) -> Shapes:
    """How to read this document's blocks."""
    targets = {key: rel.target_ref for key, rel in document.part.rels.items() if rel.is_external}
    styles = document.styles.element.findall(qn("w:style"))
    names = {one.get(qn("w:styleId")): _name(one) for one in styles}
    parents = {one.get(qn("w:styleId")): _based(one) for one in styles}
    numbers = {one.get(qn("w:styleId")): place for one in styles if (place := _style_list(one))}
    return Shapes(Look(names, parents, numbers, dict(_lists(document))), Inline(targets))


def _name(style: Any) -> str:
    found = style.find(qn("w:name"))
    name: str = found.get(qn("w:val"), "") if found is not None else ""
    return name[:1].upper() + name[1:]


def _based(style: Any) -> str:
    found = style.find(qn("w:basedOn"))
    return found.get(qn("w:val"), "") if found is not None else ""


def _style_list(style: Any) -> tuple[str, int] | None:
    number = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
    level = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:ilvl')}")
    if number is None or number.get(qn("w:val")) == "0":
        return None
    return number.get(qn("w:val")), int(level.get(qn("w:val"), "0")) if level is not None else 0


def _lists(document: Any) -> Iterator[tuple[tuple[str, int], Kind]]:
    """Every list and level."""
    if not any(rel.reltype.endswith("/numbering") for rel in document.part.rels.values()):
        return
    root = document.part.numbering_part.element
    shapes = {one.get(qn("w:abstractNumId")): one for one in root.findall(qn("w:abstractNum"))}
    for number in root.findall(qn("w:num")):
        named = number.find(qn("w:abstractNumId"))
        shape = named.get(qn("w:val")) if named is not None else ""
        starts = {one.get(qn("w:ilvl")): one.find(qn("w:startOverride")) for one in number.findall(qn("w:lvlOverride"))}
        for level in shapes[shape].findall(qn("w:lvl")) if shape in shapes else ():
            at = level.get(qn("w:ilvl"))
            yield (number.get(qn("w:numId")), int(at)), _kind(shape, level, starts.get(at))


def _kind(shape: str, level: Any, own_start: Any) -> Kind:
    form, first = level.find(qn("w:numFmt")), level.find(qn("w:start"))
    begins = own_start if own_start is not None else first
    is_numbered = form is not None and form.get(qn("w:val")) not in ("bullet", "none")
    start = int(begins.get(qn("w:val"), "1")) if begins is not None else 1
    return Kind(shape, is_numbered, min(max(start, 0), 99_999), own_start is not None)


class Stretches:
    """Cuts a document where answers begin and end, by controls, bookmarks and headings."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self.found: list[dict[str, Any]] = []
        self.heading, self.mark = "", ""
        self.waiting: list[Any] = []
        self.open_bookmark = ""

    def all(self, elements: Sequence[Any]) -> list[dict[str, Any]]:
        """Every stretch in order: {mark, heading, blocks}; what is not to be edited is left out."""
        self.walk(elements)
        self.cut("")
        return self.found

    def cut(self, mark: str) -> None:
        """End the stretch that is being read; the next one has this mark."""
        if self.waiting or self.mark:
            blocks = self.shapes.blocks(self.waiting)
            self.found.append({"mark": self.mark, "heading": self.heading, "blocks": blocks if self.waiting else []})
        self.waiting, self.mark = [], mark

    def walk(self, elements: Sequence[Any]) -> None:
        """Read elements of the body, or of a control in it."""
        for one in elements:
            if one.tag == SDT:
                self.control(one)
            elif one.tag in (START, END):
                self.bookmark(one)
            else:
                for block in flat([one]):
                    self.block(block)

    def control(self, sdt: Any) -> None:
        """A content control: an answer, what is asked, or something of the partner's own."""
        tag = sdt.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        name = tag.get(qn("w:val"), "") if tag is not None else ""
        content = sdt.findall(f"{qn('w:sdtContent')}/*")
        if name == f"{word.PREFIX}asked":
            return
        if not name.startswith(word.PREFIX):
            return self.walk(content)
        self.cut(name)
        self.waiting = flat(content)
        self.cut("")

    def bookmark(self, mark: Any) -> None:
        """An end of an answer whose control was lost."""
        name = mark.get(qn("w:name"), "")
        if mark.tag == START and name.startswith(word.BOOKMARK):
            self.cut(name)
            self.open_bookmark = mark.get(qn("w:id"), "")
        elif mark.tag == END and self.open_bookmark and mark.get(qn("w:id")) == self.open_bookmark:
            self.open_bookmark = ""
            self.cut("")

    def block(self, block: Any) -> None:
        """A paragraph or table outside every control."""
        if block.tag == P:
            style = self.shapes.look.style(block)
            if style.lower() in ("title", "heading 1", "heading 2"):
                self.cut("")
                self.heading = "".join(one.get("text", "") for one in self.shapes.inline.nodes(block)).strip()
                return
            if style in word.PROTECTED:
                return
            for mark in block.iter(START):
                self.bookmark(mark)
        self.waiting.append(block)
        for mark in block.iter(END):
            self.bookmark(mark)


def _related(document: Any, rels: Any, kind: str) -> bytes | None:
    part = next((rel.target_part for rel in rels.values() if rel.reltype.endswith(kind) and not rel.is_external), None)
    return part.blob if part is not None else None


def _identity(document: Any) -> str:
    blob = _related(document, document.part.package.rels, "/custom-properties")
    if blob is None:
        return ""
    named = [one for one in parse_xml(blob) if one.get("name") == NAME]
    return "".join(named[0].itertext()) if named else ""


def _comments(document: Any) -> list[str]:
    blob = _related(document, document.part.rels, "/comments")
    if blob is None:
        return []
    found = []
    for one in parse_xml(blob).findall(qn("w:comment")):
        words = " ".join("".join(text.text or "" for text in p.iter(qn("w:t"))) for p in one.iter(P)).strip()
        if words:
            found.append(f"{one.get(qn('w:author')) or 'Somebody'}: {words}")
    return found


def blocks_in(data: bytes) -> list[NodeJson]:
    """The blocks of a file of ours that holds one answer."""
    found = read(data)["stretches"]
    return next((stretch["blocks"] for stretch in found if stretch["mark"]), [])
