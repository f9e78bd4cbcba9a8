"""A Word document as lines of light markup: paragraphs, headings, lists, tables and footnotes."""

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from app.importing.word_numbering import Numbering

P, R, TBL, TR, TC, SDT = (qn(f"w:{name}") for name in ("p", "r", "tbl", "tr", "tc", "sdt"))
BOX = qn("w:txbxContent")
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
SKIPPED = {
    BOX,
    FALLBACK,
    *(qn(f"w:{name}") for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "instrText")),
}
SIGNS = {qn("w:tab"): " ", qn("w:br"): "<br>", qn("w:cr"): "<br>", qn("w:noBreakHyphen"): "-"}
SPECIAL = re.compile(r"([\\*\[\]<])")
HEADING = re.compile(r"^heading (\d)", re.IGNORECASE)
HREF = re.compile(r"^(https?://|mailto:)[^\s()]+$")


class Reader:
    """One document while it is read: its lists are counted and its footnotes gathered on the way."""

    def __init__(self, data: bytes) -> None:
        self._document = docx.Document(io.BytesIO(data))
        self._numbering = Numbering(self._document)
        self._footnotes = _footnotes(self._document)
        self._names = {style.style_id: style.name or "" for style in self._document.styles}
        self._waiting: list[str] = []
        self._noted = 0

    def lines(self) -> Iterator[str]:
        """Each paragraph with an empty line after it; each table row with its cells parted by tabs."""
        yield from self._blocks(self._document.element.body)

    def _blocks(self, parent: Any) -> Iterator[str]:
        for child in parent:
            if child.tag == P:
                yield from self._paragraph(child)
            elif child.tag == TBL:
                yield from self._table(child)
            elif child.tag == SDT:
                yield from self._blocks(child.findall(f"{qn('w:sdtContent')}/*"))

    def _paragraph(self, paragraph: Any) -> Iterator[str]:
        prefix = self._prefix(paragraph)
        text = self._text(paragraph).strip()
        if text:
            yield from (prefix + text, "")
        for box in paragraph.iter(BOX):
            if not any(outer.tag in (FALLBACK, BOX) for outer in box.iterancestors()):
                yield from self._blocks(box)
        yield from self._notes()

    def _table(self, table: Any) -> Iterator[str]:
        rows = [[cell for cell in row.iter(TC) if _nearest(cell, TR) is row] for row in _own(table, TR)]
        if all(sum(map(_span, row)) < 2 for row in rows):
            # A table of one column is a frame around text.
            for row in rows:
                for cell in row:
                    yield from self._blocks(cell)
            return
        for row in rows:
            cells = [text for cell in row for text in (self._cell(cell), *[""] * (_span(cell) - 1))]
            if any(cells):
                yield "\t".join(cells)
        yield ""
        yield from self._notes()

    def _cell(self, cell: Any) -> str:
        merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        if merged is not None and merged.get(qn("w:val")) != "restart":
            return ""
        texts = (self._text(paragraph).strip() for paragraph in cell.iter(P))
        return "<br>".join(text for text in texts if text)

    def _text(self, node: Any) -> str:
        found = []
        for child in node:
            if child.tag == R:
                found.append(_styled(child, self._text(child)))
            elif child.tag == qn("w:t"):
                found.append(_escaped(child.text or ""))
            elif child.tag == qn("w:hyperlink"):
                found.append(self._link(child))
            elif child.tag == qn("w:footnoteReference"):
                found.append(self._reference(child))
            elif child.tag in SIGNS:
                found.append(SIGNS[child.tag])
            elif child.tag not in SKIPPED:
                found.append(self._text(child))
        return "".join(found)

    def _link(self, link: Any) -> str:
        words = self._text(link)
        target = self._document.part.rels.get(link.get(qn("r:id"), ""))
        href = target.target_ref if target is not None and target.is_external else ""
        plain = re.sub(r"</?[bi]>|\\[\[\]]", "", words).strip()
        return f"[{plain}]({href})" if plain and HREF.match(href) else words

    def _reference(self, reference: Any) -> str:
        note = self._footnotes.get(reference.get(qn("w:id")))
        if note is None:
            return ""
        self._noted += 1
        number = self._noted
        self._waiting.append(f"<sup>{number}</sup> {self._text(note).strip()}")
        return f"<sup>{number}</sup>"

    def _notes(self) -> Iterator[str]:
        """Footnotes, after the paragraph or table that refers to them."""
        waiting, self._waiting = self._waiting, []
        for note in waiting:
            yield from (note, "")

    def _prefix(self, paragraph: Any) -> str:
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        name = self._names.get(style.get(qn("w:val")), "") if style is not None else ""
        number = self._numbering.prefix(paragraph)
        if heading := HEADING.match(name):
            return "#" * min(int(heading[1]), 6) + " " + number.strip(" -") + " " * bool(number.strip(" -"))
        return "# " + number.strip(" -") if name == "Title" else number


def _footnotes(document: Any) -> dict[str, Any]:
    related = (part for part in document.part.rels.values() if part.reltype == RELATIONSHIP_TYPE.FOOTNOTES)
    part = next(related, None)
    if part is None:
        return {}
    return {note.get(qn("w:id")): note for note in parse_xml(part.target_part.blob).findall(qn("w:footnote"))}


def _escaped(text: str) -> str:
    """Text in which nothing is markup."""
    return SPECIAL.sub(r"\\\1", text.replace("&", "&amp;")).replace("\t", " ").replace("\n", " ")


def _styled(run: Any, text: str) -> str:
    """Bold and italic as tags, spaces left outside."""
    words = text.strip()
    if not words or words.startswith("<sup>"):
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    for name, tag in (("w:b", "b"), ("w:i", "i")):
        setting = run.find(f"{qn('w:rPr')}/{qn(name)}")
        if setting is not None and setting.get(qn("w:val"), "1") not in ("0", "false", "off"):
            words = f"<{tag}>{words}</{tag}>"
    return before + words + after


def _own(table: Any, tag: str) -> list[Any]:
    return [row for row in table.iter(tag) if _nearest(row, TBL) is table]


def _nearest(element: Any, tag: str) -> Any:
    return next(element.iterancestors(tag), None)


def _span(cell: Any) -> int:
    setting = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    return int(setting.get(qn("w:val"), "1")) if setting is not None else 1
