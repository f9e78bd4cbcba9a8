"""The sheets of an Excel workbook as CSV text; runs in a limited child process, as nobody vouches for a file."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.core.errors import Refused
from app.evidence.formats import BROKEN, EXCEL, recognise
from app.indicators.rules import MONTHS

MOST_ROWS, MOST_COLUMNS = 250_000, 300
NOT_A_SHEET = "The file is not an Excel workbook (.xlsx). Send a workbook or a CSV file."
MOST_SHEETS = 60
TOO_LONG = f"The sheet “{{}}” has more than {MOST_ROWS:,} rows. Save the sheet with the figures as CSV and send that."
TOO_MANY = f"The workbook has more than {MOST_SHEETS} sheets. Save the sheet with the figures as CSV and send that."
CHUNK = 1024 * 1024
UNANSWERED = "=?"  # stands in the CSV text for a formula without its result
NOTHING = "The workbook holds no table: every sheet is empty or hidden."
LITERAL = re.compile(r'"[^"]*"|[\\_*].')  # what a number format draws, not what it means


def sheets_as_csv(name: str, data: bytes) -> list[tuple[str, str]]:
    """Every visible sheet that holds anything, by its name, row by row; Refused with why not."""
    if recognise(name, data) != EXCEL:
        raise Refused(NOT_A_SHEET)
    import openpyxl  # only the child process needs it

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        asked = openpyxl.load_workbook(io.BytesIO(data), read_only=True) if _has_formulas(data) else None
        if len(book.worksheets) > MOST_SHEETS:
            raise Refused(TOO_MANY)
        found = [(str(sheet.title), _written(sheet, asked and asked.worksheets[place]))
                 for place, sheet in enumerate(book.worksheets) if sheet.sheet_state == "visible"]
    except (KeyError, ValueError, TypeError, AttributeError, OSError, zipfile.BadZipFile, SyntaxError) as error:
        raise Refused(BROKEN) from error
    kept = [(title, text) for title, text in found if text]
    if not kept:
        raise Refused(NOTHING)
    return kept


def _has_formulas(data: bytes) -> bool:
    """Whether any sheet may hold a formula; reading every sheet twice would take twice as long."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            if "/worksheets/" in name and name.endswith(".xml"):
                with parts.open(name) as part:
                    if any(b"<f" in piece or piece.endswith(b"<") for piece in iter(lambda: part.read(CHUNK), b"")):
                        return True
    return False


def _written(sheet: Any, formulas: Any) -> str:
    out = io.StringIO()
    writer, anything = csv.writer(out), False
    for number, cells in enumerate(_rows(sheet, formulas), 1):
        if number > MOST_ROWS:
            raise Refused(TOO_LONG.format(sheet.title))
        anything = anything or any(cells)
        writer.writerow(cells)  # empty rows too, so that line numbers are those that the person sees
    return out.getvalue() if anything else ""


def _rows(sheet: Any, formulas: Any) -> Iterator[list[str]]:
    both = [sheet, formulas] if formulas else [sheet]
    for each in both:
        each.reset_dimensions()  # what a file says of its own size need not be true
    for row, *asked in zip(*(each.iter_rows(max_col=MOST_COLUMNS) for each in both), strict=True):
        cells = [_cell(cell) or _unanswered(cell, *formula) for cell, *formula in zip(row, *asked, strict=True)]
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def _cell(cell: Any) -> str:
    """A cell as its reader sees it: a percentage in per cent, a date as a date, one line."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, float | int) and not isinstance(value, bool) and _in_per_cent(cell.number_format):
        return str(Decimal(repr(value)) * 100)
    if isinstance(value, date) and _is_month(cell.number_format):
        return f"{MONTHS[value.month - 1]} {value.year}"  # 2011-12 would be a year
    if isinstance(value, datetime):
        return value.date().isoformat() if not value.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(str(value).split())


def _unanswered(cell: Any, formula: Any = None) -> str:
    """A formula whose result is not stored, which is no blank; a result that is an empty text has its own type."""
    wanted = formula is not None and formula.data_type == "f"
    return UNANSWERED if wanted and cell.value is None and cell.data_type == "n" else ""


def _is_month(form: Any) -> bool:
    """Whether a date is shown as a month and a year: Excel keeps March 2019 as its first day."""
    drawn = LITERAL.sub("", str(form)).lower()
    return "m" in drawn and "y" in drawn and not set("dhs") & set(drawn)


def _in_per_cent(form: Any) -> bool:
    """Whether a number format multiplies by 100: a percent sign that is quoted or escaped is drawn, no more."""
    return "%" in LITERAL.sub("", str(form))
