"""What somebody sends as tables: CSV as it is, a workbook read in a limited child process."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import Refused
from app.core.limited import Limits, TooHeavy, run_limited
from app.indicators.errors import FileUnreadable
from app.indicators.intake.placing import Look, look
from app.indicators.intake.sheets import sheets_as_csv
from app.indicators.intake.tables import NO_TABLE, Head

LIMITS = Limits(memory=1024 * 1024 * 1024, processor_seconds=60, seconds=120)
UNREADABLE = "The workbook takes too much memory or time to read. Save the sheet as CSV and send that."
NO_WORKBOOK = (
    "The name of the file ends in .xlsx, but it is no Excel workbook. If it is a table of text, let its name end in "
    ".csv; else open it in Excel and save it as a workbook."
)
OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how workbooks begin, older and protected ones too
EMPTY = "The file is empty. Choose another one."
ENDINGS = (".csv", ".txt", ".tsv", ".xlsx")


@dataclass(frozen=True)
class Sheet:
    """A sheet as CSV; a file that is CSV itself is one without a name."""

    name: str
    data: bytes


def sheets_of(name: str, data: bytes) -> list[Sheet]:
    """The tables in a file; Refused or FileUnreadable with why not."""
    if not name.lower().endswith(ENDINGS):
        raise Refused("Send a CSV file (.csv) or an Excel workbook (.xlsx).")
    if not data:
        raise Refused(EMPTY)
    if not name.lower().endswith(".xlsx"):
        return [Sheet("", data)]
    if not data.startswith(OFFICE):
        raise FileUnreadable(NO_WORKBOOK)
    try:
        found = run_limited(sheets_as_csv, name, data, limits=LIMITS, refusal=FileUnreadable)
    except TooHeavy as heavy:
        raise FileUnreadable(UNREADABLE) from heavy
    return [Sheet(str(title), str(text).encode()) for title, text in found]


def likeliest(kind: str, sheets: Sequence[Sheet]) -> tuple[int, Head]:
    """The place of the sheet that looks most like a table of this kind, and its heads; FileUnreadable for none."""
    found: list[tuple[int, Look]] = []
    for place, sheet in enumerate(sheets):
        try:
            found.append((place, _look(kind, sheet)))
        except FileUnreadable:
            if len(sheets) == 1:
                raise
    if not found:
        raise FileUnreadable(NO_TABLE)
    place, look_there = max(found, key=lambda one: one[1].likeness)
    return place, look_there.head


def _look(kind: str, sheet: Sheet) -> Look:
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(sheet.data)
        file.flush()
        return look(kind, Path(file.name))
