"""Charts as marks on a canvas: told apart by dashes, shapes, hatching and labels, so that colour is never needed."""

from decimal import Decimal
from textwrap import wrap

from app.indicators.charts.canvas import (
    INK,
    PADDING,
    SIZE,
    WIDTH,
    Canvas,
    Look,
    Places,
    Word,
    alone,
    fitted,
    lines_of,
    width_of,
)
from app.indicators.charts.lettering import QUIET, SMALL, Across, put_ends, put_marks, put_periods, put_rows, put_value
from app.indicators.charts.scales import Axis, axis_of, spread
from app.indicators.charts.series import BARS, ENGLAND, LINE, NEIGHBOURS, OWN, PANELS, PEER, REGION, Chart, Point, noted
from app.indicators.charts.series import Series as Drawn
from app.indicators.rules import is_count

ACCENT = "#0b5a5c"
PLOT, BAR = 200, 20  # how high a line chart is within its axes, and each bar
LABELS, NAMES = 176, 190  # room for direct labels right of a line chart, and for names left of bars
LOOKS = {
    OWN: Look(ACCENT, (1, 0), 3, "circle", True), REGION: Look(INK, (8, 4), 1.5, "square"),
    ENGLAND: Look(INK, (2, 3), 1.5, "triangle-up"), NEIGHBOURS: Look(INK, (10, 3, 2, 3), 1.5, "diamond"),
    PEER: Look(INK, (1, 0), 2, "circle"),
}
BEHIND = Look(QUIET, (4, 3), 1)
FILLS = {OWN: ACCENT, REGION: "url(#cd-hatch)", ENGLAND: "url(#cd-hatch)", NEIGHBOURS: "url(#cd-dots)", PEER: "#ffffff"}
COLUMNS, PANEL_WIDTH, PANEL_HEIGHT, PANEL_STEP, BETWEEN = 4, 136, 70, 124, 32
FAR = 0.7  # how far along a panel its last value has no room on its right
NOTE = 18  # lines beneath a chart
MOST_VALUES = 8  # points of a line that can carry their value
CLEAR = 5  # between the last value and the names
LINE_HIGH = 16  # from one line of words to the next
AFTER, BEFORE = LABELS + PADDING - 2, NAMES + PADDING - 8  # room for names right of lines, and left of bars
NO_VALUES = "No value is given"


def canvas_of(chart: Chart) -> Canvas:
    """A canvas with all that a chart shows."""
    canvas = Canvas()
    canvas.height = {LINE: _line, BARS: _bars}.get(chart.kind, _panels)(chart, canvas)
    for line in _noted(chart):
        canvas.write(0, canvas.height + SMALL, line, size=SMALL, colour=QUIET)
        canvas.height += NOTE
    return canvas


def _noted(chart: Chart) -> list[str]:
    """How figures that are drawn were computed, in lines that fit beneath the chart."""
    drawn = [] if chart.kind == PANELS else noted(chart)
    letters = int(WIDTH / width_of("n", SMALL))
    return [line for one in drawn for line in wrap(f"{one.name}: {one.note}", letters)]


def _axis(chart: Chart) -> Axis:
    """Around all figures; a count is seen against nothing at all, so that it is not thought to have doubled."""
    numbers = [point.number for one in chart.series for point in one.points]
    return axis_of(numbers, from_zero=is_count(chart.unit))


def _has_values(chart: Chart) -> bool:
    return any(point.number is not None for one in chart.series for point in one.points)


def _scale(chart: Chart, told: str) -> str:
    """What is measured, and from where to where, which is nothing where there is no value."""
    if not _has_values(chart):
        told = NO_VALUES.lower()
    return f"{chart.unit} ({told})" if chart.unit and told else chart.unit or told


def _head(canvas: Canvas, x: float, y: float, words: str, room: float) -> int:
    """Words above a chart in one line or two; how much lower the second one makes it begin."""
    lines = lines_of(words, room)
    for place, line in enumerate(lines):
        canvas.write(x, y + LINE_HIGH * place, line, colour=QUIET)
    return LINE_HIGH * max(0, len(lines) - 1)


def _evenly(periods: tuple[str, ...], left: float, right: float) -> Across:
    step = (right - left) / max(1, len(periods) - 1)
    return {period: left + step * place for place, period in enumerate(periods)}


def _down(axis: Axis, number: Decimal | None, top: float, height: float) -> float | None:
    return None if number is None else top + height * (1 - axis.share(float(number)))


def _places(one: Drawn, axis: Axis, across: Across, top: float, height: float) -> Places:
    """Where each period's figure stands; a period without one has no height."""
    found = {point.period: point.number for point in one.points}
    return [(x, _down(axis, found.get(period), top, height)) for period, x in across.items()]


def _weight(kind: str) -> str:
    return "normal" if kind == PEER else "bold"


def _line(chart: Chart, canvas: Canvas) -> int:
    axis = _axis(chart)
    told = [width_of(axis.told(tick), SIZE) for tick in axis.ticks]
    left, right, top, height = max(56, 8 - PADDING + max(told)), WIDTH - LABELS, 44, PLOT
    across = _evenly(chart.periods, left + 20, right - 20)
    words = _scale(chart, f"axis begins at {axis.told(axis.low)}" if axis.low else "")
    top += _head(canvas, left, 6, words, WIDTH - left)
    if _has_values(chart):
        _grid(canvas, axis, left, right, top, height)
    else:
        top, height = top - 30, 0
    foot = top + height + 20 + put_periods(canvas, across, top + height + 20)
    ends: list[tuple[Drawn, float]] = []
    for one in reversed(chart.series):  # the own one last, on top
        places = _places(one, axis, across, top, height)
        canvas.line(places, LOOKS[one.kind])
        canvas.points(places, LOOKS[one.kind])
        known = [y for _, y in places if y is not None]
        ends += [(one, known[-1])] if known else []
    _values(chart, canvas, axis, across, top, height)
    for (one, _), y in zip(ends, spread([y for _, y in ends], 15, top, top + height), strict=True):
        name, size = fitted(one.name, AFTER)
        canvas.write(right, y, name, size=size, weight="bold" if one.kind == OWN else "normal")
    marked = [(one, *fitted(one.name, AFTER, SMALL), LOOKS[one.kind]) for one in chart.series if _marked(one)]
    return round(foot) + 2 + put_rows(canvas, marked, across, foot + 4, right)


def _marked(one: Drawn) -> bool:
    return any(point.mark for point in one.points)


def _grid(canvas: Canvas, axis: Axis, left: float, right: float, top: float, height: float) -> None:
    for tick in axis.ticks:
        y = top + height * (1 - axis.share(tick))
        canvas.rule(left, y, right - 8, y)
        canvas.write(left - 8, y, axis.told(tick), "right", colour=QUIET)


def _values(chart: Chart, canvas: Canvas, axis: Axis, across: Across, top: float, height: float) -> None:
    """The own figures in words above or below their points, where there is room."""
    own = next((one for one in chart.series if one.kind == OWN), None)
    if own is None or len(chart.periods) > MOST_VALUES:
        return
    order = [own, *(one for one in chart.series if one is not own)]
    lines = [_places(one, axis, across, top, height) for one in order]
    for period, (x, y) in zip(chart.periods, lines[0], strict=True):
        point = own.at(period)
        if point is not None and y is not None:
            words = chart.short(point)
            half = width_of(words, SIZE) / 2
            word = Word(min(x, WIDTH - LABELS - CLEAR - half), y, words, "center", weight="bold")
            put_value(canvas, word, lines, top - SMALL, top + height)


def _bars(chart: Chart, canvas: Canvas) -> int:
    period, left, top = chart.periods[-1], NAMES, 30
    shown = [(one, point) for one in chart.series if (point := one.at(period))]
    shown.sort(key=lambda pair: (pair[1].number is None, -(pair[1].number or 0)))
    axis = axis_of([point.number for _, point in shown], from_zero=True)
    told = [f"[{point.mark}]" if point.mark else chart.short(point) for _, point in shown]
    room = WIDTH - left - max(70, 12 + max((width_of(words, SIZE) for words in told), default=0))
    top += _head(canvas, left, 8, f"{chart.unit}, {period}" if chart.unit else period, WIDTH - left)
    zero, height = left + room * axis.share(0), top + BAR * len(shown) + 6
    for row, (one, point) in enumerate(shown):
        y = top + BAR * row
        end = zero if point.number is None else left + room * axis.share(float(point.number))
        if point.number is not None:
            canvas.box(zero, y, end - zero, BAR - 6, FILLS[one.kind])
        name, size = fitted(one.name, BEFORE)
        canvas.write(left - 8, y + BAR / 2 - 3, name, "right", size=size, weight=_weight(one.kind))
        canvas.write(max(end, zero) + 6, y + BAR / 2 - 3, told[row], weight=_weight(one.kind))
    canvas.rule(zero, top - 6, zero, height - 8, INK)
    return height


def _panels(chart: Chart, canvas: Canvas) -> int:
    axis = _axis(chart)
    whole = next((one for one in chart.series if one.kind == REGION), None)
    drawn = [one for one in chart.series if one.kind in (OWN, PEER)]
    top = 60.0 + _panel_heads(chart, canvas, axis, whole)
    for first in range(0, len(drawn), COLUMNS):
        row = drawn[first:first + COLUMNS]
        names = [_panel_name(one, place * (PANEL_WIDTH + BETWEEN)) for place, one in enumerate(row)]
        top += LINE_HIGH * (max(map(len, names)) - 1)
        named = [place + COLUMNS >= len(drawn) for place in range(first, first + len(row))]
        feet = [_panel(chart, canvas, axis, (one, whole), (place * (PANEL_WIDTH + BETWEEN), top), last)
                for place, (one, last) in enumerate(zip(row, named, strict=True))]
        top += PANEL_STEP + max(feet)
    return round(top) - 30


def _panel_heads(chart: Chart, canvas: Canvas, axis: Axis, whole: Drawn | None) -> int:
    """What is measured, and whose line is dashed, beside one another or, where that is too long, one beneath the other.
    """
    told = _scale(chart, f"each from {axis.told(axis.low)} to {axis.told(axis.high)}")
    dashed = f"Dashed: {whole.name}" if whole else ""
    if width_of(told + dashed, SIZE) + BETWEEN <= WIDTH:
        canvas.write(WIDTH, 6, dashed, "right", colour=QUIET)
        return _head(canvas, 0, 6, told, WIDTH)
    down = _head(canvas, 0, 6, told, WIDTH) + (LINE_HIGH if whole else 0)
    canvas.write(0, 6 + down, dashed, colour=QUIET)
    return down


def _panel_name(one: Drawn, left: float) -> list[str]:
    """The name over a panel in one line or two, which end before the next panel and at the edge of the picture."""
    return lines_of(one.name, min(PANEL_WIDTH + BETWEEN - CLEAR, WIDTH + PADDING + 2 - left))


def _panel(
    chart: Chart, canvas: Canvas, axis: Axis, lines: tuple[Drawn, Drawn | None], at: tuple[float, float], named: bool
) -> int:
    """One small chart with another area's line behind; how much higher its marks and periods make it."""
    (one, whole), (left, top) = lines, at
    across = _evenly(chart.periods, left, left + PANEL_WIDTH)
    places = _places(one, axis, across, top, PANEL_HEIGHT)
    behind = _places(whole, axis, across, top, PANEL_HEIGHT) if whole else []
    canvas.line(behind, BEHIND)
    canvas.line(places, LOOKS[one.kind])
    canvas.points(alone(places), LOOKS[one.kind])
    _ends(chart, canvas, one, [places, behind], top)
    for row, name in enumerate(reversed(_panel_name(one, left))):
        canvas.write(left, top - 29 - LINE_HIGH * row, name, weight="bold")
    canvas.rule(left, top + PANEL_HEIGHT, left + PANEL_WIDTH, top + PANEL_HEIGHT, QUIET)
    foot = put_marks(canvas, one, across, top + PANEL_HEIGHT + 11)
    y, right = top + PANEL_HEIGHT + 12 + foot, left + PANEL_WIDTH
    return foot + (put_ends(canvas, chart.periods, left, right, y) if named else 0)


def _ends(chart: Chart, canvas: Canvas, one: Drawn, lines: list[Places], top: float) -> None:
    """The first and last value of a panel by their points."""
    known = [point for point in one.points if point.number is not None]
    places = dict(zip(chart.periods, lines[0], strict=True))
    for point in dict.fromkeys(known[-1:] + known[:1]):
        x, y = places[point.period]
        word = Word(x, y or 0, chart.short(point), _outwards(chart, point, point is known[-1]), size=SMALL)
        put_value(canvas, word, lines, top - SMALL, top + PANEL_HEIGHT)


def _outwards(chart: Chart, point: Point, last: bool) -> str:
    """To which side of its point a panel's value goes: away from the other one where it does not leave the panel."""
    share = chart.periods.index(point.period) / max(1, len(chart.periods) - 1)
    if last:
        return "right" if share > FAR else "left"
    return "left" if share < 1 - FAR else "right"
