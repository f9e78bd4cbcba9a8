"""A text with what is noted on it marked and numbered: kept in runs of blocks, so that a change marks one anew."""

import json
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from markupsafe import Markup

from app.core.kept import Kept
from app.reviews.annotations.cards import SIGN
from app.richtext.headings import levelled
from app.richtext.marking import Mark, uncrossed

TEXTS, RUNS = 64, 1024  # some 50 kB for a text with hundreds of marks, and a part of that
Pieces = tuple[str, ...]  # between which the keys of marks stand, for their numbers
Write = Callable[[dict[str, Any], Sequence[Mark]], Markup]
_texts: Kept[Hashable, tuple[Pieces, ...]] = Kept(TEXTS)
_runs: Kept[Hashable, Pieces] = Kept(RUNS)


def numbered(name: Hashable, doc: dict[str, Any], cites: Hashable, marks: Sequence[Mark], write: Write) -> Markup:
    """A text with marks as `write` has it, to which it gives blocks with levelled headings.

    It is kept under `name`, which decides all that it shows, and each run of its blocks that no mark crosses under what
    that holds and what it `cites`; without the numbers, which change wherever something is noted before.
    """
    where = tuple([mark[:3] for mark in marks])
    texts = _texts.of((name, cites, where), lambda: tuple([
        _run(block, cites, tuple([mark[:3] for mark in inside]), write)
        for block, inside in uncrossed(levelled(doc), marks)
    ]))
    numbers = {str(mark.key): str(mark.number) for mark in marks}
    return Markup("".join([numbers[piece] if turn % 2 else piece
                           for pieces in texts for turn, piece in enumerate(pieces)]))


def _run(doc: dict[str, Any], cites: Hashable, where: tuple[tuple[int, int, int], ...], write: Write) -> Pieces:
    def written() -> Pieces:
        return tuple(write(doc, [Mark(*at, f"{SIGN}{at[2]}{SIGN}") for at in where]).split(SIGN))

    return _runs.of((json.dumps(doc), cites, where), written)
