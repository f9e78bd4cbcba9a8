"""The rows of an Excel workbook as text, read from its XML part by part; runs in a limited child process alone."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any

from defusedxml import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ROW, CELL, VALUE, TEXT, INLINE = (f"{MAIN}{name}" for name in ("row", "c", "v", "t", "is"))


def rows_of(data: bytes) -> Iterator[tuple[str, str]]:
    """Each row that holds anything, as its place (sheet and row) and its cells."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        shared = _shared(archive)
        for name, part in _sheets(archive):
            with archive.open(part) as sheet:
                for at, row in enumerate(_whole(sheet, ROW), 1):
                    cells = (_text(cell, shared) for cell in row.iterfind(CELL))
                    yield f"sheet {name}, row {row.get('r', at)}", " · ".join(filter(None, cells))
                    row.clear()


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and part of each sheet, in the workbook's order."""
    related = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id", ""): posixpath.normpath(posixpath.join("xl", one.get("Target", ""))) for one in related}
    for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{MAIN}sheet"):
        part = targets.get(sheet.get(RELATION, ""), "").lstrip("/")
        if part in archive.namelist():
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


def _text(cell: Any, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        inline = cell.find(INLINE)
        return "" if inline is None else "".join(text.text or "" for text in inline.iter(TEXT)).strip()
    value = (cell.findtext(VALUE) or "").strip()
    if cell.get("t") != "s":
        return value
    return shared[int(value)].strip() if value.isdecimal() and int(value) < len(shared) else ""
