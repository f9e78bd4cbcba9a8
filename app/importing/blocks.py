"""Lines put together into blocks: headings, paragraphs, list items, tables and debris of the scan."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from app.importing.inline import plain
from app.importing.parsed import Source

HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
ITEM = re.compile(r"^(\s*)([-*•●▪◦‣·]|\d{1,2}[.)](?=\s))\s+(\S.*)$")
INNER_BULLET = re.compile(r"^[o•●▪◦‣·]\s+(?=\S)")
INNER_NUMBER = re.compile(r"^\**(\d{1,2})\**[.)]\s+(?=\S)")
NUMBER_CELL = re.compile(r"^(\d{1,2}(\.\d{1,2})*|[a-z])?\s*[).:•●-]?$", re.IGNORECASE)
TEX = re.compile(r"^\$.*\\.*\$$")
PAGE_NUMBER = re.compile(r"^(page\s+)?\d{1,4}(\s+(of|/)\s+\d{1,4})?$", re.IGNORECASE)
WRAPPED_AT = 120
FULL_LINE = 50
# Nothing a person wrote is longer or deeper; beyond it a new block begins, so that no file costs more than its size.
MAX_ROWS, MAX_PARAGRAPH, MAX_INDENT = 2_000, 20_000, 12
FULL_STOPS = (".", "!", "?", ":", ")")


@dataclass(frozen=True)
class Block:
    """Neighbouring lines that belong together; the rows of a table stand one to a line of `lines`.

    `level` is a heading's depth from 1, or a list item's indent in spaces.
    """

    kind: str
    text: str
    lines: tuple[int, ...]
    level: int = 0
    marker: str = ""
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def words(self) -> str:
        """The text without markup."""
        return plain(self.text)


def blocks_of(source: Source) -> list[Block]:
    """Every line that holds anything, in exactly one block, in order; debris stays in its place."""
    wrapped = _is_wrapped(source.lines)
    found: list[Block] = []
    blank = True
    for number, raw in enumerate(source.lines, 1):
        if not raw.strip():
            blank = True
            continue
        block = _block(raw, number, _beside_table(source.lines, number))
        if not _absorbed(found, block, blank, wrapped, source.whole_rows):
            found.append(block)
        blank = False
    return found


def is_debris(text: str) -> bool:
    """Whether a line on its own is only what scanning leaves: a page number, a stray sign, a scrap of TeX."""
    words = plain(text)
    if TEX.match(text.strip()) or PAGE_NUMBER.match(words):
        return True
    return sum(char.isalnum() for char in words) < 2 and len(words) < 4 or not any(map(str.isalnum, words))


def width(row: tuple[str, ...]) -> int:
    """How many columns a row reaches, empty ones at its end apart."""
    return max((index + 1 for index, cell in enumerate(row) if cell.strip()), default=0)


def _is_wrapped(lines: tuple[str, ...]) -> bool:
    """Whether sentences run over line ends, as in a file wrapped to a width.

    Almost no line is long, and most lines that have another directly below stop without a full stop.
    """
    spoken = [line for line in lines if line.strip() and "\t" not in line]
    if sum(len(line) > WRAPPED_AT for line in spoken) * 50 >= len(spoken):
        return False
    above = [line.rstrip() for line, below in pairwise(lines) if line.strip() and below.strip()]
    running_on = sum(len(line) >= FULL_LINE and line[-1] not in ".!?:;|" for line in above)
    return running_on > 1 and running_on * 2 > sum(len(line) >= FULL_LINE for line in above)


def _beside_table(lines: tuple[str, ...], number: int) -> bool:
    neighbours = lines[max(0, number - 2) : number - 1] + lines[number : number + 1]
    return any("\t" in line for line in neighbours)


def _block(raw: str, number: int, beside_table: bool) -> Block:
    row = _row(raw, beside_table)
    if row is not None:
        empty = not any(char.isalnum() for cell in row for char in plain(cell))
        return Block("debris" if empty else "table", raw, (number,), rows=(row,))
    raw = raw.replace("\t", " ")
    if is_debris(raw):
        return Block("debris", raw.strip(), (number,))
    if heading := HEADING.match(raw):
        return Block("heading", heading[2], (number,), level=len(heading[1]))
    if item := ITEM.match(raw):
        return _item(item, number)
    return Block("paragraph", raw.strip(), (number,), level=len(raw) - len(raw.lstrip()))


def _row(raw: str, beside_table: bool) -> tuple[str, ...] | None:
    """The cells of a table row, or None where the line is not one."""
    stripped = raw.strip()
    if stripped.startswith("|") and stripped.endswith("|") and stripped.count("|") > 1:
        return tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", stripped[1:-1]))
    if "\t" not in raw:
        return None
    cells = tuple(cell.strip() for cell in raw.split("\t"))
    filled = [cell for cell in cells if cell]
    # A number or bullet, a tab and a sentence is how some programs write a list item, not a table.
    if not beside_table and (len(filled) == 1 or (len(filled) == 2 and NUMBER_CELL.match(plain(filled[0])))):
        return None
    return cells


def _item(item: re.Match[str], number: int) -> Block:
    indent, marker, text = min(len(item[1].expandtabs(4)), MAX_INDENT), item[2], item[3]
    inner = INNER_NUMBER.match(text) if not marker[0].isdigit() else None
    if inner:
        return Block("item", text[inner.end() :], (number,), level=indent, marker=inner[1] + ".")
    return Block("item", INNER_BULLET.sub("", text), (number,), level=indent, marker=marker)


def _absorbed(found: list[Block], block: Block, blank: bool, wrapped: bool, whole_rows: bool) -> bool:
    """Whether the block was joined to an earlier one: a row to its table, a wrapped line to its sentence."""
    if block.kind == "table":
        index = _open_table(found)
        if index is None or not _goes_on(found[index], block, blank, whole_rows):
            return False
        table = found[index]
        found[index] = replace(table, rows=table.rows + block.rows, lines=table.lines + block.lines)
        return True
    if block.kind != "paragraph" or blank or not found or len(found[-1].text) > MAX_PARAGRAPH:
        return False
    last = found[-1]
    inside_item = last.kind == "item" and block.level > last.level
    if not inside_item and not (wrapped and last.kind in ("paragraph", "item") and not _starts_anew(block, last.text)):
        return False
    found[-1] = replace(last, text=f"{last.text} {block.text}", lines=last.lines + block.lines)
    return True


def _starts_anew(block: Block, above: str) -> bool:
    """A numbered sentence begins its own paragraph even where no blank line stands before it."""
    numbered = re.match(r"^\**(\d{1,2}\.\d{1,2}|[a-z](?=\)))\s?([).:]?)\s*\S", block.text)
    return numbered is not None and (bool(numbered[2]) or above.rstrip("*").endswith(FULL_STOPS))


def _open_table(found: list[Block]) -> int | None:
    """Where the table stands that a further row could join: only debris may lie between."""
    for index in range(len(found) - 1, -1, -1):
        if found[index].kind != "debris":
            return index if found[index].kind == "table" else None
    return None


def _goes_on(table: Block, block: Block, blank: bool, whole_rows: bool) -> bool:
    """Whether a row continues the table; a page break may have put blank lines between."""
    if not blank or whole_rows or len(table.rows) >= MAX_ROWS:
        return not blank and len(table.rows) < MAX_ROWS
    row, widest = block.rows[0], max(len(row) for row in table.rows)
    piped = table.text.lstrip().startswith("|") or block.text.lstrip().startswith("|")
    return not piped and width(row) <= widest and abs(len(row) - len(table.rows[0])) <= 1 and not _is_header(row)


def _is_header(row: tuple[str, ...]) -> bool:
    """Whether a row looks like the column titles of a new table."""
    filled = [cell for cell in row if cell]
    return len(filled) > 2 and row[0] != "" and not any(char.isdigit() for cell in filled for char in cell)


def running(blocks: list[Block], start: int, stop: int) -> Iterator[tuple[int, Block]]:
    """The blocks of a stretch with their places, debris left out."""
    return ((index, blocks[index]) for index in range(start, stop) if blocks[index].kind != "debris")
