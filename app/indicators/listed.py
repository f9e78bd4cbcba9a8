"""By which lists of statistical neighbours figures are compared, in words. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.indicators.profile import Line
from app.indicators.rules import day_in_words


@dataclass(frozen=True)
class Used:
    """A list of neighbours, its day an ISO date, and the periods whose figures are compared by it.

    `later` says that it is from after these figures, since no earlier one is kept.
    """

    as_at: str
    source: str
    periods: tuple[str, ...]
    later: bool

    @property
    def listed(self) -> str:
        """The list in words, such as list of 1 October 2014."""
        return f"list of {day_in_words(date.fromisoformat(self.as_at))}"


def lists_used(lines: Iterable[Line]) -> tuple[Used, ...]:
    """Every list of neighbours that lines are compared by, the newest first, apart where it is later than they are."""
    found: dict[tuple[int | None, bool], list[Line]] = {}
    for line in sorted(lines, key=lambda one: -one.own.period_order):
        if line.listed:
            found.setdefault((line.listed.id, line.listed_later), []).append(line)
    used = [
        Used(kept.as_at.isoformat(), kept.source, tuple(dict.fromkeys(one.own.period for one in those)), later)
        for (_, later), those in found.items() if (kept := those[0].listed)
    ]
    return tuple(sorted(used, key=lambda one: one.as_at, reverse=True))
