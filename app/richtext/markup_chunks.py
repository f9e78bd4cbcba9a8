"""Part lines of light markup into chunks: one heading, list, quote, table or paragraph each."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.richtext.markup_marks import (
    BULLET,
    CAPTION,
    HEADING,
    INDICATOR,
    KEPT,
    MAX_CELLS,
    MAX_COLUMNS,
    NUMBER,
    RULE,
    SOURCE,
    ends_open,
)


@dataclass(slots=True)
class Chunk:
    """The lines of one block; for a list also the lines of each item, without sign and indent."""

    kind: str
    lines: list[str]
    items: list[list[str]] = field(default_factory=list)


def split(lines: list[str]) -> Iterator[Chunk]:
    """Every non-blank line in exactly one chunk, in order."""
    at = 0
    while at < len(lines):
        if not lines[at].strip(" \t"):
            at += 1
            continue
        kind, end = _extent(lines, at)
        chunk = Chunk(kind, lines[at:end])
        if kind == "list":
            chunk.items = _items(chunk.lines)
        yield chunk
        at = end


def _extent(lines: list[str], at: int) -> tuple[str, int]:
    """The kind of the chunk that begins here, and the line after its last."""
    body = lines[at].strip(" \t")
    if HEADING.match(body):
        end = at + 1
        while end < len(lines) and ends_open(lines[end - 1]) and lines[end].strip(" \t"):
            end += 1
        return "heading", end
    if _sign(lines[at]):
        return "list", _list_end(lines, at)
    if body.startswith(">"):
        return "quote", _while_starts(lines, at, ">")
    if kind := _stands_alone(body):
        return kind, at + 1
    if rows := _table_rows(lines, at):
        return "table", _after_source(lines, _while_starts(lines, rows, "|"))
    end = at + 1
    while end < len(lines) and lines[end].strip(" \t") and not _interrupts(lines, end):
        end += 1
    return "paragraph", end


def _stands_alone(body: str) -> str:
    """What a line is by itself: a table that is kept, or a block of figures; else nothing."""
    if KEPT.fullmatch(body):
        return "kept"
    return "indicator" if INDICATOR.fullmatch(body) else ""


def _while_starts(lines: list[str], at: int, sign: str) -> int:
    while at < len(lines) and lines[at].lstrip(" ").startswith(sign):
        at += 1
    return at


def _after_source(lines: list[str], at: int) -> int:
    """The line after a table, whose source may stand right beneath its rows."""
    return at + 1 if at < len(lines) and SOURCE.match(lines[at].strip(" \t")) else at


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _sign(line: str) -> str:
    """What kind of list item the line begins: its bullet, or its full stop or bracket; empty for none."""
    body = line.lstrip(" ")
    if bullet := BULLET.match(body):
        return bullet[1]
    number = NUMBER.match(body)
    return number[2] if number else ""


def _table_rows(lines: list[str], at: int) -> int:
    """The line where the rows of a table begin, if one begins here with or without caption; else 0."""
    if CAPTION.match(lines[at].strip(" \t")):
        at += 1
    if at + 1 >= len(lines) or not lines[at].lstrip(" ").startswith("|"):
        return 0
    if not RULE.fullmatch(lines[at + 1].strip(" \t")):
        return 0
    rows = lines[at : _while_starts(lines, at, "|")]
    width = max(row.count("|") for row in rows)
    return at + 1 if width <= MAX_COLUMNS and width * len(rows) <= MAX_CELLS else 0


def _interrupts(lines: list[str], at: int) -> bool:
    """Whether a line ends the paragraph above it without a blank line between."""
    body = lines[at].strip(" \t")
    number = NUMBER.match(body)
    return bool(
        HEADING.match(body)
        or body.startswith(">")
        or _stands_alone(body)
        or ((BULLET.match(body) or (number and int(number[1]) == 1)) and " " in body)
        or _table_rows(lines, at)
    )


def _list_end(lines: list[str], at: int) -> int:
    """The line after a list: items with the same sign, what is indented below them, and wrapped lines."""
    margin, sign = _indent(lines[at]), _sign(lines[at])
    end = at + 1
    while end < len(lines):
        line = lines[end]
        if not line.strip(" \t"):
            following = next((n for n in range(end, len(lines)) if lines[n].strip(" \t")), len(lines))
            if following == len(lines) or not _continues(lines[following], margin, sign):
                return end
            end = following
        elif not _continues(line, margin, sign) and (_sign(line) or _interrupts(lines, end)):
            return end
        end += 1
    return end


def _continues(line: str, margin: int, sign: str) -> bool:
    return _indent(line) >= margin + 2 or _sign(line) == sign


def _items(lines: list[str]) -> list[list[str]]:
    """The lines of each item of a list, its sign and the indent of what stands below it taken off."""
    margin = _indent(lines[0])
    items: list[list[str]] = []
    for line in lines:
        if _sign(line) and _indent(line) < margin + 2:
            items.append([_after_sign(line)])
        else:
            items[-1].append(line)
    return [[item[0], *_dedented(item[1:], margin + 2)] for item in items]


def _after_sign(line: str) -> str:
    body = line.lstrip(" ")
    sign = BULLET.match(body) or NUMBER.match(body)
    return body[sign.end() :] if sign else body


def _dedented(lines: list[str], least: int) -> list[str]:
    indents = [_indent(line) for line in lines if line.strip(" ") and _indent(line) >= least]
    margin = min(indents, default=0)
    return [line[min(margin, _indent(line)) :] for line in lines]
