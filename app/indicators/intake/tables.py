"""A CSV file as numbered lines of cells, read as a stream so that its length does not matter."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.core.encodings import UNMARKED, UTF8, UTF16, encoding_of, is_unmarked
from app.core.separators import LOOKED_AT, separator_of
from app.indicators.errors import FileUnreadable

Cells = list[str]
CHUNK = 1024 * 1024
SAMPLES = 3
LONGEST_HEAD = 120
MOST_COLUMNS = 300
NOT_THERE = "Line {} holds no heads of a table: at least two cells in it and one line below it are needed."
CUT_SHORT = "Below line {} the file cannot be read as CSV: it is broken, or was cut short. Save it again and send that."
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
                except csv.Error as error:
                    raise FileUnreadable(f"Line {reader.line_num} cannot be read as CSV.") from error
                except UnicodeDecodeError as error:
                    raise FileUnreadable(CUT_SHORT.format(reader.line_num)) from error
                if any(cells):
                    yield reader.line_num, cells

    def first_lines(self) -> list[tuple[int, Cells]]:
        """The first lines that hold anything."""
        return [line for _, line in zip(range(LOOKED_AT), self.lines(), strict=False)]

    def head(self, line: int) -> Head:
        """The heads in this line; FileUnreadable where none stand there."""
        lines = self.lines()
        cells = next((cells for number, cells in lines if number == line), [])
        below = [cells for _, (_, cells) in zip(range(SAMPLES), lines, strict=False)]
        heads = [" ".join(cell.split())[:LONGEST_HEAD] for cell in cells]
        if not is_head(heads) or not below:
            raise FileUnreadable(NOT_THERE.format(line))
        return Head(line, heads, [_samples(below, place) for place in range(len(heads))], self.delimiter)

    def body(self, head_line: int) -> Iterator[tuple[int, Cells]]:
        """What stands below the heads."""
        return ((number, cells) for number, cells in self.lines() if number > head_line)

    def length(self) -> int:
        """How many lines there are, near enough to say how far the reading has come."""
        return sum(chunk.count(b"\n") for chunk in _chunks(self.path)) or 1


def is_head(cells: Cells) -> bool:
    """Whether a line can hold the heads of a table: titles above it have one cell."""
    return sum(bool(cell.strip()) for cell in cells) > 1 and len(cells) <= MOST_COLUMNS


def _samples(below: list[Cells], place: int) -> list[str]:
    return [cells[place].strip()[:40] for cells in below if place < len(cells) and cells[place].strip()]


def open_table(path: Path) -> Table:
    """Find out encoding and delimiter; FileUnreadable for what is no text."""
    with path.open("rb") as file:
        start = file.read(CHUNK)
    encoding = _encoding(path, start)
    return Table(path, encoding, separator_of(start.decode(encoding, "replace")))


def _encoding(path: Path, start: bytes) -> str:
    """How the file is written, by the rule that holds for all text; FileUnreadable for what is none."""
    if not start.strip():
        raise FileUnreadable(NO_TABLE)
    if start.startswith(b"PK\x03\x04"):
        raise FileUnreadable(PACKED)
    encoding = encoding_of(_chunks(path))
    if encoding == UTF16:
        return encoding
    if is_unmarked(start):
        raise FileUnreadable(UNMARKED)
    if b"\0" in start or start.startswith((b"%PDF-", b"\xd0\xcf\x11\xe0")):
        raise FileUnreadable(NOT_TEXT)
    return "utf-8-sig" if encoding == UTF8 else encoding


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(CHUNK), b"")
