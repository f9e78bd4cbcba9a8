"""Finding the list of contents, whose entries look like the headings they announce."""

import re

from app.importing.blocks import Block, running
from app.importing.inline import plain
from app.importing.matching import squashed

TITLES = {"contents", "tableofcontents", "contentspage", "listofcontents", "index"}
LEADERS = re.compile(r"[.\s·…_]*\d*\s*$")
ENTRY_WORDS = 25


def contents_of(blocks: list[Block]) -> frozenset[int]:
    """Places of all blocks that are a list of contents, its title included."""
    found: set[int] = set()
    for index, block in enumerate(blocks):
        if index not in found and block.kind in ("heading", "paragraph") and squashed(block.words) in TITLES:
            found.update(_entries(blocks, index))
    return frozenset(found)


def _entries(blocks: list[Block], start: int) -> list[int]:
    """From the title to the last entry: the text itself begins where an entry is met a second time."""
    seen: set[str] = set()
    taken = [start]
    for index, block in running(blocks, start + 1, len(blocks)):
        words = LEADERS.sub("", block.words) if block.kind != "table" else _listed(block)
        name = squashed(words)
        if name in seen:
            return taken
        if not words or len(words.split()) > ENTRY_WORDS:
            return _without_headings(blocks, taken)
        seen.add(name)
        taken.append(index)
    return taken[:1]


def _listed(block: Block) -> str:
    """The entry in a table row that ends in a page number; nothing for any other table."""
    cells = [plain(cell) for cell in block.rows[0] if cell]
    entry = all(plain(row[-1]).isdigit() or plain("".join(row)).rstrip()[-1:].isdigit() for row in block.rows)
    return cells[0] if cells and entry and len(block.rows[0]) == 2 else ""


def _without_headings(blocks: list[Block], taken: list[int]) -> list[int]:
    """A heading just above the first long paragraph opens the text and is no entry."""
    while len(taken) > 1 and blocks[taken[-1]].kind == "heading":
        taken.pop()
    return taken
