"""From the figures of a measure to its charts."""

from collections.abc import Sequence

from app.indicators.charts.series import BARS, ENGLAND, KINDS, LINE, NEIGHBOURS, OWN, PANELS, PEER, REGION, Chart, Point
from app.indicators.charts.series import Series as Drawn
from app.indicators.models import Area, Measure
from app.indicators.profile import Around, Figure, Shelf, neighbours
from app.indicators.rules import exact, is_count, told_of

SHOWN = {LINE: (OWN, REGION, ENGLAND, NEIGHBOURS), BARS: (OWN, REGION, ENGLAND, NEIGHBOURS, PEER),
         PANELS: (OWN, REGION, PEER)}
OF_ONE_SIZE = (OWN, PEER)  # what a count may stand beside


def chart_of(kind: str, measure: Measure, figures: Sequence[Figure], beside: Around) -> Chart | None:
    """One chart of a measure, or None where there are too few figures for it."""
    shelf = Shelf(figures)
    periods = _periods(shelf, beside)
    if not periods or (kind != BARS and len(periods) < 2):
        return None
    kept = fitting(kind, measure.unit, series_of(measure, shelf, beside, periods))
    return Chart(kind, measure.title, measure.unit, measure.decimals, measure.polarity, periods, kept)


def series_of(measure: Measure, shelf: Shelf, beside: Around, periods: Sequence[str]) -> list[Drawn]:
    """The figures of the own area, region, England, neighbours and the others of the region, whatever is there."""
    wide = [_drawn(area, as_, shelf, periods) for as_ in (REGION, ENGLAND) if (area := beside.of_kind(as_))]
    peers = [_drawn(area, PEER, shelf, periods) for area in beside.peers]
    return [_drawn(beside.own, OWN, shelf, periods), *wide, _near(measure, shelf, beside, periods), *peers]


def fitting(kind: str, unit: str, series: Sequence[Drawn]) -> tuple[Drawn, ...]:
    """Those that a kind of chart shows, where they have figures; counts stand beside no larger area."""
    kinds = [one for one in SHOWN[kind] if one in OF_ONE_SIZE or not is_count(unit)]
    return tuple(one for one in series if one.kind in kinds and one.points)


def charts_of(measure: Measure, figures: Sequence[Figure], beside: Around) -> list[Chart]:
    """Every chart for which there are figures enough."""
    found = [chart_of(kind, measure, figures, beside) for kind in KINDS]
    return [chart for chart in found if chart is not None]


def _periods(shelf: Shelf, beside: Around) -> tuple[str, ...]:
    """The periods in which the own area has a figure, in order of time, those that are compared with one another."""
    return tuple(one.period for one in shelf.series(beside))


def _drawn(area: Area, kind: str, shelf: Shelf, periods: Sequence[str]) -> Drawn:
    found = [shelf.at(area, period) for period in periods]
    return Drawn(area.name, kind, tuple(Point(one.period, one.value, one.mark) for one in found if one))


def _near(measure: Measure, shelf: Shelf, beside: Around, periods: Sequence[str]) -> Drawn:
    """The neighbours in each period by the list of its own time."""
    order = {one.period: one.period_order for one in shelf.series(beside)}
    near = ((period, neighbours(measure, shelf, beside.at(order[period]), period)) for period in periods)
    found = [(period, one) for period, one in near if one.mark or one.number is not None]
    points = tuple(Point(period, "" if one.number is None else exact(one.number), one.mark) for period, one in found)
    return Drawn("Statistical neighbours", NEIGHBOURS, points, told_of((period, one.computed) for period, one in found))
