"""Axes with round numbers, and labels that do not lie on one another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

STEPS = (1, 2, 2.5, 5, 10)
TICKS = 4


@dataclass(frozen=True)
class Axis:
    """The stretch of numbers that a chart shows, with the ticks on it."""

    low: float
    high: float
    step: float

    @property
    def ticks(self) -> list[float]:
        """Round numbers from one end to the other."""
        return [self.low + self.step * place for place in range(round((self.high - self.low) / self.step) + 1)]

    def share(self, number: float) -> float:
        """How far along a number is, from 0 to 1."""
        return (number - self.low) / (self.high - self.low)

    def told(self, tick: float) -> str:
        """A tick in as many decimals as its step needs."""
        places = next((places for places in range(7) if abs(round(self.step, places) - self.step) < 1e-9), 6)
        return f"{round(tick, places) + 0:,.{places}f}".replace("-", "−")


def axis_of(numbers: Iterable[Decimal | None], from_zero: bool = False) -> Axis:
    """An axis around these numbers; it begins at 0 where it must, or where that leaves the numbers room enough."""
    known = [float(number) for number in numbers if number is not None] or [0.0, 1.0]
    low, high = min(known), max(known)
    if from_zero or 0 <= low < high / 2 or low == high:
        low, high = min(low, 0.0), max(high, 0.0)
    high = high if high > low else low + 1
    step = _step(high - low)
    return Axis(floor(low / step) * step, ceil(high / step) * step, step)


def _step(room: float) -> float:
    rough = room / TICKS
    power = 10.0 ** floor(log10(rough))
    return next(step * power for step in STEPS if step * power >= rough * (1 - 1e-9))


def spread(places: Sequence[float], apart: float, top: float, bottom: float) -> list[float]:
    """The places moved as little as needed to stand so far apart and inside the bounds, in their own order."""
    order = sorted(range(len(places)), key=lambda one: places[one])
    found = list(places)
    at = top - apart
    for one in order:
        at = found[one] = max(places[one], at + apart)
    at = bottom + apart
    for one in reversed(order):
        at = found[one] = min(found[one], at - apart)
    return found


def rows_of(stretches: Sequence[tuple[float, float]], apart: float) -> list[int]:
    """For each stretch from left to right the highest row, from 0, in which the one before leaves it room."""
    ends: list[float] = []
    found = []
    for left, right in stretches:
        row = next((row for row, end in enumerate(ends) if end + apart <= left), len(ends))
        ends[row:row + 1] = [right]
        found.append(row)
    return found
