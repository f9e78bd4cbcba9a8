"""What a line of enquiry and a note need, and the order of the lines."""

from collections.abc import Sequence

from app.core.errors import Conflict, Refused

LONGEST_LINE, LONGEST_NOTE = 1_000, 10_000  # characters


def line_of(words: str) -> str:
    """A line of enquiry in one line; Refused where there is none."""
    line = " ".join(words.split())
    if not line:
        raise Refused("Write the line of enquiry.", "line")
    if len(line) > LONGEST_LINE:
        raise Refused(f"A line of enquiry can hold at most {LONGEST_LINE:,} characters; this one has {len(line):,}.",
                      "line")
    return line


def note_of(words: str) -> str:
    """A note as it is kept; Refused where it says nothing."""
    note = words.replace("\r\n", "\n").strip()
    if not note:
        raise Refused("Write your note.", "words")
    if len(note) > LONGEST_NOTE:
        raise Refused(f"A note can hold at most {LONGEST_NOTE:,} characters; this one has {len(note):,}.", "words")
    return note


def withdraws(decides: bool, person_id: int, agreed_by_id: int) -> bool:
    """Whether somebody may withdraw an action: whoever agreed it, or who decides for the authority that is to do it."""
    return decides or person_id == agreed_by_id


def moved_up(ids: Sequence[int], wanted: int, above: int = 0) -> list[int]:
    """The order in which one line stands one place earlier; the first stays the first.

    `above` is the line past which it is to move, 0 for whichever it is: nothing changes where that is done already,
    and Conflict where another one came between.
    """
    order = list(ids)
    at = order.index(wanted)
    if above in order[at + 1:]:
        return order
    if above and above != order[max(0, at - 1)]:
        raise Conflict("Somebody else changed the order meanwhile. Look at the list as it is now, then move the line.")
    if at:
        order[at - 1], order[at] = order[at], order[at - 1]
    return order
