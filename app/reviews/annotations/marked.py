"""A text with what is noted on it marked and numbered: kept block by block, so that a change marks one anew."""

import json
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from markupsafe import Markup

from app.core.kept import Kept
from app.reviews.annotations.cards import SIGN
from app.richtext.headings import levelled
from app.richtext.marking import Mark, by_block

TEXTS, BLOCKS = 64, 1024  # some 50 kB for a text with hundreds of marks, and a part of that
Pieces = tuple[str, ...]  # between which the keys of marks stand, for their numbers
Write = Callable[[dict[str, Any], Sequence[Mark]], Markup]
_texts: Kept[Hashable, tuple[Pieces, ...]] = Kept(TEXTS)
_blocks: Kept[Hashable, Pieces] = Kept(BLOCKS)


def numbered(name: Hashable, doc: dict[str, Any], cites: Hashable, marks: Sequence[Mark], write: Write) -> Markup:
    """A text with marks as `write` has it, to which it gives blocks with levelled headings.

    It is kept under `name`, which decides all that it shows, and each block under what that holds and what it `cites`;
    without the numbers, which change wherever something is noted before.
    """
    where = tuple([mark[:3] for mark in marks])
    blocks = _texts.of((name, cites, where), lambda: tuple([
        _block(block, cites, inside, write) for block, inside in by_block(levelled(doc), _without(where))
    ]))
    numbers = {str(mark.key): str(mark.number) for mark in marks}
    return Markup("".join([numbers[piece] if turn % 2 else piece
                           for pieces in blocks for turn, piece in enumerate(pieces)]))


def _without(where: Sequence[tuple[int, int, int]]) -> list[Mark]:
    """Marks with a sign for the number of each."""
    return [Mark(start, end, key, f"{SIGN}{key}{SIGN}") for start, end, key in where]


def _block(doc: dict[str, Any], cites: Hashable, marks: Sequence[Mark], write: Write) -> Pieces:
    return _blocks.of((json.dumps(doc), cites, tuple(marks)), lambda: tuple(write(doc, marks).split(SIGN)))
