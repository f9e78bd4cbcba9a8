"""What a line of enquiry and a note need, and the order of the lines."""

from collections.abc import Sequence

from app.core.errors import Refused

LONGEST_LINE, LONGEST_NOTE, LONGEST_NAME = 1_000, 10_000, 64  # characters


def line_of(words: str) -> str:
    """A line of enquiry in one line; Refused where there is none."""
    line = " ".join(words.split())
    if not line:
        raise Refused("Write the line of enquiry.")
    if len(line) > LONGEST_LINE:
        raise Refused(f"A line of enquiry can hold at most {LONGEST_LINE:,} characters; this one has {len(line):,}.")
    return line


def note_of(words: str) -> str:
    """A note as it is kept; Refused where it says nothing."""
    note = words.replace("\r\n", "\n").strip()
    if not note:
        raise Refused("Write your note.")
    if len(note) > LONGEST_NOTE:
        raise Refused(f"A note can hold at most {LONGEST_NOTE:,} characters; this one has {len(note):,}.")
    return note


def moved_up(ids: Sequence[int], wanted: int) -> list[int]:
    """The order in which one line stands one place earlier; the first stays the first."""
    order = list(ids)
    at = order.index(wanted)
    if at:
        order[at - 1], order[at] = order[at], order[at - 1]
    return order
