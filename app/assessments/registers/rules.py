"""What may stand in a register's cells, and what becomes of a cell that two people change."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from app.core.errors import Refused
from app.frameworks.rules import Column
from app.richtext.merge import merged

LONGEST = 10_000
STATEMENT = re.compile(r"\d{1,2}\.\d{1,2}")
WORDED = frozenset({"text", "long_text", "statements"})  # the others are one value: two of them cannot be joined


def clean_cells(columns: Sequence[Column], typed: Mapping[str, str]) -> dict[str, str]:
    """The cells of a row, trimmed and checked; Refused with the column's name where one cannot be used."""
    cells = {column.key: clean(column, typed.get(column.key, "")).strip() for column in columns}
    if not any(cells.values()):
        raise Refused("Fill in at least one column before saving the row.")
    return cells


def clean(column: Column, text: str) -> str:
    """One cell as it is kept while somebody types in it; Refused where it is too long."""
    text = text.replace("\r\n", "\n").replace("\0", "")
    if len(text.strip()) > LONGEST:
        raise Refused(f"{column.title} is longer than {LONGEST:,} characters. Shorten it.")
    return text


def joined(column: Column, base: str, mine: str, theirs: str) -> str | None:
    """Both people's changes of one cell in one; None where somebody has to choose."""
    if column.type in WORDED or base in (mine, theirs) or mine == theirs:
        return merged(base, mine, theirs)
    return None


def is_blank(cells: Mapping[str, str]) -> bool:
    """Whether nothing stands in a row, as while somebody begins it or has just emptied it."""
    return not any(text.strip() for text in cells.values())


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
