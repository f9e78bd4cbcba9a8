"""A file offered for import, checked by its structure and read as numbered lines."""

import re
from pathlib import Path

from app.importing.errors import UnreadableSource
from app.importing.parsed import Source
from app.importing.word import archive_fault, word_lines

MEGABYTE = 1024 * 1024
MAX_BYTES = 25 * MEGABYTE
MAX_LINES = 50_000
MAX_LINE = 200_000
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROTECTED = "EncryptedPackage".encode("utf-16-le")
UTF16 = (b"\xff\xfe", b"\xfe\xff")
KNOWN = {
    b"%PDF": "is a PDF, which is not read; offer the Word file or the text it was made from",
    b"{\\rtf": "is a rich text file; open it in Word and save it as a .docx",
    b"PK\x05\x06": "is an empty archive",
}
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
INVISIBLE = re.compile("[\ufeff\u200b\u00ad\x0b\x0c]")


def read_file(path: Path) -> Source:
    """The file's lines; raises UnreadableSource, and before opening it where it is too large."""
    if not path.is_file():
        raise UnreadableSource(f"There is no file “{path.name}” to import.")
    _refuse_large(path.name, path.stat().st_size)
    return read_bytes(path.name, path.read_bytes())


def read_bytes(name: str, data: bytes) -> Source:
    """The lines of an uploaded file: plain text, Markdown or Word; raises UnreadableSource."""
    _refuse_large(name, len(data))
    for start, fault in KNOWN.items():
        if data.startswith(start):
            raise UnreadableSource(f"“{name}” {fault}.")
    if data.startswith(OLE):
        raise UnreadableSource(f"“{name}” {_ole_fault(data)}.")
    if data.startswith(ZIP):
        return _source(name, word_lines(name, data), whole_rows=True)
    return _source(name, _decoded(name, data).replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def _refuse_large(name: str, size: int) -> None:
    if size > MAX_BYTES:
        raise UnreadableSource(
            f"“{name}” is {size / MEGABYTE:,.0f} MB; a file may be at most {MAX_BYTES // MEGABYTE} MB."
        )


def word_fault(data: bytes) -> str:
    """What keeps a file from being read as a Word document, so far as its outside tells; empty where nothing does."""
    known = next((fault for start, fault in KNOWN.items() if data.startswith(start)), "")
    if known or data.startswith(OLE):
        return known or _ole_fault(data)
    return archive_fault(data) if data.startswith(ZIP) else "is not a Word document (.docx)"


def _ole_fault(data: bytes) -> str:
    if PROTECTED in data:
        return "is protected by a password; save a copy without one and offer that"
    return "is in Word’s old format; open it in Word and save it as a .docx"


def _decoded(name: str, data: bytes) -> str:
    """The text; what is not UTF-8 is taken as Windows’ or ISO’s Western characters."""
    if data.startswith(UTF16):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not CONTROL.search(text):
            return text
        break
    raise UnreadableSource(f"“{name}” is not a text or Word file, so it cannot be read as a document.")


def _source(name: str, lines: list[str], whole_rows: bool = False) -> Source:
    if len(lines) > MAX_LINES or any(len(line) > MAX_LINE for line in lines):
        raise UnreadableSource(f"“{name}” is longer than any self-assessment; offer only the document itself.")
    if not any(line.strip() for line in lines):
        raise UnreadableSource(f"“{name}” is empty.")
    return Source(name, tuple(INVISIBLE.sub("", line) for line in lines), whole_rows)
