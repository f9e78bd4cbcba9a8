"""An authority's figures beside those of its region, England and its neighbours. Pure, over rows already read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from app.indicators.comparing import Rank, direction, mean, rank
from app.indicators.models import Area, Measure, NeighbourList
from app.indicators.rules import AUTHORITY, ENGLAND, NEIGHBOURS, PUBLISHED, REGION, as_shown, is_count, named, shown


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
class Around:
    """An area, the wider ones and the peers in its region, and the newest list of its statistical neighbours.

    `withdrawn` are the lists that were newer than that one until they were withdrawn.
    `former` are those that were neighbours once, where what is told of them is still followed.
    """

    own: Area
    wide: Sequence[Area]
    neighbour_list: NeighbourList | None
    neighbours: Sequence[Area]
    withdrawn: Sequence[NeighbourList] = ()
    former: Sequence[Area] = ()

    @property
    def ids(self) -> list[int]:
        """Every area whose figures are wanted."""
        every = (self.own, *self.wide, *self.neighbours, *self.former)
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

    `mark` says why the source gives no value; nothing where there is a number, or nothing at all.
    """

    told: str
    number: Decimal | None = None
    note: str = ""
    mark: str = ""

    @property
    def computed(self) -> str:
        """How Candour computed it, in words that can stand alone; nothing for what a source gives."""
        return f"{self.note} neighbours, computed" if self.note else ""


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

    @property
    def outlier(self) -> str:
        """Which fifth of the region it is in, in words; nothing where it is in neither end."""
        return self.rank.outlier if self.rank else ""

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

    def of(self, area: Area) -> list[Figure]:
        """Every figure of an area, oldest first."""
        own = [one for one in self._by_key.values() if one.area_id == area.id]
        return sorted(own, key=lambda one: one.period_order)

    def numbers(self, areas: Iterable[Area], period: str) -> list[Decimal]:
        """The values of these areas in a period; marks have none."""
        found = [self.at(area, period) for area in areas]
        return [one.number for one in found if one and one.number is not None]


def line_of(measure: Measure, figures: Iterable[Figure], beside: Around) -> Line | None:
    """A measure's line, or None where the own area has no figure of it."""
    shelf = Shelf(figures)
    series = shelf.of(beside.own)
    if not series:
        return None
    own = series[-1]
    before = next((one for one in reversed(series) if one.period_order < own.period_order), None)
    compared = [] if is_count(measure.unit) else beside.peers
    near = [] if is_count(measure.unit) else beside.neighbours
    return Line(
        measure, own, before, _single(measure, shelf, beside.of_kind(REGION), own.period),
        _single(measure, shelf, beside.of_kind(ENGLAND), own.period), neighbours(measure, shelf, beside, own.period),
        _rank(own, shelf.numbers(compared, own.period), measure), _rank(own, shelf.numbers(near, own.period), measure),
        _way(measure, before, own),
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
    places = measure.decimals if measure.decimals is not None else 1
    return Beside(shown(str(average), "", places), average, note)


def _rank(own: Figure, others: list[Decimal], measure: Measure) -> Rank | None:
    return rank(own.number, others, measure.polarity) if own.number is not None and others else None


def lines_of(measures: Sequence[Measure], figures: Iterable[Figure], beside: Around) -> list[Line]:
    """A line for each measure of which the own area has a figure, in the order of the measures."""
    by_measure: dict[int | None, list[Figure]] = {}
    for one in figures:
        by_measure.setdefault(one.measure_id, []).append(one)
    found = [line_of(measure, by_measure[measure.id], beside) for measure in measures if measure.id in by_measure]
    return [line for line in found if line is not None]
