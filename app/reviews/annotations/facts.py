"""Annotations as plain values, to be compared: where two are equal, pages show the same of them."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.reviews.annotations.permissions import Review
from app.reviews.annotations.starts import Anchored

# What decides where an annotation is shown, and what of an event decides that; they come first.
DECIDING = ("id", "made_at", "reviewer_id", "prompt_key", "frozen_id", "start", "end", "is_open")
DECIDED_BY = ("annotation_id", "kind", "words")

Plain = tuple[tuple[Any, ...], tuple[tuple[Any, ...], ...]]  # what is compared of an annotation, and its events


class Fact(NamedTuple):
    """An annotation as the driver gives it: what decides where it is shown, its anchor, what is said and happened.

    Dates may be text, since they are only compared.
    """

    id: int
    made_at: Any
    reviewer_id: int
    prompt_key: str
    frozen_id: int
    start: int | None
    end: int | None
    is_open: Any
    anchor: Anchored
    said: tuple[Any, ...]
    events: tuple[tuple[Any, ...], ...]

    @property
    def by_hand(self) -> list[str]:
        """The words at which somebody placed it by hand, each time; of a whole answer, by its name (`whole.says`)."""
        return [event[2] for event in self.events if event[1] == "placed"] if self.events else []


@dataclass(frozen=True)
class Facts:
    """Everything about annotations that `noted` would give, and who sees them, as plain values.

    Where two are equal, pages show the same of them. To make objects of them takes most of a page's time.
    """

    mine: Review | None
    reviews: tuple[Review, ...]
    rows: tuple[tuple[Any, ...], ...]
    happened: tuple[tuple[Any, ...], ...]

    def each(self) -> list[Plain]:
        """One for each annotation, in the order in which they were made."""
        events: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        for event in self.happened:
            events[event[0]].append(event)
        return [(row, tuple(events[row[0]]) if row[0] in events else ()) for row in self.rows]


def fact_of(one: Plain) -> Fact:
    """The same with names."""
    row, events = one
    few, anchor = len(DECIDING), -len(Anchored._fields)
    return Fact._make((*row[:few], Anchored._make(row[anchor:]), row[few:anchor], events))
