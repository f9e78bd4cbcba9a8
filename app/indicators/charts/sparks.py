"""Small charts in rows of a table: the own figures as a line with their marks, the region’s or England’s behind it."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from app.indicators.charts.building import chart_of
from app.indicators.charts.canvas import Places, alone, path_of
from app.indicators.charts.series import ENGLAND, LINE, OWN, REGION, Chart, Series, course
from app.indicators.profile import Around, Figure, Line

WIDTH, HEIGHT, EDGE = 104, 34, 5
LETTERS = 10  # how high a mark stands, and how much room it has
SVG = Markup('<svg class="cd-spark" role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}">{}</svg>')
PATH = Markup('<path d="{}" fill="none" stroke="{}" stroke-width="{}"{}/>')
DOT = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="3" fill="#0b5a5c"/>')
MARK = Markup('<text x="{:.1f}" y="{}" text-anchor="{}" font-size="{}" fill="#16232b">[{}]</text>')
DASHED = Markup(' stroke-dasharray="4 3"')


def sparks_of(lines: Sequence[Line], figures: Sequence[Figure], beside: Around) -> Mapping[int | None, Markup]:
    """A small chart for each measure that has figures enough, by its id."""
    by_measure: dict[int | None, list[Figure]] = {}
    for one in figures:
        by_measure.setdefault(one.measure_id, []).append(one)
    charts = {line.measure.id: chart_of(LINE, line.measure, by_measure[line.measure.id], beside) for line in lines}
    return {key: spark(chart) for key, chart in charts.items() if chart}


def spark(chart: Chart) -> Markup:
    """A line chart as a picture of 104 by 34 pixels, spoken as its sentences; nothing without an own figure or mark.

    Own marks stand at the foot of the gaps that they leave.
    """
    own, behind = _of(chart, OWN), _of(chart, REGION) or _of(chart, ENGLAND)
    if own is None:
        return Markup("")
    shown = [one for one in (own, behind) if one]
    numbers = [float(point.number) for one in shown for point in one.points if point.number is not None] or [0]
    foot = LETTERS if any(point.mark for point in own.points) else 0
    places = [_places(chart, one, min(numbers), max(numbers), foot) for one in shown]
    drawn = [PATH.format(path_of(at), "#16232b", 1.2, DASHED) for at in places[1:]]
    drawn += [PATH.format(path_of(places[0]), "#0b5a5c", 2.4, ""), *(DOT.format(*at) for at in alone(places[0]))]
    drawn += [_mark(chart, own, place, x) for place, (x, _) in enumerate(places[0])]
    words = " ".join(course(chart, one) for one in shown)
    return SVG.format(words, WIDTH, HEIGHT, WIDTH, HEIGHT, Markup("").join(drawn))


def _mark(chart: Chart, own: Series, place: int, x: float) -> Markup:
    """What stands in place of a figure, within the picture."""
    point = own.at(chart.periods[place])
    if point is None or not point.mark:
        return Markup("")
    ends = {0: ("start", 0.0), len(chart.periods) - 1: ("end", float(WIDTH))}
    anchor, at = ends.get(place, ("middle", x))
    return MARK.format(at, HEIGHT - 1, anchor, LETTERS, point.mark)


def _of(chart: Chart, kind: str) -> Series | None:
    """A series that has a value at all, or of the own one a mark."""
    return next((one for one in chart.series if one.kind == kind
                 and any(point.value or (kind == OWN and point.mark) for point in one.points)), None)


def _places(chart: Chart, one: Series, low: float, high: float, foot: int) -> Places:
    across, down = (WIDTH - 2 * EDGE) / max(1, len(chart.periods) - 1), HEIGHT - 2 * EDGE - foot
    found = {point.period: point.number for point in one.points}
    return [
        (EDGE + across * place, None if (number := found.get(period)) is None else
         EDGE + down * (1 - (float(number) - low) / ((high - low) or 1)))
        for place, period in enumerate(chart.periods)
    ]
