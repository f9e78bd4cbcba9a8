"""Small charts in rows of a table: the own figures as a line, the region’s or England’s dashed behind it."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from app.indicators.charts.building import chart_of
from app.indicators.charts.canvas import Places, alone, path_of
from app.indicators.charts.series import ENGLAND, LINE, OWN, REGION, Chart, Series, course
from app.indicators.profile import Around, Figure, Line

WIDTH, HEIGHT, EDGE = 104, 34, 5
SVG = Markup('<svg class="cd-spark" role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}">{}</svg>')
PATH = Markup('<path d="{}" fill="none" stroke="{}" stroke-width="{}"{}/>')
DOT = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="3" fill="#0b5a5c"/>')
DASHED = Markup(' stroke-dasharray="4 3"')


def sparks_of(lines: Sequence[Line], figures: Sequence[Figure], beside: Around) -> Mapping[int | None, Markup]:
    """A small chart for each measure that has figures enough, by its id."""
    by_measure: dict[int | None, list[Figure]] = {}
    for one in figures:
        by_measure.setdefault(one.measure_id, []).append(one)
    charts = {line.measure.id: chart_of(LINE, line.measure, by_measure[line.measure.id], beside) for line in lines}
    return {key: spark(chart) for key, chart in charts.items() if chart}


def spark(chart: Chart) -> Markup:
    """A line chart as a picture of 104 by 34 pixels, spoken as its sentences; nothing without an own value."""
    own, behind = _of(chart, OWN), _of(chart, REGION) or _of(chart, ENGLAND)
    if own is None:
        return Markup("")
    shown = [one for one in (own, behind) if one]
    numbers = [float(point.number) for one in shown for point in one.points if point.number is not None]
    places = [_places(chart, one, min(numbers), max(numbers)) for one in shown]
    drawn = [PATH.format(path_of(at), "#16232b", 1.2, DASHED) for at in places[1:]]
    drawn += [PATH.format(path_of(places[0]), "#0b5a5c", 2.4, ""), *(DOT.format(*at) for at in alone(places[0]))]
    words = " ".join(course(chart, one) for one in shown)
    return SVG.format(words, WIDTH, HEIGHT, WIDTH, HEIGHT, Markup("").join(drawn))


def _of(chart: Chart, kind: str) -> Series | None:
    """A series that has a value at all."""
    return next((one for one in chart.series if one.kind == kind and any(point.value for point in one.points)), None)


def _places(chart: Chart, one: Series, low: float, high: float) -> Places:
    across, down = (WIDTH - 2 * EDGE) / max(1, len(chart.periods) - 1), HEIGHT - 2 * EDGE
    found = {point.period: point.number for point in one.points}
    return [
        (EDGE + across * place, None if (number := found.get(period)) is None else
         EDGE + down * (1 - (float(number) - low) / ((high - low) or 1)))
        for place, period in enumerate(chart.periods)
    ]
