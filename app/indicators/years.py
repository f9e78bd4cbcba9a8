"""The two names of a year: 2017, by when it ends, and 2016-17. Whether they are the same one, a person decides."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

ENDING, SPAN = "ending", "span"
WHOLE = 10_000  # what the order of a whole year is a multiple of; parts of years have their month in it
BY_CALENDAR = "calendar"  # stands in the frequency of a measure whose 2017 cannot be 2016-17
Held = Mapping[tuple[int, str], int]
OVER_TWO = ("financial", "academic", "school", "march", "august", "september", "sept")  # years that end within one


def last_day(order: int) -> date:
    """The day on which a period ends, by its order; a whole year ends on 31 March, as the year of an assessment does.
    """
    year, month, day = order // WHOLE, order % WHOLE // 100, order % 100
    if not month:
        return date(year, 3, 31)
    return date(year, month, day or monthrange(year, month)[1])


def way_of(period: str, order: int) -> str:
    """In which of the two ways a whole year is named; nothing for any other period."""
    if order % WHOLE:
        return ""
    return ENDING if len(period) == len("2017") else SPAN


def name_of(order: int, way: str) -> str:
    """The name of a whole year in one of the two ways."""
    end = order // WHOLE
    return f"{end}" if way == ENDING else f"{end - 1}-{end % 100:02}"


def other_name(period: str) -> str:
    """The other name of a whole year: of 2017 that is 2016-17; nothing for any other period."""
    if len(period) == 4 and period.isdecimal():
        return name_of(int(period) * WHOLE, SPAN)
    first, _, last = period.partition("-")
    spans = len(first) == 4 and len(last) == 2 and (first + last).isdecimal() and (int(first) + 1) % 100 == int(last)
    return f"{int(first) + 1}" if spans else ""


def way_held(held: Held) -> str:
    """In which way years are told of, by how many areas have a figure under each order and name: as the newest is.

    Where the newest stands under both names it is the one of most of its figures, then of most figures of all, then
    that by when a year ends. Nothing where there is no whole year.
    """
    every = Names()
    for (order, period), count in held.items():
        every.add(order, period, count)
    ranks = {(order, count, every.in_way(way), way == ENDING): way
             for (order, period), count in every.counts.items() for way in [way_of(period, order)]}
    return ranks[max(ranks)] if ranks else ""


def comparable(held: Held, way: str) -> list[str]:
    """The periods that are compared with one another, oldest first; years that are named in another way are not."""
    return [period for order, period in sorted(held) if way_of(period, order) in ("", way)]


@dataclass
class Names:
    """How often the years of one measure stand under each name, by their order."""

    counts: dict[tuple[int, str], int] = field(default_factory=dict)

    def add(self, order: int, period: str, count: int) -> None:
        """Count figures of a period; only whole years are kept."""
        if way_of(period, order):
            self.counts[order, period] = self.counts.get((order, period), 0) + count

    def in_way(self, way: str) -> int:
        """How many figures have names of this kind."""
        return sum(count for (order, period), count in self.counts.items() if way_of(period, order) == way)

    @property
    def ways(self) -> set[str]:
        """The ways that are used."""
        return {way_of(period, order) for order, period in self.counts}

    @property
    def usual(self) -> str:
        """The way that most figures are named in; of two alike, by when a year ends."""
        return SPAN if self.in_way(SPAN) > self.in_way(ENDING) else ENDING

    @property
    def twice(self) -> bool:
        """Whether any year stands under both names."""
        orders = [order for order, _ in self.counts]
        return len(set(orders)) < len(orders)

    def renamed(self, way: str) -> dict[str, str]:
        """The names that are not of this way, each with what it would be in it, in order of time."""
        return {period: name_of(order, way) for order, period in sorted(self.counts) if way_of(period, order) != way}


def by_measure(rows: Iterable[tuple[int, int, str, int]]) -> dict[int, Names]:
    """Names by measure, of rows of measure, order, period and how many figures have them."""
    found: dict[int, Names] = {}
    for measure_id, order, period, count in rows:
        found.setdefault(measure_id, Names()).add(order, period, count)
    return {measure_id: names for measure_id, names in found.items() if names.counts}


def is_by_calendar(frequency: str) -> bool:
    """Whether a measure is counted by calendar years."""
    return BY_CALENDAR in frequency.lower()


def ends_within(frequency: str) -> bool:
    """Whether its frequency says that a year of it begins in one calendar year and ends, or is counted, in the next."""
    return any(word in frequency.lower() for word in OVER_TWO) and not is_by_calendar(frequency)


def in_words(renamed: Mapping[str, str]) -> str:
    """Names with what they would become, such as “2016-17” as “2017”."""
    return ", ".join(f"“{was}” as “{becomes}”" for was, becomes in renamed.items())
