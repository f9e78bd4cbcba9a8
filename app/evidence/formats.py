"""What a file is by its structure, whatever its name says; each refusal in a sentence.

Runs in a limited child process for files that people send.
"""

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Callable

from defusedxml import ElementTree

from app.core.encodings import UNMARKED, UTF16, encoding_of, is_unmarked
from app.core.errors import Refused
from app.evidence.pdf_contents import forbidden

MOST_ENTRIES = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 50
MOST_POINTS = 50_000_000

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
OFFICE = "application/vnd.openxmlformats-officedocument."
WORD, EXCEL = f"{OFFICE}wordprocessingml.document", f"{OFFICE}spreadsheetml.sheet"
CSV, PLAIN = "text/csv", "text/plain"
ENDINGS = {
    PDF: (".pdf",), WORD: (".docx",), EXCEL: (".xlsx",), PNG: (".png",), JPEG: (".jpg", ".jpeg"),
    CSV: (".csv",), PLAIN: (".txt",),
}
WORDS = {
    PDF: "a PDF", WORD: "a Word document", EXCEL: "an Excel workbook", PNG: "a PNG picture",
    JPEG: "a JPEG picture", CSV: "a CSV table", PLAIN: "plain text",
}
ACCEPTED = "PDF, Word (.docx), Excel (.xlsx), CSV (.csv), plain text (.txt), PNG or JPEG"

WRONG_KIND = f"The file is not of a kind that can be kept. Send {ACCEPTED}."
BROKEN = "The file is broken or was cut short. Open it on your own machine, save it again and send that."
CUT_SHORT = "The file ends too early: what follows is missing. Save it again on your own machine and send that."
PROTECTED = "The file is protected by a password. Save a copy without the password and send that."
MACROS = "The file holds macros. Save a copy without them, as .docx or .xlsx, and send that."
UNPACKS = "The file unpacks to far more than its size. Save it again in a simpler form and send that."
OLD_OFFICE = "The file is in an older Office format. Save it as .docx or .xlsx and send that."
EMPTY = "The file is empty."
DRAWING = "The file is an SVG drawing, which can hold a program. Save it as PNG and send that."
TOO_MANY_POINTS = "The picture is too large. Save it with at most 50 million points and send that."

# What no text that people write holds; tab, line ends and form feed are left out.
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
DRAWN = re.compile(rb"<(?:\w+:)?svg[\s>/]", re.IGNORECASE)
OBJECT = re.compile(rb"\d\s+\d+\s+obj\b")  # how one begins in a PDF
MARKED_UP = re.compile(rb"<[!?a-z]|\{\\rtf|%!ps", re.IGNORECASE)


def recognise(name: str, data: bytes) -> str:
    """The media type that the bytes have and the name agrees with; Refused with why not."""
    if not data:
        raise Refused(EMPTY)
    check = next((check for start, check in CHECKS if data.startswith(start)), None)
    found = check(data) if check else _text(name, data)
    media_type = found.partition(";")[0]
    if not name.lower().endswith(ENDINGS[media_type]):
        what, endings = WORDS[media_type], " or ".join(ENDINGS[media_type])
        raise Refused(f"The file is {what}, but its name does not end in {endings}. Rename it and send it again.")
    return found


def _pdf(data: bytes) -> str:
    import pikepdf  # only the child process needs it

    if _is_cut(data):
        raise Refused(CUT_SHORT)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise Refused(PROTECTED)
            if not len(pdf.pages):
                raise Refused(BROKEN)
            if sentence := forbidden(pdf):
                raise Refused(sentence)
    except pikepdf.PasswordError as error:
        raise Refused(PROTECTED) from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise Refused(BROKEN) from error
    return PDF


def _is_cut(data: bytes) -> bool:
    """Whether a PDF ends before the list of its objects; it may open all the same, with some pages, or empty ones."""
    listed = max(data.rfind(b"xref"), data.rfind(b"trailer"))  # ISO 32000-1, 7.5.4, 7.5.5 and 7.5.8
    return listed <= data.rfind(b"endobj") or OBJECT.search(data, listed) is not None


def _office(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(archive, len(data))
            found = _office_type(archive)
            if archive.testzip() is not None:
                raise Refused(BROKEN)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise Refused(BROKEN) from error
    return found


def _check_directory(archive: zipfile.ZipFile, size: int) -> None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * size:
        raise Refused(UNPACKS)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(PROTECTED)
    if any(re.search(r"vbaproject|vbadata|macrosheets/|activex/", entry.filename, re.IGNORECASE) for entry in entries):
        raise Refused(MACROS)


def _office_type(archive: zipfile.ZipFile) -> str:
    try:
        types = archive.read("[Content_Types].xml")
        listed = {node.get("ContentType", "") for node in ElementTree.fromstring(types)}
    except KeyError as error:
        raise Refused(WRONG_KIND) from error
    except (ElementTree.ParseError, ValueError) as error:
        raise Refused(BROKEN) from error
    if any(re.search("macroenabled|vbaproject", kind, re.IGNORECASE) for kind in listed):
        raise Refused(MACROS)
    for media_type in (WORD, EXCEL):
        if f"{media_type}.main+xml" in listed:
            return media_type
    raise Refused(WRONG_KIND)


def _old_office(data: bytes) -> str:
    raise Refused(PROTECTED if "EncryptedPackage".encode("utf-16-le") in data else OLD_OFFICE)


def _picture(data: bytes) -> str:
    from PIL import Image, UnidentifiedImageError  # only the child process needs it

    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MOST_POINTS:
                raise Refused(TOO_MANY_POINTS)
            picture.verify()
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
            picture.load()
            return PNG if picture.format == "PNG" else JPEG
    except Image.DecompressionBombError as error:
        raise Refused(TOO_MANY_POINTS) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Refused(BROKEN) from error


def _text(name: str, data: bytes) -> str:
    encoding = encoding_of([data])
    data = _as_bytes(data, encoding)
    if not data.strip():
        raise Refused(EMPTY)
    if DRAWN.search(data[:4_096]):
        raise Refused(DRAWING)
    if is_unmarked(data):
        raise Refused(UNMARKED)
    if CONTROL.search(data) or MARKED_UP.match(data.lstrip()):
        raise Refused(WRONG_KIND)
    return f"{CSV if name.lower().endswith('.csv') else PLAIN}; charset={encoding}"


def _as_bytes(data: bytes, encoding: str) -> bytes:
    """A text without its mark, and UTF-16 as UTF-8, so that all can be looked at alike."""
    if encoding != UTF16:
        return data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode(UTF16).encode()
    except UnicodeError as error:
        raise Refused(BROKEN) from error


CHECKS: tuple[tuple[bytes, Callable[[bytes], str]], ...] = (
    (b"%PDF-", _pdf), (b"PK\x03\x04", _office), (b"\xd0\xcf\x11\xe0", _old_office),
    (b"\x89PNG\r\n\x1a\n", _picture), (b"\xff\xd8\xff", _picture),
)
