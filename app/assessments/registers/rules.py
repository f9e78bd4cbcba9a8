"""What may stand in a register's cells."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from app.core.errors import Refused
from app.frameworks.rules import Column

LONGEST = 10_000
STATEMENT = re.compile(r"\d{1,2}\.\d{1,2}")


def clean_cells(columns: Sequence[Column], typed: Mapping[str, str]) -> dict[str, str]:
    """The cells of a row, trimmed and checked; Refused with the column's name where one cannot be used."""
    cells = {column.key: _clean(column, typed.get(column.key, "")) for column in columns}
    if not any(cells.values()):
        raise Refused("Fill in at least one column before saving the row.")
    return cells


def _clean(column: Column, text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        raise Refused(f"{column.title} is longer than {LONGEST:,} characters. Shorten it.")
    return text


def is_link(text: str) -> bool:
    """Whether a cell is an address to link to; a cell of that type may also name a file, as imported ones do."""
    return re.match(r"https?://\S+$", text) is not None


def as_date(text: str) -> date | None:
    """The date in an ISO cell, or None where it is free text such as March 2017."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def statements_in(text: str) -> list[str]:
    """The statement numbers that a cell refers to, such as 4.1 and 5.2."""
    return STATEMENT.findall(text)
