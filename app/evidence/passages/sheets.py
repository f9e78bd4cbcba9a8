"""The rows of an Excel workbook as text, read from its XML part by part; runs in a limited child process alone."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from defusedxml import ElementTree

from app.evidence.passages.cells import format_of, shown

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ROW, CELL, VALUE, TEXT, INLINE = (f"{MAIN}{name}" for name in ("row", "c", "v", "t", "is"))


@dataclass(frozen=True)
class Book:
    """What the cells of a workbook refer to: shared texts, number formats by style, and where its days count from."""

    shared: list[str]
    formats: list[str]
    from_1904: bool


def rows_of(data: bytes) -> Iterator[tuple[str, str]]:
    """Each row of a sheet that is not hidden, as its place (sheet and row) and its cells as Excel shows them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = _book(archive)
        for name, part in _sheets(archive):
            with archive.open(part) as sheet:
                for at, row in enumerate(_whole(sheet, ROW), 1):
                    cells = (_text(cell, book) for cell in row.iterfind(CELL))
                    yield f"sheet {name}, row {row.get('r', at)}", " · ".join(filter(None, cells))
                    row.clear()


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and part of each sheet that is not hidden, in the workbook's order."""
    related = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id", ""): posixpath.normpath(posixpath.join("xl", one.get("Target", ""))) for one in related}
    for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{MAIN}sheet"):
        part = targets.get(sheet.get(RELATION, ""), "").lstrip("/")
        if sheet.get("state", "visible") == "visible" and part in archive.namelist():
            yield sheet.get("name", ""), part


def _shared(archive: zipfile.ZipFile) -> list[str]:
    """The texts that several cells share, by number."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    with archive.open("xl/sharedStrings.xml") as part:
        return ["".join(text.text or "" for text in one.iter(TEXT)) for one in _whole(part, f"{MAIN}si")]


def _whole(part: Any, tag: str) -> Iterator[Any]:
    """Every element of this name, once it has been read in whole."""
    return (element for _, element in ElementTree.iterparse(part) if element.tag == tag)


def _book(archive: zipfile.ZipFile) -> Book:
    settings = ElementTree.fromstring(archive.read("xl/workbook.xml")).find(f"{MAIN}workbookPr")
    from_1904 = settings is not None and settings.get("date1904") in ("1", "true")
    return Book(_shared(archive), _formats(archive), from_1904)


def _formats(archive: zipfile.ZipFile) -> list[str]:
    """The number format of each style of cells."""
    if "xl/styles.xml" not in archive.namelist():
        return []
    styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
    own = {_number(one.get("numFmtId")): one.get("formatCode", "") for one in styles.iter(f"{MAIN}numFmt")}
    return [format_of(_number(one.get("numFmtId")), own) for one in styles.iterfind(f"{MAIN}cellXfs/{MAIN}xf")]


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _text(cell: Any, book: Book) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(INLINE)
        return "" if inline is None else "".join(text.text or "" for text in inline.iter(TEXT)).strip()
    value = (cell.findtext(VALUE) or "").strip()
    if kind == "n" and value:
        style = _number(cell.get("s"))
        return shown(value, book.formats[style] if style < len(book.formats) else "General", book.from_1904)
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    if kind != "s":
        return value
    return book.shared[int(value)].strip() if value.isdecimal() and int(value) < len(book.shared) else ""
