"""A data pack from the figures as they stand."""

from collections.abc import Iterable
from dataclasses import replace

from sqlmodel import Session

from app.core.errors import NotFound, Refused
from app.indicators import queries
from app.indicators.charts.building import series_of
from app.indicators.charts.series import PEER, Series
from app.indicators.listed import lists_used
from app.indicators.models import Measure
from app.indicators.pack.contents import Entry, Pack
from app.indicators.profile import Around, Figure, Line, Shelf, line_of
from app.indicators.rules import PUBLISHED, read_period
from app.indicators.years import WHOLE

MOST_PERIODS = 5  # the newest within the year, and those before it


def pack_of(session: Session, authority_id: int, year: str) -> Pack | None:
    """The data pack of an authority for a year such as 2016-17; None where it has no figures up to then.

    A figure belongs to it if its period ends in the calendar year in which that year ends, or before; the neighbours
    are those of its own time, as wherever figures are compared. Five queries.
    """
    try:
        end, beside = read_period(year).order, queries.around(session, authority_id)
    except (NotFound, Refused):
        return None
    figures = queries.latest_figures(session, beside, MOST_PERIODS, before=(end // WHOLE + 1) * WHOLE)
    lines = _lines(queries.measures(session), figures, beside) if figures else []
    if not lines:
        return None
    lists = lists_used(line for line, _ in lines)
    newest = (lists[0].as_at, lists[0].source) if lists else ("", "")
    entries = tuple(_entry(line, shelf, beside) for line, shelf in lines)
    pack = Pack(year, beside.own.name, beside.region_name, *newest, entries)
    # Where one list serves all, the pack is of the shape in which earlier ones were frozen: nobody is told it moved.
    return pack if [one.later for one in pack.used] == [one.later for one in lists] else replace(pack, lists=lists)


def _lines(measures: Iterable[Measure], figures: Iterable[Figure], beside: Around) -> list[tuple[Line, Shelf]]:
    """Each measure of which the authority has a figure, with all of its figures."""
    by_measure: dict[int, list[Figure]] = {}
    for one in figures:
        by_measure.setdefault(one.measure_id, []).append(one)
    shelves = ((measure, by_measure.get(measure.id or 0, [])) for measure in measures)
    return [(line, Shelf(own)) for measure, own in shelves if (line := line_of(measure, own, beside))]


def _entry(line: Line, shelf: Shelf, beside: Around) -> Entry:
    measure, own = line.measure, shelf.series(beside)
    periods = tuple(one.period for one in own)
    series = tuple(_cut(one, line.own.period) for one in series_of(measure, shelf, beside, periods))
    return Entry(
        measure.code, measure.slug, measure.title, measure.topic, measure.unit, measure.decimals, measure.polarity,
        measure.source, measure.licence, periods, tuple(one.period for one in own if one.status != PUBLISHED),
        tuple(one for one in series if one.points), line.rank.told if line.rank else "",
        line.neighbour_rank.told if line.neighbour_rank else "", line.neighbours.note, line.direction, line.outlier,
    )


def _cut(one: Series, period: str) -> Series:
    """Of another authority only the newest figure, which is all that stands beside the own one."""
    if one.kind != PEER:
        return one
    return Series(one.name, one.kind, tuple(point for point in one.points if point.period == period))
