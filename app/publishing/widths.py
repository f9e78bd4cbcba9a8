"""Widths of table columns from what is in them, so that tables need be laid out only once."""

import math
import re
from collections.abc import Sequence

from markupsafe import Markup

LONGEST_WORD = 16
UNBROKEN = 14
PADDING = 4.5
BREAKS = re.compile(r"[\s/-]+")


def column_widths(cells: Sequence[Sequence[str]], room: float) -> list[float]:
    """Shares of the width, in per cent, for columns given as the texts in them, heads too.

    Each column first gets its longest word; what is left of `room`, in characters, goes where text is long.
    """
    words = [PADDING + min(LONGEST_WORD, max((len(run) for text in column for run in runs(text)), default=1))
             for column in cells]
    wants = [max(0.0, wanted(column) - word) for column, word in zip(cells, words, strict=True)]
    spare = max(0.0, room - sum(words))
    share = spare / sum(wants) if sum(wants) else 0.0
    sizes = [word + want * share for word, want in zip(words, wants, strict=True)]
    return [100 * size / sum(sizes) for size in sizes]


def runs(text: str) -> list[str]:
    """What should stand on one line: a short text such as a date whole, else each word."""
    return [text] if len(text) <= UNBROKEN else BREAKS.split(text)


def wanted(texts: Sequence[str]) -> float:
    """A length between a column’s longest text and its usual one."""
    lengths = [len(text) for text in texts] or [0]
    return math.sqrt(max(lengths) * sum(lengths) / len(lengths))


def column_group(widths: Sequence[float]) -> Markup:
    """The widths as a table’s `<colgroup>`."""
    return Markup("<colgroup>{}</colgroup>").format(
        Markup("").join(Markup('<col style="width:{}%">').format(f"{width:.2f}") for width in widths))
