"""Figures as CSV and Excel files that a spreadsheet opens without running anything.

A text that begins like a formula, in signs of full width too, gets an apostrophe before it, as OWASP advises against
CSV injection; numbers stay numbers.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain

from starlette.responses import Response

from app.evidence.rules import UNUSABLE
from app.indicators.models import Area, Measure
from app.indicators.profile import Around, Figure, computed
from app.indicators.rules import COMPUTED, FORMULA, exact, neighbours_of

Cell = str | Decimal
HEADS = (
    "Measure code", "Measure", "Unit", "Area", "Area number", "Period", "Value", "Mark", "Status", "Source", "Licence",
)
CSV, EXCEL = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDE, WIDEST = ("Measure", "Source"), 40  # letters


def rows_of(
    measure: Measure, figures: Sequence[Figure], areas: Mapping[int, Area], beside: Around
) -> Iterator[Sequence[Cell]]:
    """A row for each figure, after the heads, and for each that is computed for the neighbours."""
    yield HEADS
    for one in figures:
        area = areas[one.area_id]
        value: Cell = "" if one.number is None else one.number
        yield (
            measure.code, measure.title, measure.unit, area.name, area.number, one.period, value, one.mark,
            one.status, measure.source, measure.licence,
        )
    for period, near in computed(measure, figures, beside).items():
        yield (
            measure.code, measure.title, measure.unit, neighbours_of(beside.own.name), "", period,
            "" if near.number is None else Decimal(exact(near.number)), "", COMPUTED,
            ". ".join(filter(None, (measure.source, near.computed))), measure.licence,
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


def as_excel(sheets: Mapping[str, Iterable[Sequence[Cell]]]) -> bytes:
    """A workbook with a sheet for each title; its rows begin with the heads, and a value is a number in it."""
    import openpyxl  # only downloads need it
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet("".join(sign for sign in _bare(title) if sign not in "[]:*?/\\'")[:31] or "Figures")
        sheet.freeze_panes = "A2"
        lines = iter(rows)
        heads = [str(head) for head in next(lines)]
        for place, head in enumerate(heads, 1):
            sheet.column_dimensions[get_column_letter(place)].width = WIDEST if head in WIDE else 16
        for row in chain([heads], lines):
            sheet.append([_bare(cell) if isinstance(cell, str) else float(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _bare(text: str) -> str:
    """The text as a workbook can hold it: XML has no control characters, and an older list of measures may."""
    return harmless(UNUSABLE.sub("", text))


def handed_out(data: bytes, media_type: str, name: str) -> Response:
    """The answer that gives somebody a file."""
    return Response(data, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})
