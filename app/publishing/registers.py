"""A register as a printed table: columns by type, references to statements as links."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from app.publishing.widths import column_group, column_widths

REFERENCE = re.compile(r"\d+(?:\.\d+)*")
TURNED_COLUMNS = 6
BROAD_COLUMNS = 3
ROOM = {"": 84.0, "broad": 104.0, "turned": 170.0}


@dataclass(frozen=True)
class RegisterTable:
    """One register ready for its template: `heads` and each row's cells as (class, HTML).

    It needs no caption, since the heading above it names it.
    """

    shape: str
    columns: Markup
    heads: tuple[tuple[str, str], ...]
    rows: tuple[tuple[tuple[str, Markup], ...], ...]


def register_table(answer: dict[str, Any], statements: frozenset[str]) -> RegisterTable:
    """The table of a register answer, without columns that nobody filled.

    `statements` are the numbers that can be linked to.
    """
    lines = [row["cells"] for row in answer["rows"] or []]
    columns = [column for column in answer["columns"] or [] if any(cell(line, column) for line in lines)]
    rows = tuple(tuple((cell_class(column), cell_html(column["type"], cell(line, column), statements))
                       for column in columns) for line in lines)
    heads = tuple((cell_class(column), column["title"]) for column in columns)
    return RegisterTable(shape(columns), widths(columns, lines), heads, rows)


def cell(line: dict[str, Any], column: dict[str, str]) -> str:
    """What stands in one cell, trimmed."""
    return str(line.get(column["key"]) or "").strip()


def widths(columns: list[dict[str, str]], lines: list[dict[str, Any]]) -> Markup:
    """The widths of the columns, from what stands in them."""
    texts = [[column["title"], *(day_in_words(cell(line, column)) for line in lines)] for column in columns]
    return column_group(column_widths(texts, ROOM[shape(columns)]))


def shape(columns: list[dict[str, str]]) -> str:
    """Where a register of these columns fits: the page turned, the whole width, or the column of text."""
    if len(columns) >= TURNED_COLUMNS:
        return "turned"
    return "broad" if len(columns) >= BROAD_COLUMNS else ""


def cell_class(column: dict[str, str]) -> str:
    """Figures stand to the right, all else to the left."""
    return "num" if column["type"] == "number" else ""


def cell_html(kind: str, text: str, statements: frozenset[str]) -> Markup:
    """One cell's text as HTML, by the type of its column."""
    if kind == "statements":
        return statement_links(text, statements)
    if kind == "link" and text.startswith(("http://", "https://")):
        return Markup('<a href="{}">{}</a>').format(text, text)
    if kind == "date":
        return escape(day_in_words(text))
    return Markup("<br>").join(escape(line) for line in text.splitlines())


def statement_links(text: str, statements: frozenset[str]) -> Markup:
    """Text in which each number of an existing statement leads to it."""
    out, end = Markup(""), 0
    for match in REFERENCE.finditer(text):
        number = match.group()
        out += escape(text[end:match.start()])
        out += (Markup('<a href="#statement-{0}" title="Statement {0}">{0}</a>').format(number)
                if number in statements else escape(number))
        end = match.end()
    return out + escape(text[end:])


def day_in_words(text: str) -> str:
    """An ISO date as “31 March 2017”; anything else as it stands."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {day:%B %Y}"
