"""What stands in a Word document, place by place; runs in a limited child process alone."""

import io
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

MAIN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DELETED = tuple(MAIN + name for name in ("del", "moveFrom"))
ROW_PROPERTIES, ROW = MAIN + "trPr", MAIN + "tr"
WRAPPED = tuple(MAIN + name for name in (
    "sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "fldSimple",
))
PARAGRAPH, TABLE, BOX = (MAIN + name for name in ("p", "tbl", "txbxContent"))
ID, OWN_SIGN = MAIN + "id", MAIN + "customMarkFollows"
TWICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"  # the same drawn for older programs as well
ASIDE = tuple(MAIN + name for name in ("sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr"))  # says nothing itself


def blocks_of(data: bytes) -> Iterator[tuple[str, str]]:
    """Each paragraph and table row of the text as its place and words, each followed by the text boxes at it.

    Then footnotes, endnotes and comments, and each header and footer once. What stands in content controls, was
    inserted and not accepted yet, or in a table within a table is read as well; what was deleted is not.
    """
    import docx  # only the child process needs it

    document = docx.Document(io.BytesIO(data))
    _unwrap(document.element.body)
    yield from _text(document)
    for kind in ("footnote", "endnote", "comment"):
        yield from _notes(document, kind)
    for kind in ("header", "footer"):
        for number, words in enumerate(dict.fromkeys(_edges(document, kind)), 1):
            yield f"{kind} {number}", words


def _unwrap(element: Any) -> None:
    """Leave the text of a part as if all its changes were accepted and it had no controls to fill in."""
    for gone in list(element.iter(*DELETED)):
        row = gone.getparent()
        if row.tag == ROW_PROPERTIES:  # the mark of a deleted row
            gone = row.getparent()
        _drop(gone)
    for aside in list(element.iter(*ASIDE)):
        _drop(aside)
    for fallback in list(element.iter(TWICE + "Fallback")):
        if fallback.getprevious() is not None:
            _drop(fallback)
    for wrapper in list(element.iter(*WRAPPED)):
        for child in list(wrapper):
            wrapper.addprevious(child)
        _drop(wrapper)


def _drop(element: Any) -> None:
    if element.getparent() is not None:
        element.getparent().remove(element)


def _text(document: Any) -> Iterator[tuple[str, str]]:
    from docx.table import Table

    paragraphs = tables = 0
    boxes = count(1)
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            tables += 1
            for number, row in enumerate(block.rows, 1):
                yield f"table {tables}, row {number}", _row(row)
                yield from _boxes(row._tr, boxes)
        else:
            if block.text.strip():
                paragraphs += 1
                yield f"paragraph {paragraphs}", block.text
            yield from _boxes(block._p, boxes)


def _boxes(anchor: Any, numbers: Iterator[int]) -> Iterator[tuple[str, str]]:
    """The text boxes of a paragraph or row; a name of their own leaves the numbers of paragraphs as they are."""
    for box in anchor.iter(BOX):
        if words := " ".join(_words(box)):
            yield f"text box {next(numbers)}", words


def _row(row: Any) -> str:
    once = {cell._tc: cell for cell in row.cells}  # a cell over several columns stands in each
    cells = dict.fromkeys(" ".join(_words(cell)) for cell in once)
    return " · ".join(filter(None, cells))


def _words(holder: Any) -> Iterator[str]:
    """The paragraphs of a cell, header, note or text box, with the rows of the tables in it, from its element."""
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    for block in holder:
        if block.tag == PARAGRAPH:
            found = [Paragraph(block, holder).text.strip()]
        else:
            found = list(map(_row, Table(block, holder).rows)) if block.tag == TABLE else []
        yield from filter(None, found)


def _notes(document: Any, kind: str) -> Iterator[tuple[str, str]]:
    """Footnotes, endnotes or comments by the number under which the text refers to them."""
    from docx.oxml import parse_xml

    parts = [one.target_part for one in document.part.rels.values()
             if one.reltype.endswith(f"/{kind}s") and not one.is_external]
    try:
        notes = [parse_xml(part.blob) for part in parts]
    except SyntaxError:  # that takes nothing else with it
        return
    said: dict[str, str] = {}
    for root in notes:
        _unwrap(root)
        said |= {one.get(ID): " ".join(_words(one)) for one in root.iter(MAIN + kind)}
    for number, key in enumerate(_in_order(document, kind, said), 1):
        if said.get(key):
            yield f"{kind} {number}", said[key]


def _in_order(document: Any, kind: str, said: Mapping[str, str]) -> list[str]:
    """The keys of notes as the text refers to them; those with a sign of their own, such as *, take no number there.

    A note to which nothing refers was deleted, but a comment may stand at a note.
    """
    asked = list(document.element.body.iter(f"{MAIN}{kind}Reference"))
    asked.sort(key=lambda one: one.get(OWN_SIGN) is not None)
    return list(dict.fromkeys([*(one.get(ID) for one in asked), *(said if kind == "comment" else ())]))


def _edges(document: Any, kind: str) -> Iterator[str]:
    """The text of every header or footer that the sections of a document have of their own, with its text boxes."""
    for section in document.sections:
        for page in ("", "first_page_", "even_page_"):
            edge = getattr(section, page + kind)
            if not edge.is_linked_to_previous:
                _unwrap(edge._element)
                boxes = (words for box in edge._element.iter(BOX) for words in _words(box))
                if words := " ".join([*_words(edge._element), *boxes]):
                    yield words
