"""A mend of WeasyPrint 70’s line breaking: a line that fits but for its last space is kept whole."""

from math import inf
from typing import Any

from weasyprint.layout import inline

COLLAPSES = ("normal", "pre-line")  # the values of white-space with which a space at a line’s end takes no room
whole_or_first_word = inline.split_first_line


def split_first_line(
    text: str, style: Any, context: Any, max_width: Any, justification_spacing: float, is_line_start: bool = True,
    minimum: bool = False,
) -> Any:
    """As WeasyPrint’s own, which leaves the first word alone on a line where only the last space is too wide.

    That happens before a citation or other element which then begins the next line. Here the words stay together,
    and the space counts as read.
    """
    found = whole_or_first_word(
        text, style, context, max_width, justification_spacing, is_line_start=is_line_start, minimum=minimum
    )
    bare = text.rstrip(" ")
    if max_width in (None, inf) or found[2] is None or bare in ("", text) or style["white_space"] not in COLLAPSES:
        return found
    layout, length, resume_at, *size = whole_or_first_word(
        bare, style, context, max_width, justification_spacing, is_line_start=is_line_start, minimum=minimum
    )
    return (layout, length, len(text.encode()), *size) if resume_at is None else found


def mend() -> None:
    """Use this one in this process; done twice it changes nothing more."""
    inline.split_first_line = split_first_line
