"""The text inside a file, place by place; runs in a limited child process alone."""

import csv
import io
import time
from collections.abc import Iterator
from typing import Any

from app.core.encodings import UTF8, UTF16, decoded
from app.core.separators import separator_of
from app.evidence.formats import CSV, EXCEL, PDF, PLAIN, WORD
from app.evidence.passages.letters import blocks_of
from app.evidence.passages.sheets import rows_of

Passage = tuple[str, str]
# The number of the rules by which files of each kind are read: one more whenever other text is found in them, or at
# other places. What was read by earlier rules is then read again.
RULES = {PDF: 1, WORD: 3, EXCEL: 2, CSV: 3, PLAIN: 2}
MOST_PASSAGES = 20_000
MOST_CHARACTERS = 5_000_000
LONGEST = 20_000  # characters of one place
SECONDS = 60.0  # of processor
CUT = "The file is long: text up to {place} was read, and search finds nothing after it."


def rules_of(media_type: str) -> int:
    """The number of the rules by which such files are read; 0 where they are not read at all."""
    return RULES.get(media_type.partition(";")[0], 0)


def contents(media_type: str, data: bytes) -> dict[str, Any]:
    """`passages`, each a place and its text, and a `note` where not all of the file was read."""
    kind, _, charset = media_type.partition("; charset=")
    found: list[Passage] = []
    length, begun = 0, time.process_time()
    for place, text in _places(kind, charset or UTF8, data):
        line = " ".join(text.encode("utf-8", "ignore").decode("utf-8").replace("\0", " ").split())[:LONGEST]
        if line:
            found.append((place, line))
            length += len(line)
        late = time.process_time() - begun > SECONDS
        if late or length > MOST_CHARACTERS or len(found) >= MOST_PASSAGES:
            return {"passages": found, "note": CUT.format(place=place)}
    return {"passages": found, "note": ""}


def _places(kind: str, charset: str, data: bytes) -> Iterator[Passage]:
    if kind == PDF:
        return _pages(data)
    if kind == WORD:
        return blocks_of(data)
    if kind == EXCEL:
        return rows_of(data)
    # What Excel saves as Unicode text is a table as well, whatever its name ends in.
    return _lines(decoded(data, charset), kind == CSV or charset == UTF16)


def _pages(data: bytes) -> Iterator[Passage]:
    from pypdf import PdfReader  # only the child process needs it

    for number, page in enumerate(PdfReader(io.BytesIO(data)).pages, 1):
        try:
            yield f"p. {number}", page.extract_text()
        except Exception:  # a page that cannot be read takes no other page with it
            continue


def _lines(text: str, is_table: bool) -> Iterator[Passage]:
    if not is_table:
        yield from ((f"line {number}", line) for number, line in enumerate(text.splitlines(), 1) if line.strip())
        return
    # A quotation mark that is never closed takes all that follows into one cell.
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text)), 1):
        if any(map(str.strip, cells)):  # millions of empty rows cost no more than their number
            yield f"row {number}", " · ".join(cell.strip() for cell in cells if cell.strip())
