"""A Word file of answers: what is asked and cannot be changed, and what is answered and can."""

import copy
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.shared import Mm, Pt, RGBColor

from app.importing.exchange import elements as word
from app.importing.exchange.blocks import Blocks
from app.importing.exchange.elements import control, element, paragraph, run
from app.importing.exchange.identity import NAME
from app.richtext.models import NodeJson

PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
PROPERTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="' + NAME + '">'
    "<vt:lpwstr>{identity}</vt:lpwstr></property></Properties>"
)
BULLETS, NUMBERS = 9001, 9002
HOW = (
    "Change the answers below as you like, with or without tracked changes, and send this file back. What is asked "
    "and what readers look for are here to be read: changes to them do not come back. Keep marks such as "
    "[E12, p. 4] behind the words that they belong to: each leads to an item of evidence."
)

INK = RGBColor(0x16, 0x23, 0x2B)
GREY = RGBColor(0x4A, 0x57, 0x5D)
OWN_STYLES = (  # name, what it is based on, colour, indent in points
    (word.QUOTE_MORE, "Quote", None, 0), (word.WORDING, "Normal", GREY, 18), (word.GUIDANCE, "Normal", GREY, 18),
    (word.TABLE_HEADING, "Normal", None, 0), (word.AFTER_TABLE, "Normal", None, 0),
    *((f"{word.CONTINUED} {level}", "Normal", None, 18 * level + 18) for level in range(1, word.LEVELS + 1)),
)
BELOW = "The answer, from here:"


@dataclass(frozen=True)
class Asked:
    """One answer for the file: its heading, what is asked and looked for, and the document."""

    key: str
    heading: str
    wording: Sequence[str]
    guidance: Sequence[str]
    doc: NodeJson


@dataclass(frozen=True)
class Chapter:
    """Answers under a heading of their own."""

    heading: str
    answers: Sequence[Asked]


class File:
    """A Word document while it is written."""

    def __init__(self, title: str) -> None:
        self.document = docx.Document()
        self.body = self.document.element.body
        self.end = self.body.sectPr
        self.numbers = 0
        page = self.document.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(25)
        _styles(self.document)
        _lists(self.numbering)
        core = self.document.core_properties
        core.title, core.language, core.author, core.comments = title, "en-GB", "", ""
        self.blocks = Blocks(self.numbered, self.linked)

    @property
    def numbering(self) -> Any:
        """Where the document keeps its lists."""
        return self.document.part.numbering_part.element

    def numbered(self, is_numbered: bool, level: int, start: int) -> int:
        """A list of the document's own."""
        self.numbers += 1
        number = 100 + self.numbers
        made = element("num", element("abstractNumId", val=NUMBERS if is_numbered else BULLETS), numId=number)
        # It says that a list begins here, for bullets too: by their shape alone two lists would be one.
        made.append(element("lvlOverride", element("startOverride", val=start), ilvl=level))
        self.numbering.append(made)
        return number

    def linked(self, href: str) -> str:
        """The id by which a link names its address."""
        found: str = self.document.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return found

    def add(self, *made: Any) -> None:
        """Put elements at the end of the document."""
        for one in made:
            self.end.addprevious(one)

    def bytes(self) -> bytes:
        """The file."""
        buffer = io.BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()


def written(title: str, chapters: Sequence[Chapter], identity: str) -> bytes:
    """The Word file with these chapters."""
    file = File(title)
    file.add(paragraph("Title", run(title)), paragraph(word.GUIDANCE, run(HOW)))
    number = 0
    for chapter in chapters:
        file.add(paragraph("Heading 1", run(chapter.heading)))
        for asked in chapter.answers:
            _answer(file, asked, number)
            number += 1
    _identify(file.document, identity)
    return file.bytes()


def _answer(file: File, asked: Asked, number: int) -> None:
    """What is asked, shut; and what is answered, in a control and between bookmarks that lead back to it."""
    shut = [paragraph(word.WORDING, run(line)) for line in asked.wording]
    shut += [paragraph(word.GUIDANCE, run(line)) for line in asked.guidance]
    file.add(paragraph("Heading 2", run(asked.heading)))
    if shut:
        file.add(control(f"{word.PREFIX}asked", f"What {asked.heading} asks", shut, 5000 + number, locked=True))
    name = f"{word.BOOKMARK}{number}"
    content = file.blocks.all(asked.doc["content"]) or [paragraph(word.AFTER_TABLE)]
    if _is_paragraph(content[0]):  # within the first and last paragraph, where every program keeps them
        content[0].insert(1, element("bookmarkStart", id=number, name=name))
    else:
        content.insert(0, element("bookmarkStart", id=number, name=name))
    content[-1].append(element("bookmarkEnd", id=number))  # always a paragraph: one follows every table
    # LibreOffice makes plain words of the first paragraph in a control, so that one is ours.
    content.insert(0, paragraph(word.GUIDANCE, run(BELOW)))
    file.add(control(word.PREFIX + asked.key, f"Answer to {asked.heading}", content, 7000 + number))


def _is_paragraph(made: Any) -> bool:
    return bool(made.tag.endswith("}p"))


def _identify(document: Any, identity: str) -> None:
    """Keep the identity as a document property, which Word and others hand on."""
    blob = PROPERTY.format(identity=escape(identity)).encode()
    package = document.part.package
    package.relate_to(Part(PackURI("/docProps/custom.xml"), PROPERTIES_TYPE, blob, package), RELATION)


def _styles(document: Any) -> None:
    """Readable styles, in British English."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    normal.paragraph_format.space_after = Pt(8)
    for language in document.styles.element.iter(word.qn("w:lang")):
        language.set(word.qn("w:val"), "en-GB")
    for level in range(1, 6):
        document.styles[f"Heading {level}"].font.name = "Arial"
        document.styles[f"Heading {level}"].font.color.rgb = RGBColor(0x07, 0x3F, 0x41)
    for name, base, colour, indent in OWN_STYLES:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles[base]
        if colour:
            style.font.color.rgb = colour
        if indent:
            style.paragraph_format.left_indent = Pt(indent)
    document.styles[word.TABLE_HEADING].font.bold = True
    document.styles[word.GUIDANCE].font.italic = True
    document.styles[word.AFTER_TABLE].font.size = Pt(4)
    caption = document.styles["Caption"]
    caption.paragraph_format.keep_with_next, caption.font.color.rgb, caption.font.size = True, INK, Pt(10)
    document.styles["Title"].font.color.rgb = INK
    for name in (word.CITATION, word.FIGURE):
        document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER).font.color.rgb = RGBColor(0x0B, 0x5A, 0x5C)


def _lists(numbering: Any) -> None:
    """The two shapes of lists, nine levels each."""
    for identity, shape, text in ((BULLETS, "bullet", "•"), (NUMBERS, "decimal", "%{}.")):
        made = element("abstractNum", element("multiLevelType", val="hybridMultilevel"), abstractNumId=identity)
        for level in range(word.LEVELS):
            indent = element("pPr", element("ind", left=360 * (level + 1), hanging=360))
            made.append(element(
                "lvl", element("start", val=1), element("numFmt", val=shape),
                element("lvlText", val=text.format(level + 1)), element("lvlJc", val="left"), copy.copy(indent),
                ilvl=level,
            ))
        numbering.insert(0, made)
