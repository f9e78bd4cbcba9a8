"""A CSV file as numbered lines of cells, read as a stream so that its length does not matter."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.indicators.errors import FileUnreadable

Cells = list[str]
CHUNK = 1024 * 1024
SAMPLES = 3
LONGEST_HEAD = 120
MOST_COLUMNS = 300
LOOKED_AT = 20  # lines that show what stands between cells
NO_TABLE = "The file holds no table: at least one line of heads and one line below it are needed."
NOT_TEXT = "The file is not a table of text. Send a CSV file or an Excel workbook (.xlsx)."
PACKED = "The file is not a table of text. If it is an Excel workbook, let its name end in .xlsx and send it again."


@dataclass(frozen=True)
class Head:
    """The heads of a table: the number of their line, beneath each the first few cells, and what stands between."""

    line: int
    heads: list[str]
    samples: list[list[str]]
    delimiter: str = ","


@dataclass(frozen=True)
class Table:
    """A CSV file on disk with its encoding and what stands between its cells."""

    path: Path
    encoding: str
    delimiter: str

    def lines(self) -> Iterator[tuple[int, Cells]]:
        """Every line that holds anything, with its number in the file; FileUnreadable where the file breaks off."""
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter)
            while True:
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except (csv.Error, UnicodeDecodeError) as error:
                    raise FileUnreadable(f"Line {reader.line_num + 1} cannot be read as CSV.") from error
                if any(cells):
                    yield reader.line_num, cells

    def head(self) -> Head:
        """The first line with two cells or more, which holds the heads: titles above it have one."""
        lines = self.lines()
        for number, cells in lines:
            heads = [" ".join(cell.split())[:LONGEST_HEAD] for cell in cells]
            if sum(map(bool, heads)) > 1:
                below = [cells for _, (_, cells) in zip(range(SAMPLES), lines, strict=False)]
                if below and len(heads) <= MOST_COLUMNS:
                    return Head(number, heads, [_samples(below, place) for place in range(len(heads))],
                                self.delimiter)
                break
        raise FileUnreadable(NO_TABLE)

    def body(self, head_line: int) -> Iterator[tuple[int, Cells]]:
        """What stands below the heads."""
        return ((number, cells) for number, cells in self.lines() if number > head_line)

    def length(self) -> int:
        """How many lines there are, near enough to say how far the reading has come."""
        with self.path.open("rb") as file:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(CHUNK), b"")) or 1


def _samples(below: list[Cells], place: int) -> list[str]:
    return [cells[place].strip()[:40] for cells in below if place < len(cells) and cells[place].strip()]


def open_table(path: Path) -> Table:
    """Find out encoding and delimiter; FileUnreadable for what is no text."""
    with path.open("rb") as file:
        start = file.read(CHUNK)
    encoding = _encoding(path, start)
    first = "\n".join(start.decode(encoding, "replace").split("\n", LOOKED_AT)[:LOOKED_AT])
    return Table(path, encoding, max(",;\t", key=lambda sign: _evenness(first, sign)))


def _encoding(path: Path, start: bytes) -> str:
    """UTF-8, what Excel calls Unicode text (UTF-16), or the older one of Windows."""
    if not start.strip():
        raise FileUnreadable(NO_TABLE)
    if start.startswith(b"PK\x03\x04"):
        raise FileUnreadable(PACKED)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not start.startswith(codecs.BOM_UTF32_LE):
        return "utf-16"
    if b"\0" in start or start.startswith((b"%PDF-", b"\xd0\xcf\x11\xe0")):
        raise FileUnreadable(NOT_TEXT)
    return "utf-8-sig" if _is_utf8(path) else "cp1252"


def _evenness(text: str, delimiter: str) -> tuple[int, int]:
    """How many lines this cuts into equally many cells, and how many cells: signs inside titles cut unevenly."""
    try:
        widths = Counter(len(cells) for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return 0, 0
    return max(((lines, cells) for cells, lines in widths.items() if cells > 1), default=(0, 0))


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            for chunk in iter(lambda: file.read(CHUNK), b""):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
