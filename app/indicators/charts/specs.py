"""Charts as marks on a canvas: told apart by dashes, shapes, hatching and labels, so that colour is never needed."""

from decimal import Decimal
from textwrap import wrap

from app.indicators.charts.canvas import INK, WIDTH, Canvas, Look, Places, alone, highest, short, width_of
from app.indicators.charts.scales import Axis, axis_of, spread
from app.indicators.charts.series import BARS, ENGLAND, LINE, NEIGHBOURS, OWN, PANELS, PEER, REGION, Chart, Point
from app.indicators.charts.series import Series as Drawn
from app.indicators.rules import is_count

QUIET, ACCENT = "#4a5860", "#0b5a5c"
LINE_HEIGHT, BAR = 280, 20
LABELS, NAMES = 176, 190  # room for direct labels right of a line chart, and for names left of bars
LOOKS = {
    OWN: Look(ACCENT, (1, 0), 3, "circle", True), REGION: Look(INK, (8, 4), 1.5, "square"),
    ENGLAND: Look(INK, (2, 3), 1.5, "triangle-up"), NEIGHBOURS: Look(INK, (10, 3, 2, 3), 1.5, "diamond"),
    PEER: Look(INK, (1, 0), 2, "circle"),
}
BEHIND = Look(QUIET, (4, 3), 1)
FILLS = {OWN: ACCENT, REGION: "url(#cd-hatch)", ENGLAND: "url(#cd-hatch)", NEIGHBOURS: "url(#cd-dots)", PEER: "#ffffff"}
COLUMNS, PANEL_WIDTH, PANEL_HEIGHT, PANEL_STEP, BETWEEN = 4, 136, 70, 124, 32
SMALL, NOTE = 12, 18  # letters, and lines beneath a chart
ABOVE = 14  # between a point and its value
MOST_VALUES = 8  # points of a line that can carry their value
Across = dict[str, float]


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
    drawn = [] if chart.kind == PANELS else [one for one in chart.series if one.note and any(
        one.at(period) for period in (chart.periods if chart.kind == LINE else chart.periods[-1:]))]
    letters = int(WIDTH / width_of("n", SMALL))
    return [line for one in drawn for line in wrap(f"{one.name}: {one.note}", letters)]


def _axis(chart: Chart) -> Axis:
    """Around all figures; a count is seen against nothing at all, so that it is not thought to have doubled."""
    numbers = [point.number for one in chart.series for point in one.points]
    return axis_of(numbers, from_zero=is_count(chart.unit))


def _scale(chart: Chart, told: str) -> str:
    """What is measured, and from where to where."""
    return f"{chart.unit} ({told})" if chart.unit and told else chart.unit or told


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
    left, right, top, height = 56, WIDTH - LABELS, 44, LINE_HEIGHT - 80
    axis = _axis(chart)
    across = _evenly(chart.periods, left + 20, right - 20)
    canvas.write(left, 6, _scale(chart, f"axis begins at {axis.told(axis.low)}" if axis.low else ""), colour=QUIET)
    _grid(canvas, axis, left, right, top, height)
    for period, x in across.items():
        canvas.write(x, top + height + 20, period, "center")
    ends: list[tuple[Drawn, float]] = []
    for one in reversed(chart.series):  # the own one last, on top
        places = _places(one, axis, across, top, height)
        canvas.line(places, LOOKS[one.kind])
        canvas.points(places, LOOKS[one.kind])
        known = [y for _, y in places if y is not None]
        ends += [(one, known[-1])] if known else []
    _marks(chart, canvas, across, (left, right), top + height)
    _values(chart, canvas, axis, across, top, height)
    for (one, _), y in zip(ends, spread([y for _, y in ends], 15, top, top + height), strict=True):
        canvas.write(right, y, short(one.name), weight="bold" if one.kind == OWN else "normal")
    return LINE_HEIGHT


def _grid(canvas: Canvas, axis: Axis, left: float, right: float, top: float, height: float) -> None:
    for tick in axis.ticks:
        y = top + height * (1 - axis.share(tick))
        canvas.rule(left, y, right - 8, y)
        canvas.write(left - 8, y, axis.told(tick), "right", colour=QUIET)


def _marks(chart: Chart, canvas: Canvas, across: Across, sides: tuple[float, float], bottom: float) -> None:
    """Each mark in the gap that it leaves, one above the other, with whose it is; none reaches over the axis."""
    for period, x in across.items():
        marked = [(one, point) for one in chart.series if (point := one.at(period)) and point.mark]
        for row, (one, point) in enumerate(marked):
            words = f"[{point.mark}] {short(one.name)}"
            half = width_of(words, SMALL) / 2
            middle = min(max(x, sides[0] + half), sides[1] - half)
            canvas.value(middle, bottom - 10 - 14 * row, words, "center", size=SMALL, colour=QUIET)


def _values(chart: Chart, canvas: Canvas, axis: Axis, across: Across, top: float, height: float) -> None:
    """The own figures in words above or below their points, where there is room."""
    own = next((one for one in chart.series if one.kind == OWN), None)
    if own is None or len(chart.periods) > MOST_VALUES:
        return
    places = _places(own, axis, across, top, height)
    others = [_places(one, axis, across, top, height) for one in chart.series if one is not own]
    for at, (period, (x, y)) in enumerate(zip(chart.periods, places, strict=True)):
        point = own.at(period)
        if point is not None and y is not None:
            beside = [y2 for _, y2 in (*places[max(0, at - 1):at], *places[at + 1:at + 2]) if y2 is not None]
            near = [y2 for line in others if (y2 := line[at][1]) is not None]
            below = y + ABOVE < top + height and _crowd(y, 1, near, beside) < _crowd(y, -1, near, beside)
            canvas.value(x, y + (ABOVE if below else -ABOVE), chart.short(point), "center", weight="bold")


def _crowd(y: float, way: int, near: list[float], beside: list[float]) -> float:
    """How much stands in the way of words above (-1) or below a point: other points there, and half the own line."""
    points = sum(0 <= way * (other - y) < 2 * ABOVE for other in near)
    return points + 0.5 * (way * sum(other - y for other in beside) > 0)


def _bars(chart: Chart, canvas: Canvas) -> int:
    period, left, top = chart.periods[-1], NAMES, 30
    shown = [(one, point) for one in chart.series if (point := one.at(period))]
    shown.sort(key=lambda pair: (pair[1].number is None, -(pair[1].number or 0)))
    axis = axis_of([point.number for _, point in shown], from_zero=True)
    room = WIDTH - left - 70
    zero, height = left + room * axis.share(0), top + BAR * len(shown) + 6
    canvas.write(left, 8, f"{chart.unit}, {period}" if chart.unit else period, colour=QUIET)
    for row, (one, point) in enumerate(shown):
        y = top + BAR * row
        end = zero if point.number is None else left + room * axis.share(float(point.number))
        if point.number is not None:
            canvas.box(zero, y, end - zero, BAR - 6, FILLS[one.kind])
        canvas.write(left - 8, y + BAR / 2 - 3, short(one.name), "right", weight=_weight(one.kind))
        words = f"[{point.mark}]" if point.mark else chart.short(point)
        canvas.write(max(end, zero) + 6, y + BAR / 2 - 3, words, weight=_weight(one.kind))
    canvas.rule(zero, top - 6, zero, height - 8, INK)
    return height


def _panels(chart: Chart, canvas: Canvas) -> int:
    axis = _axis(chart)
    whole = next((one for one in chart.series if one.kind == REGION), None)
    drawn = [one for one in chart.series if one.kind in (OWN, PEER)]
    canvas.write(0, 6, _scale(chart, f"each from {axis.told(axis.low)} to {axis.told(axis.high)}"), colour=QUIET)
    canvas.write(WIDTH, 6, f"Dashed: {whole.name}" if whole else "", "right", colour=QUIET)
    for place, one in enumerate(drawn):
        left, top = (place % COLUMNS) * (PANEL_WIDTH + BETWEEN), (place // COLUMNS) * PANEL_STEP + 56
        across = _evenly(chart.periods, left, left + PANEL_WIDTH)
        _frame(canvas, short(one.name), across, top, named=place + COLUMNS >= len(drawn))
        if whole is not None:
            canvas.line(_places(whole, axis, across, top, PANEL_HEIGHT), BEHIND)
        places = _places(one, axis, across, top, PANEL_HEIGHT)
        canvas.line(places, LOOKS[one.kind])
        canvas.points(alone(places), LOOKS[one.kind])
        _ends(chart, canvas, axis, one, across, top)
    return -(-len(drawn) // COLUMNS) * PANEL_STEP + 26


def _frame(canvas: Canvas, name: str, across: Across, top: float, named: bool) -> None:
    """A panel's name and ground line; the lowest of a column names the first and the last period."""
    periods, bottom = list(across), top + PANEL_HEIGHT
    left, right = across[periods[0]], across[periods[0]] + PANEL_WIDTH
    canvas.write(left, top - 22, name, weight="bold")
    canvas.rule(left, bottom, right, bottom, QUIET)
    if named:
        canvas.write(left, bottom + 12, periods[0], size=SMALL, colour=QUIET)
    if named and len(periods) > 1:
        canvas.write(right, bottom + 12, periods[-1], "right", size=SMALL, colour=QUIET)


def _ends(chart: Chart, canvas: Canvas, axis: Axis, one: Drawn, across: Across, top: float) -> None:
    """The first and last value of a panel above their points, and every mark at the bottom."""
    known = [point for point in one.points if point.number is not None]
    ends: dict[Point, str] = {known[-1]: "right"} | ({known[0]: "left"} if len(known) > 1 else {}) if known else {}
    places = _places(one, axis, across, top, PANEL_HEIGHT)
    for point, align in ends.items():
        x, words = across[point.period], chart.short(point)
        room = width_of(words, SMALL)
        left, right = (x, x + room) if align == "left" else (x - room, x)
        canvas.value(x, highest(places, left, right) - 13, words, align, size=SMALL)
    for point in one.points:
        if point.mark:
            align = "right" if point.period == chart.periods[-1] else "left"
            canvas.write(across[point.period], top + PANEL_HEIGHT - 8, f"[{point.mark}]", align, size=SMALL)
