"""The paragraphs, table rows, headers and footers of a Word document as text; runs in a limited child process alone."""

import io
from collections.abc import Iterator
from typing import Any

MAIN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DELETED = tuple(MAIN + name for name in ("del", "moveFrom"))
ROW_PROPERTIES, ROW = MAIN + "trPr", MAIN + "tr"
WRAPPED = tuple(MAIN + name for name in (
    "sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "fldSimple",
))
ASIDE = tuple(MAIN + name for name in ("sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr"))  # says nothing itself


def blocks_of(data: bytes) -> Iterator[tuple[str, str]]:
    """Each paragraph and table row of the text as its place and words; then headers and footers, each once.

    What stands in content controls, was inserted and not accepted yet, or in a table within a table is read as well;
    what was deleted is not.
    """
    import docx  # only the child process needs it

    document = docx.Document(io.BytesIO(data))
    _unwrap(document.element.body)
    yield from _text(document)
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
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            tables += 1
            for number, row in enumerate(block.rows, 1):
                yield f"table {tables}, row {number}", _row(row)
        elif block.text.strip():
            paragraphs += 1
            yield f"paragraph {paragraphs}", block.text


def _row(row: Any) -> str:
    once = {cell._tc: cell for cell in row.cells}  # a cell over several columns stands in each
    cells = dict.fromkeys(" ".join(_words(cell)) for cell in once.values())
    return " · ".join(filter(None, cells))


def _words(holder: Any) -> Iterator[str]:
    """The paragraphs of a cell, a header or a footer, with the rows of the tables in it."""
    for block in holder.iter_inner_content():
        found = [block.text.strip()] if hasattr(block, "text") else map(_row, block.rows)
        yield from filter(None, found)


def _edges(document: Any, kind: str) -> Iterator[str]:
    """The text of every header or footer that the sections of a document have of their own."""
    for section in document.sections:
        for page in ("", "first_page_", "even_page_"):
            edge = getattr(section, page + kind)
            if not edge.is_linked_to_previous:
                _unwrap(edge._element)
                if words := " ".join(_words(edge)):
                    yield words
