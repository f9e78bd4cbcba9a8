"""A register's stretch of a file as rows of its columns."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.frameworks.rules import Column, Prompt
from app.importing.blocks import Block
from app.importing.columns import column_map, form_row
from app.importing.inline import plain
from app.importing.matching import alike
from app.importing.tables import Row, continues, form_fit, header_fit, is_cut, is_enumerated

WHEN = (
    r"(?:(?:early|mid|late|spring|summer|autumn|winter|january|february|march|april|may|june|july|august|september"
    r"|october|november|december|q[1-4])\W+)?(?:19|20)\d\d(?:/\d\d)?"
)
DATE_ONLY = re.compile(rf"^(?:from |since |until |by )?{WHEN}(?:\s*(?:onwards|(?:-|–|to)\s*{WHEN}))?$", re.IGNORECASE)
MANY = 20
FULL_STOP = (".", "!", "?", ":", ";")


@dataclass(frozen=True)
class RegisterRead:
    """Rows with every column named, the blocks they came from, and the blocks that stood before and after."""

    rows: tuple[Mapping[str, str], ...]
    form: bool
    used: tuple[Block, ...]
    before: tuple[Block, ...]
    after: tuple[Block, ...]
    run_on: tuple[int, ...] = ()
    titles: tuple[str, ...] = ()


@dataclass
class _Growing:
    """A row while its lines are gathered: the paragraphs of its first cell, and its other cells."""

    pieces: list[str]
    cells: list[str] = field(default_factory=list)


def read_register(blocks: Sequence[Block], prompt: Prompt, whole_rows: bool) -> RegisterRead | None:
    """The register in these blocks, or None where they hold no table."""
    tables = [index for index, block in enumerate(blocks) if block.kind == "table"]
    if not tables:
        return None
    first = tables[0]
    if form_fit(blocks[first].rows, prompt.columns) >= 0.5:
        row = form_row(blocks[first].rows, prompt.columns)
        labels = tuple(plain(row[0]).partition(":")[0] for row in blocks[first].rows)
        return replace(_read((row,), blocks, first, first), form=True, titles=labels)
    titles, data = split_titles(blocks[first].rows, prompt.columns)
    last = _last_part(blocks, tables, titles)
    grown = _grow([_data(block, data, titles, at) for at, block in enumerate(blocks[first : last + 1])], whole_rows)
    mapping = column_map(titles, prompt.columns, _reach(blocks, tables))
    rows, strays = _place_dates([_named(row, mapping, titles, prompt.columns) for row in grown[0]], grown[1], prompt)
    told = tuple(plain(cell) for row in blocks[first].rows[:data] for cell in row)
    return replace(_read(rows, blocks, first, last, strays), titles=told)


def split_titles(rows: Sequence[Row], columns: Sequence[Column]) -> tuple[Row, int]:
    """The column titles as one row, and how many lines at the top they and the table's own title take."""
    start = 0
    while start < len(rows) - 1 and sum(bool(cell) for cell in rows[start]) == 1:
        start += 1
    named = header_fit(rows[start : start + 1], columns) >= 0.25
    if not named or any(char.isdigit() for cell in rows[start] for char in cell):
        return (), 0
    stop = start + 1
    while stop < len(rows) and _titles_go_on(rows[stop]):
        stop += 1
    width = max(len(row) for row in rows[start:stop])
    titles = [" ".join(row[at] for row in rows[start:stop] if at < len(row) and row[at]) for at in range(width)]
    return tuple(plain(title) for title in titles), stop


def _titles_go_on(row: Row) -> bool:
    return not plain(row[0]) and not any(char.isdigit() for cell in row for char in cell)


def _last_part(blocks: Sequence[Block], tables: list[int], titles: Row) -> int:
    """The last table that goes on with the first: one of other titles is a table of its own."""
    last = tables[0]
    for index in tables[1:]:
        row = blocks[index].rows[0]
        filled = [plain(cell) for cell in row if cell]
        other = len(filled) > 1 and not any(char.isdigit() for cell in filled for char in cell)
        if (other and not _same_titles(row, titles)) or abs(len(row) - len(blocks[tables[0]].rows[0])) > 1:
            break
        last = index
    return last


def _same_titles(row: Row, titles: Row) -> bool:
    return alike(" ".join(plain(cell) for cell in row), " ".join(titles)) > 0.8


def _data(block: Block, titles_end: int, titles: Row, at: int) -> Block | tuple[Row, ...]:
    """A table block's rows without titles, repeated ones included; any other block as it is."""
    if block.kind != "table":
        return block
    rows = block.rows[titles_end:] if at == 0 else block.rows
    return tuple(row for row in rows if not (titles and _same_titles(row, titles)))


def _reach(blocks: Sequence[Block], tables: list[int]) -> int:
    return max(len(row) for row in blocks[tables[0]].rows)


def _grow(parts: Sequence[Block | tuple[Row, ...]], whole_rows: bool) -> tuple[list[_Growing], list[Block]]:
    """Rows, paragraphs between parts of the table joined to the row above; bare dates are set aside."""
    lines = [row for part in parts if isinstance(part, tuple) for row in part]
    cut = is_cut(lines) and not whole_rows
    enumerated = cut and is_enumerated(lines)
    rows: list[_Growing] = []
    strays: list[Block] = []
    for part in parts:
        if isinstance(part, tuple):
            for row in part:
                _take_line(rows, row, cut, enumerated)
        elif DATE_ONLY.match(part.words):
            strays.append(part)
        elif part.kind == "heading" or not rows:
            rows.append(_Growing([part.text]))
        else:
            _write_on(rows[-1], part.text)
    return rows, strays


def _take_line(rows: list[_Growing], row: Row, cut: bool, enumerated: bool) -> None:
    if not rows or not cut or not continues((rows[-1].pieces[0],), row, enumerated):
        rows.append(_Growing([row[0]], list(row[1:])))
        return
    if row[0]:
        _write_on(rows[-1], row[0])
    cells = rows[-1].cells
    cells += [""] * (len(row) - 1 - len(cells))
    for at, cell in enumerate(row[1:]):
        cells[at] = f"{cells[at]} {cell}".strip()


def _write_on(row: _Growing, text: str) -> None:
    """More of a row's first cell: a new paragraph, unless it plainly goes on with the sentence before."""
    words = plain(text)
    goes_on = words[:1].islower() or (len(row.pieces) > 1 and not plain(row.pieces[-1]).endswith(FULL_STOP))
    if goes_on:
        row.pieces[-1] += f" {text}"
    else:
        row.pieces.append(text)


def _named(row: _Growing, mapping: Mapping[int, str], titles: Row, columns: Sequence[Column]) -> dict[str, str]:
    """The row by column key; what follows a title has its own column where the file's title names both."""
    named = {column.key: "" for column in columns}
    pieces = [plain(piece) for piece in row.pieces]
    second = _second_column(mapping, titles, columns)
    if second and len(pieces) > 1:
        named[second] = _paragraphs(pieces[1:])
        pieces = pieces[:1]
    named[mapping.get(0, columns[0].key)] = _paragraphs(pieces)
    for at, cell in enumerate(row.cells, 1):
        if words := plain(cell):
            key = mapping.get(at, columns[-1].key)
            named[key] = f"{named[key]} {words}".strip()
    return named


def _second_column(mapping: Mapping[int, str], titles: Row, columns: Sequence[Column]) -> str:
    if not titles:
        return ""
    free = [column for column in columns if column.type == "long_text" and column.key not in mapping.values()]
    return next((column.key for column in free if alike(titles[0], column.title) >= 0.5), "")


def _paragraphs(pieces: Sequence[str]) -> str:
    """Pieces as one text; a line ends where a sentence does."""
    text = ""
    for piece in pieces:
        text += ("\n" if text.endswith(FULL_STOP) else " ") * bool(text) + piece
    return text


def _place_dates(
    rows: list[dict[str, str]], strays: list[Block], prompt: Prompt
) -> tuple[tuple[Mapping[str, str], ...], list[Block]]:
    """Dates torn from their rows by a page break go to the row that names them, the last to the last gap."""
    key = next(
        (c.key for c in prompt.columns if c.type == "date" or alike(c.title, "start completion date") > 0.4),
        "",
    )
    left = list(strays)
    for stray in strays[:MANY]:
        gaps = [row for row in rows if key and not row[key]]
        naming = [row for row in gaps if stray.words.lower() in " ".join(row.values()).lower()]
        if len(naming) == 1:
            naming[0][key] = stray.words
            left.remove(stray)
    gaps = [row for row in rows if key and not row[key]]
    if len(left) == 1 == len(gaps):
        gaps[0][key] = left.pop().words
    return tuple(rows), left


def _read(
    rows: tuple[Mapping[str, str], ...],
    blocks: Sequence[Block],
    first: int,
    last: int,
    strays: Sequence[Block] = (),
) -> RegisterRead:
    used = tuple(block for block in blocks[first : last + 1] if block not in strays)
    run_on = tuple(line for block in used if block.kind != "table" for line in block.lines)
    after = (*strays, *blocks[last + 1 :])
    return RegisterRead(rows, False, used, tuple(blocks[:first]), after, run_on)
