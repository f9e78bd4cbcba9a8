"""The figures of one measure as a table of areas and periods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.indicators.models import Area, Measure
from app.indicators.profile import Around, Figure, computed
from app.indicators.rules import PROVISIONAL, PUBLISHED, told_apart, told_of


@dataclass(frozen=True)
class Row:
    """One area's figures by period, in words; `kind` is own, wide, peer, neighbour or other.

    `note` says how they were computed, where no source gives them.
    """

    name: str
    kind: str
    cells: list[str]
    provisional: bool = False
    note: str = ""


@dataclass(frozen=True)
class Table:
    """Periods from old to new, the rows of all areas, and the marks that stand in them."""

    periods: list[str]
    rows: list[Row]
    marks: list[str]

    def of(self, *kinds: str) -> list[Row]:
        """The rows of these kinds."""
        return [row for row in self.rows if row.kind in kinds]


@dataclass(frozen=True)
class Difference:
    """A provisional figure that was published otherwise."""

    period: str
    provisional: str
    published: str


def table_of(
    measure: Measure, figures: Sequence[Figure], areas: Mapping[int, Area], beside: Around
) -> Table:
    """Own figures first, provisional ones in a row of their own; then the wider areas, authorities, and the others."""
    periods = list(dict.fromkeys(one.period for one in sorted(figures, key=lambda one: (one.period_order, one.period))))
    by_key = {(one.area_id, one.status, one.period): one for one in figures}
    rows: list[Row] = []
    for key, area in areas.items():
        for status in (PUBLISHED, PROVISIONAL):
            found = [by_key.get((key, status, period)) for period in periods]
            if any(found):
                cells = [one.told(measure) if one else "" for one in found]
                rows.append(Row(area.name, _kind(area, beside), cells, status == PROVISIONAL))
    if near := computed(measure, figures, beside):
        cells = [near[period].told if period in near else "" for period in periods]
        note = told_of((period, one.computed) for period, one in near.items())
        rows.append(Row("Statistical neighbours", "wide", cells, note=note))
    order = ("own", "wide", "peer", "neighbour", "other")
    rows.sort(key=lambda row: order.index(row.kind))
    return Table(periods, rows, sorted({one.mark for one in figures if one.mark}))


def _kind(area: Area, beside: Around) -> str:
    if area.id == beside.own.id:
        return "own"
    if any(area.id == one.id for one in beside.peers):
        return "peer"
    if any(area.id == one.id for one in beside.wide):
        return "wide"
    return "neighbour" if any(area.id == one.id for one in beside.neighbours) else "other"


def differences(measure: Measure, figures: Sequence[Figure], own: Area) -> list[Difference]:
    """The own area's provisional figures that were published otherwise, oldest first."""
    mine = [one for one in figures if one.area_id == own.id]
    published = {one.period: one for one in mine if one.status == PUBLISHED}
    return [
        Difference(one.period, *_both(measure, one, published[one.period])) for one in mine
        if one.status == PROVISIONAL and one.period in published
        and (one.value, one.mark) != (published[one.period].value, published[one.period].mark)
    ]


def _both(measure: Measure, was: Figure, now: Figure) -> tuple[str, str]:
    if was.value and now.value:
        return told_apart(was.value, now.value, measure.decimals)
    return was.told(measure), now.told(measure)
