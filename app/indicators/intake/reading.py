"""Lines of a file as figures: each is one, or a sentence with its line number, or blank; nothing is guessed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.core.errors import Refused
from app.indicators.intake.columns import Mapping, cell_at
from app.indicators.intake.periods import Periods
from app.indicators.models import Area, Measure
from app.indicators.rules import COMPUTED, PUBLISHED, STATUSES, THOUSANDS, Period, named, read_value


class Read(NamedTuple):
    """A figure of the file, by the ids of its measure and area."""

    line: int
    measure_id: int
    area_id: int
    period: str
    period_order: int
    value: str
    mark: str


class Fault(NamedTuple):
    """Why a line cannot be used."""

    line: int
    sentence: str


class Blank(NamedTuple):
    """A cell that says nothing."""

    line: int


class Elsewhere(NamedTuple):
    """A line of another status than the file was sent for."""

    line: int
    status: str


Cell = Read | Fault | Blank | Elsewhere
NO_STATUS = "“{}” is neither published nor provisional. Leave the column of the status out if it says something else."
BOTH = "“{}” has the mark “{}” beside it. Leave the column of marks out if they stand beside values."


@dataclass(frozen=True)
class Known:
    """Measures by code and title, areas by name and number; with `own`, figures of that area alone are taken."""

    measures: dict[str, int]
    areas: dict[str, Area]
    own: Area | None = None

    def measure(self, text: str) -> int:
        """The id of a measure; Refused where there is none so named."""
        found = self.measures.get(named(text))
        if found is None:
            raise Refused(f"There is no measure “{text[:60]}”. Bring in the list of measures first."
                          if text else "No measure is named.")
        return found

    def area(self, name: str, number: str) -> int:
        """The id of an area by its name, else its number; Refused for an unknown or a foreign one."""
        found = self.areas.get(named(name)) or self.areas.get(number.removesuffix(".0")) if name or number else self.own
        if found is None or found.id is None:
            raise Refused(f"There is no area “{(name or number)[:60]}”. Use the name or number that the Department "
                          "for Education gives it." if name or number else "No area is named.")
        if self.own is not None and found.id != self.own.id:
            raise Refused(f"Provisional figures can be brought in for {self.own.name} alone, not for {found.name}.")
        return found.id


def known(measures: Iterable[Measure], areas: Iterable[Area], own: Area | None = None) -> Known:
    """What a file may name."""
    by_name: dict[str, int] = {}
    kept = [one for one in measures if one.id is not None]
    for one in kept:
        by_name.setdefault(named(one.title), one.id or 0)
    for one in kept:
        by_name[named(one.code)] = one.id or 0  # a code goes before another measure's title
    listed = list(areas)
    numbers = {area.number: area for area in listed if area.number}
    return Known(by_name, numbers | {named(area.name): area for area in listed}, own)


@dataclass
class Seen:
    """Which figures stood in the file before: a bit for each period, so that a million of them take little room."""

    bits: dict[tuple[int, int], int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)

    def again(self, measure_id: int, area_id: int, period: str) -> bool:
        """Whether this figure stood there already; from now on it did."""
        bit = 1 << self.places.setdefault(period, len(self.places))
        before = self.bits.get((measure_id, area_id), 0)
        self.bits[measure_id, area_id] = before | bit
        return bool(before & bit)


@dataclass
class FigureReader:
    """Reads lines by a mapping of their columns, those of one status, with their periods read together.

    `comma` is what one stands for in a value, one of COMMAS.
    """

    mapping: Mapping
    known: Known
    periods: Periods
    status: str = PUBLISHED
    comma: str = THOUSANDS
    seen: Seen = field(default_factory=Seen)

    @property
    def notes(self) -> list[str]:
        """How periods were read, in sentences."""
        return [*self.mapping.notes, *self.periods.notes.values()]

    def read(self, lines: Iterable[tuple[int, list[str]]]) -> Iterator[Cell]:
        """Every figure, fault and blank, and every line of another status, in the order of the file."""
        for line, cells in lines:
            try:
                yield from self._line(line, cells)
            except Refused as wrong:
                yield Fault(line, wrong.sentence)

    def _line(self, line: int, cells: list[str]) -> Iterator[Cell]:
        cell = self.mapping.cell
        status = self._status(cell(cells, "status"))
        if status != self.status:
            yield Elsewhere(line, status)
            return
        measure_id = self.known.measure(cell(cells, "measure"))
        area_id = self.known.area(cell(cells, "area"), cell(cells, "number"))
        if not self.mapping.periods:
            text = _either(cell(cells, "value"), cell(cells, "mark"))
            yield self._figure(line, measure_id, area_id, self.periods.read(cell(cells, "period")), text)
            return
        for place, period in self.mapping.periods:
            try:
                yield self._figure(line, measure_id, area_id, period, cell_at(cells, place))
            except Refused as wrong:
                yield Fault(line, f"{period.text}: {wrong.sentence}")

    def _status(self, text: str) -> str:
        """The status of a line, which is that of the file where the line gives none."""
        status = text.lower() or self.status
        if status not in (*STATUSES, COMPUTED):
            raise Refused(NO_STATUS.format(text[:40]))
        return status

    def _figure(self, line: int, measure_id: int, area_id: int, period: Period, text: str) -> Read | Blank:
        if not text.strip():
            return Blank(line)
        value = read_value(text, self.comma)
        if self.seen.again(measure_id, area_id, period.text):
            raise Refused("This figure stands in the file twice: an earlier line has the same measure, area, period.")
        return Read(line, measure_id, area_id, period.text, period.order, value.text, value.mark)


def _either(value: str, mark: str) -> str:
    if value and mark:
        raise Refused(BOTH.format(value[:40], mark[:40]))
    return value or mark


def as_row(one: Read, import_id: int) -> dict[str, Any]:
    """A figure as a row of the staging table."""
    return {**one._asdict(), "import_id": import_id}
