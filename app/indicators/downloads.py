"""Figures as CSV and Excel files that a spreadsheet opens without running anything.

A text that begins like a formula gets an apostrophe before it, as OWASP advises against CSV injection; numbers stay
numbers.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from app.indicators.models import Area, Measure
from app.indicators.profile import Figure

Cell = str | Decimal
HEADS = (
    "Measure code", "Measure", "Unit", "Area", "Area number", "Period", "Value", "Mark", "Status", "Source", "Licence",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
WIDEST = 40  # letters


def rows_of(measure: Measure, figures: Iterable[Figure], areas: Mapping[int, Area]) -> Iterator[Sequence[Cell]]:
    """A row for each figure, after the heads."""
    yield HEADS
    for one in figures:
        area = areas[one.area_id]
        value: Cell = "" if one.number is None else one.number
        yield (
            measure.code, measure.title, measure.unit, area.name, area.number, one.period, value, one.mark,
            one.status, measure.source, measure.licence,
        )


def harmless(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def as_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The rows as CSV in UTF-8, with the mark by which Excel knows it."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else format(cell, "f") for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_excel(rows: Iterable[Sequence[Cell]], title: str) -> bytes:
    """The rows as a workbook of one sheet; a value is a number in it."""
    import openpyxl  # only downloads need it

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("".join(sign for sign in title if sign not in "[]:*?/\\'")[:31] or "Figures")
    sheet.freeze_panes = "A2"
    for letter, head in zip("ABCDEFGHIJK", HEADS, strict=True):
        sheet.column_dimensions[letter].width = WIDEST if head in ("Measure", "Source") else 16
    for row in rows:
        sheet.append([harmless(cell) if isinstance(cell, str) else float(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
