"""Where values and marks stand in a chart, so that they hide nothing and can be read."""

from collections.abc import Sequence

from app.indicators.charts.canvas import SIZE, Canvas, Look, Places, Word, reach, width_of
from app.indicators.charts.scales import rows_of
from app.indicators.charts.series import Series

SMALL, QUIET = 12, "#4a5860"
FURTHER = (0, 8, 16, 24)  # how much further away a value may go to be clear of other lines
CLEAR = 3  # what a point of another line takes around its middle
HIT = 100  # how far away a value would rather be than on something else
ROW, APART = 14, 3  # from one row of marks to the next, and between two marks of one row
Across = dict[str, float]


def put_value(canvas: Canvas, word: Word, lines: Sequence[Places], top: float, bottom: float) -> None:
    """A value, told with its point’s height, just above or below its line, the first of these, clear of the rest."""
    width = width_of(word.text, word.size)
    left = word.x - {"left": 0, "center": width / 2, "right": width}[word.align]
    own, *others = [reach(line, left, left + width) for line in lines]
    high, low = own or (word.y, word.y)
    ways = [*(high - word.size - far for far in FURTHER), *(low + word.size + far for far in FURTHER)]
    taken = [(found[0] - CLEAR, found[1] + CLEAR) for found in others if found]
    taken += [(one.y - one.size / 2, one.y + one.size / 2) for one in canvas.values if _beside(one, left, left + width)]
    half = word.size / 2

    def cost(y: float) -> float:
        hits = sum(upper < y + half and y - half < lower for upper, lower in taken)
        return abs(y - word.y) + HIT * (hits + 2 * (not top <= y <= bottom - half))

    canvas.value(word.x, min(ways, key=cost), word.text, word.align, size=word.size, weight=word.weight)


def _beside(word: Word, left: float, right: float) -> bool:
    width = width_of(word.text, word.size)
    start = word.x - {"left": 0, "center": width / 2, "right": width}[word.align]
    return start < right and left < start + width


def put_periods(canvas: Canvas, across: Across, y: float) -> int:
    """The names of periods in as many rows as keep them apart: how high those are."""
    return _in_rows(canvas, [(x, period) for period, x in across.items()], y, Word(0, 0, ""))


def put_ends(canvas: Canvas, periods: Sequence[str], left: float, right: float, y: float) -> int:
    """The first and the last period beneath the ends of a panel: how much higher the last makes it where both are long.
    """
    canvas.write(left, y, periods[0], size=SMALL, colour=QUIET)
    if len(periods) < 2:
        return 0
    lower = ROW if width_of(periods[0] + periods[-1], SMALL) + APART > right - left else 0
    canvas.write(right, y + lower, periods[-1], "right", size=SMALL, colour=QUIET)
    return lower


def put_marks(canvas: Canvas, one: Series, across: Across, y: float, edge: float = 0) -> int:
    """The marks of a series beneath their periods, over the ends by no more than `edge`: how high their rows are."""
    places = list(across.values())
    found = []
    for period, x in across.items():
        point = one.at(period)
        if point and point.mark:
            half = width_of(f"[{point.mark}]", SMALL) / 2
            found.append((min(max(x, places[0] - edge + half), places[-1] + edge - half), f"[{point.mark}]"))
    return _in_rows(canvas, found, y, Word(0, 0, "", size=SMALL, colour=QUIET))


def _in_rows(canvas: Canvas, words: Sequence[tuple[float, str]], y: float, like: Word) -> int:
    halves = [width_of(text, like.size) / 2 for _, text in words]
    rows = rows_of([(x - half, x + half) for (x, _), half in zip(words, halves, strict=True)], APART)
    for (x, text), row in zip(words, rows, strict=True):
        canvas.write(x, y + ROW * row, text, "center", size=like.size, colour=like.colour)
    return ROW * (max(rows, default=-1) + 1)


def put_rows(
    canvas: Canvas, marked: Sequence[tuple[Series, str, int, Look]], across: Across, y: float, right: float
) -> int:
    """Rows of marks, one series beneath the other, each with its name and the shape of its points: how high they are.
    """
    down = 0
    for one, name, size, look in marked:
        canvas.points([(next(iter(across.values())) - 2 * SIZE - APART, y + down)], look)
        canvas.write(right, y + down, name, size=size, colour=QUIET)
        down += put_marks(canvas, one, across, y + down, SIZE)
    return down
