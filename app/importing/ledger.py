"""The account of lines: every one that holds anything is placed, or left out with the reason."""

from collections.abc import Iterable, Sequence

from app.importing.blocks import Block
from app.importing.parsed import Entry

ANOTHER = "another document"
CONTENTS = "contents list"
DEBRIS = "scanning debris"
FRONT = "title page"
LABEL = "the template’s own label, which stands under many statements"
INSTRUCTION = "the template’s own instruction to the author"
KEY = "the template’s own key, which the framework holds"
EMPTY_HEADING = "a heading with nothing of its own under it"
NO_PLACE = "the framework asks for nothing here"


def placed(blocks: Iterable[Block], where: str) -> list[Entry]:
    """Every line of the blocks as placed there."""
    return [Entry(line, True, where) for block in blocks for line in block.lines]


def left(blocks: Iterable[Block], reason: str, furniture: bool = True) -> list[Entry]:
    """Every line of the blocks as left out; what is no furniture counts as words lost."""
    return [Entry(line, False, reason, furniture) for block in blocks for line in block.lines]


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The ledger by line."""
    return tuple(sorted(entries, key=lambda entry: entry.line))


def unaccounted(lines: Sequence[str], ledger: Sequence[Entry]) -> list[int]:
    """Lines that hold something but have not exactly one entry; none, unless the parser is at fault."""
    counts: dict[int, int] = {}
    for entry in ledger:
        counts[entry.line] = counts.get(entry.line, 0) + 1
    return [number for number, line in enumerate(lines, 1) if line.strip() and counts.get(number, 0) != 1]
