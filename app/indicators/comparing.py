"""What figures say beside one another: rank, outlier and direction. Pure, over decimals.

An outlier is in the highest or lowest fifth of the region's figures; a fifth needs at least five of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.indicators.rules import HIGH, LOW, NONE

FEWEST = 5


@dataclass(frozen=True)
class Rank:
    """A place among `of` figures, of which `equals` others share it; the first is the best, or else the highest."""

    place: int
    of: int
    equals: int
    polarity: str

    @property
    def told(self) -> str:
        """The rank in words, such as 3rd of 11, joint 2nd highest of 11, or highest of 11."""
        return f"{'joint ' if self.equals else ''}{self._placed} of {self.of}"

    @property
    def _placed(self) -> str:
        if self.polarity != NONE:
            return ordinal(self.place)
        if self.place > 1 and self.place + self.equals == self.of:
            return "lowest"
        return "highest" if self.place == 1 else f"{ordinal(self.place)} highest"

    @property
    def end(self) -> str:
        """First or last where it and all who share its place fit into the first or last fifth, else nothing."""
        fifth = self.of // FEWEST
        if self.place + self.equals <= fifth:
            return "first"
        return "last" if self.place > self.of - fifth else ""

    @property
    def outlier(self) -> str:
        """Which fifth of the region it is in, in words; nothing where it is in neither end."""
        words = ("Highest fifth", "Lowest fifth") if self.polarity == NONE else ("Best fifth", "Weakest fifth")
        return {"first": words[0], "last": words[1]}.get(self.end, "")


def rank(own: Decimal, others: Sequence[Decimal], polarity: str) -> Rank:
    """Where a figure stands among others and itself; equal ones share the better place."""
    ahead = [other < own if polarity == LOW else other > own for other in others]
    return Rank(1 + sum(ahead), len(others) + 1, others.count(own), polarity)


def ordinal(number: int) -> str:
    """A number as a place, such as 3rd."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def direction(before: Decimal | None, now: Decimal | None, polarity: str) -> str:
    """How a figure went: better or worse where an end is good, rises or falls where none is, or same; "" unknown."""
    if before is None or now is None:
        return ""
    if before == now:
        return "same"
    rises = now > before
    if polarity == NONE:
        return "rises" if rises else "falls"
    return "better" if rises == (polarity == HIGH) else "worse"


def mean(numbers: Sequence[Decimal]) -> Decimal | None:
    """The plain mean, each authority counting once; None of nothing."""
    return sum(numbers, Decimal(0)) / len(numbers) if numbers else None
