"""An authority's figures beside those of its region, England and its neighbours. Pure, over rows already read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from app.indicators.comparing import Rank, direction, mean, rank
from app.indicators.models import Area, Measure, NeighbourList
from app.indicators.rules import (
    AUTHORITY,
    ENGLAND,
    NEIGHBOURS,
    PUBLISHED,
    REGION,
    as_shown,
    day_in_words,
    exact,
    is_count,
    mean_in_words,
    named,
    shown,
)
from app.indicators.years import comparable, last_day, way_held


@dataclass(frozen=True)
class Figure:
    """One observation as it was read; `mark` says why it has no value."""

    measure_id: int
    area_id: int
    period: str
    period_order: int
    value: str
    mark: str
    status: str = PUBLISHED

    @property
    def number(self) -> Decimal | None:
        """The value, None where there is only a mark."""
        return Decimal(self.value) if self.value else None

    def told(self, measure: Measure) -> str:
        """As people read it."""
        return shown(self.value, self.mark, measure.decimals)


@dataclass(frozen=True)
class Listed:
    """A list of statistical neighbours with its authorities, the nearest first."""

    kept: NeighbourList
    areas: Sequence[Area]


@dataclass(frozen=True)
class Around:
    """An area, the wider ones and the peers in its region, and the lists of its statistical neighbours, newest first.

    The first of the lists is the one that it is compared with, see `at`. `withdrawn` are the lists that were newer
    than that one until they were withdrawn. `former` are those that were neighbours once, where what is told of them
    is still followed.
    """

    own: Area
    wide: Sequence[Area]
    lists: Sequence[Listed] = ()
    withdrawn: Sequence[NeighbourList] = ()
    former: Sequence[Area] = ()

    def at(self, order: int) -> "Around":
        """The same with the newest list that is not from after a period that ends so, or of later ones the earliest."""
        end, days = last_day(order), [one.kept.as_at for one in self.lists]
        fitting = [one for one in self.lists if one.kept.as_at <= end]
        earliest = [one for one in self.lists if one.kept.as_at == min(days)]
        return replace(self, lists=(fitting or earliest)[:1])

    @property
    def neighbour_list(self) -> NeighbourList | None:
        """The list that it is compared with."""
        return self.lists[0].kept if self.lists else None

    @property
    def neighbours(self) -> Sequence[Area]:
        """The authorities on that list."""
        return self.lists[0].areas if self.lists else ()

    @property
    def ids(self) -> list[int]:
        """Every area whose figures are wanted."""
        every = (self.own, *self.wide, *(area for one in self.lists for area in one.areas), *self.former)
        return sorted({area.id for area in every if area.id is not None})

    @property
    def peers(self) -> list[Area]:
        """The other authorities of the region."""
        return [area for area in self.wide if area.kind == AUTHORITY and area.id != self.own.id]

    @property
    def region_name(self) -> str:
        """What the region is called."""
        region = self.of_kind(REGION)
        return region.name if region else "Region"

    def of_kind(self, kind: str) -> Area | None:
        """The region, England, or the neighbours taken together."""
        return next((area for area in self.wide if area.kind == kind), None)


@dataclass(frozen=True)
class Beside:
    """What stands beside an authority's own figure: a text, a number to compare with, and how it was come by.

    `mark` says why the source gives no value; nothing where there is a number, or nothing at all. `listed` is the day
    of the list of neighbours of whom a mean was computed.
    """

    told: str
    number: Decimal | None = None
    note: str = ""
    mark: str = ""
    listed: str = ""

    @property
    def computed(self) -> str:
        """How Candour computed it, in words that can stand alone; nothing for what a source gives."""
        return f"{mean_in_words(self.note)}, list of {self.listed}, computed" if self.note else ""


NOTHING = Beside("–")


@dataclass(frozen=True)
class Line:
    """One measure of an authority in its newest period, compared."""

    measure: Measure
    own: Figure
    before: Figure | None
    region: Beside
    england: Beside
    neighbours: Beside
    rank: Rank | None
    neighbour_rank: Rank | None
    direction: str
    listed: NeighbourList | None = None

    @property
    def outlier(self) -> str:
        """Which fifth of the region it is in, in words; nothing where it is in neither end."""
        return self.rank.outlier if self.rank else ""

    @property
    def listed_later(self) -> bool:
        """Whether the list of neighbours is from after the figure, since no earlier one is kept."""
        return self.listed is not None and self.listed.as_at > last_day(self.own.period_order)

    @cached_property
    def groups(self) -> set[str]:
        """What the filter may ask of it."""
        found = {"outliers"} if self.outlier else set()
        found |= {self.direction} if self.direction in ("better", "worse") else set()
        found |= {"marked"} if self.own.mark else set()
        return found | ({"provisional"} if self.own.status != PUBLISHED else set())


SHOWN = {
    "outliers": "Outliers in the region", "better": "Got better", "worse": "Got worse",
    "marked": "Shown with a mark", "provisional": "Provisional",
}


@dataclass(frozen=True)
class Wanted:
    """The filter as it stands in the address."""

    q: str = ""
    topic: str = ""
    show: str = ""

    def keeps(self, line: Line) -> bool:
        """Whether a line answers to it."""
        text = named(f"{line.measure.title} {line.measure.code}")
        return (
            self.topic in ("", line.measure.topic) and (not self.show or self.show in line.groups)
            and all(word in text for word in named(self.q).split())
        )


class Shelf:
    """The figures of one measure by area and period; where both stand, the published one counts."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._by_key: dict[tuple[int | None, str], Figure] = {}
        for one in figures:
            if one.status == PUBLISHED or (one.area_id, one.period) not in self._by_key:
                self._by_key[one.area_id, one.period] = one

    def at(self, area: Area | None, period: str) -> Figure | None:
        """The figure of an area in a period."""
        return self._by_key.get((area.id, period)) if area else None

    def series(self, beside: Around) -> list[Figure]:
        """The own figures that are compared with one another, oldest first; see `years.way_held`."""
        own = {one.period: one for one in self._by_key.values() if one.area_id == beside.own.id}
        areas = {area.id: area for area in (beside.own, *beside.wide)}.values()
        held = {(one.period_order, period): sum(self.at(area, period) is not None for area in areas)
                for period, one in own.items()}
        return [own[period] for period in comparable(held, way_held(held))]

    def numbers(self, areas: Iterable[Area], period: str) -> list[Decimal]:
        """The values of these areas in a period; marks have none."""
        found = [self.at(area, period) for area in areas]
        return [one.number for one in found if one and one.number is not None]


def line_of(measure: Measure, figures: Iterable[Figure], beside: Around) -> Line | None:
    """A measure's line, or None where the own area has no figure of it."""
    shelf = Shelf(figures)
    series = shelf.series(beside)
    if not series:
        return None
    own = series[-1]
    beside = beside.at(own.period_order)
    before = next((one for one in reversed(series) if one.period_order < own.period_order), None)
    compared = [] if is_count(measure.unit) else beside.peers
    near = [] if is_count(measure.unit) else beside.neighbours
    return Line(
        measure, own, before, _single(measure, shelf, beside.of_kind(REGION), own.period),
        _single(measure, shelf, beside.of_kind(ENGLAND), own.period), neighbours(measure, shelf, beside, own.period),
        _rank(own, shelf.numbers(compared, own.period), measure), _rank(own, shelf.numbers(near, own.period), measure),
        _way(measure, before, own), beside.neighbour_list,
    )


def _way(measure: Measure, before: Figure | None, own: Figure) -> str:
    if before is None or before.number is None or own.number is None:
        return ""
    was, now = as_shown(before.number, measure.decimals), as_shown(own.number, measure.decimals)
    return direction(was, now, measure.polarity)


def _single(measure: Measure, shelf: Shelf, area: Area | None, period: str) -> Beside:
    found = shelf.at(area, period)
    return Beside(found.told(measure), found.number) if found else NOTHING


def neighbours(measure: Measure, shelf: Shelf, beside: Around, period: str) -> Beside:
    """The figure that the source gives for all neighbours, else the plain mean of those on the list that have one."""
    given = shelf.at(beside.of_kind(NEIGHBOURS), period)
    if given:
        return Beside(given.told(measure), given.number, mark=given.mark)
    numbers = shelf.numbers(beside.neighbours, period)
    average = mean(numbers)
    if average is None:
        return NOTHING
    note = f"mean of {len(numbers)} of {len(beside.neighbours)}"
    listed = beside.neighbour_list
    day = day_in_words(listed.as_at) if listed else ""
    return Beside(shown(exact(average), "", measure.decimals), average, note, listed=day)


def computed(measure: Measure, figures: Sequence[Figure], beside: Around) -> dict[str, Beside]:
    """What is computed for the neighbours by period, oldest first, where no source gives it."""
    shelf, periods = Shelf(figures), sorted({(one.period_order, one.period) for one in figures})
    near = ((period, neighbours(measure, shelf, beside.at(order), period)) for order, period in periods)
    return {period: one for period, one in near if one.note} if beside.lists else {}


def _rank(own: Figure, others: list[Decimal], measure: Measure) -> Rank | None:
    return rank(own.number, others, measure.polarity) if own.number is not None and others else None


def lines_of(measures: Sequence[Measure], figures: Iterable[Figure], beside: Around) -> list[Line]:
    """A line for each measure of which the own area has a figure, in the order of the measures."""
    by_measure: dict[int | None, list[Figure]] = {}
    for one in figures:
        by_measure.setdefault(one.measure_id, []).append(one)
    found = [line_of(measure, by_measure[measure.id], beside) for measure in measures if measure.id in by_measure]
    return [line for line in found if line is not None]
