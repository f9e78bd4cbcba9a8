"""From where an annotation is followed: where it was made, or where somebody placed it by hand since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from app.core.clock import aware


class Anchored(NamedTuple):
    """Where an anchor is in the current version of its text; the columns of one, since many are read at once.

    `made_…` is where it was made, as Anchor has it. Of no anchor, its `text_id` is None as all else.
    """

    text_id: int | None
    version: int
    start: int
    end: int
    state: str
    made_version: int
    made_start: int
    made_end: int


@dataclass(frozen=True, slots=True)
class Start:
    """A passage of a version of a text; its `text_id` is None where no text reads like what was released.

    As it was made, its positions are true of what was released. Once `placed_at` by hand, they are true of that
    version of the text, notes to colleagues included, and `words` are those that somebody chose there.
    """

    text_id: int | None
    version: int
    start: int
    end: int
    placed_at: datetime | None = None
    words: str = ""


def last_true_of(starts: Sequence[Start], text_id: int | None, version: int, moment: datetime) -> Start:
    """The last start that was there before a version of a text, which was read at a moment; the first always was."""
    for one in reversed(starts[1:]):
        assert one.placed_at is not None
        if one.version <= version if one.text_id == text_id else aware(one.placed_at) <= moment:
            return one
    return starts[0]
