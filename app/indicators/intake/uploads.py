"""What somebody sends as a table: CSV as it is, a workbook read in a limited child process."""

import tempfile
from pathlib import Path

from app.core.errors import Refused
from app.core.limited import Limits, TooHeavy, run_limited
from app.indicators.errors import FileUnreadable
from app.indicators.intake.sheets import sheet_as_csv
from app.indicators.intake.tables import Head, open_table

LIMITS = Limits(memory=1024 * 1024 * 1024, processor_seconds=60, seconds=120)
UNREADABLE = "The workbook takes too much memory or time to read. Save the sheet as CSV and send that."
NO_WORKBOOK = (
    "The name of the file ends in .xlsx, but it is no Excel workbook. If it is a table of text, let its name end in "
    ".csv; else open it in Excel and save it as a workbook."
)
OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how workbooks begin, older and protected ones too
EMPTY = "The file is empty. Choose another one."
ENDINGS = (".csv", ".txt", ".tsv", ".xlsx")


def as_csv(name: str, data: bytes) -> bytes:
    """The table as CSV; Refused or FileUnreadable with why not."""
    if not name.lower().endswith(ENDINGS):
        raise Refused("Send a CSV file (.csv) or an Excel workbook (.xlsx).")
    if not data:
        raise Refused(EMPTY)
    if not name.lower().endswith(".xlsx"):
        return data
    if not data.startswith(OFFICE):
        raise FileUnreadable(NO_WORKBOOK)
    try:
        return str(run_limited(sheet_as_csv, name, data, limits=LIMITS, refusal=FileUnreadable)).encode()
    except TooHeavy as heavy:
        raise FileUnreadable(UNREADABLE) from heavy


def head_of(data: bytes) -> Head:
    """The heads of a table in CSV; FileUnreadable where it has none."""
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(data)
        file.flush()
        return open_table(Path(file.name)).head()
