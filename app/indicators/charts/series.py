"""What a chart is made from, and the sentences that say the same as it does."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from app.indicators.comparing import direction
from app.indicators.rules import HIGH, LOW, MARKS, NONE, as_shown, note_of, shown

OWN, REGION, ENGLAND, NEIGHBOURS, PEER = "own", "region", "england", "neighbours", "peer"
LINE, BARS, PANELS = "line", "bars", "panels"
KINDS = (LINE, BARS, PANELS)
NOTHING = "no figure"
MOST_NAMED = 4  # other authorities whose figures are told one by one


@dataclass(frozen=True)
class Point:
    """One figure: exact decimal text, or nothing with the mark that says why."""

    period: str
    value: str = ""
    mark: str = ""

    @property
    def number(self) -> Decimal | None:
        """The value, None where there is only a mark."""
        return Decimal(self.value) if self.value else None


@dataclass(frozen=True)
class Series:
    """The figures of one area, oldest first; `kind` says how it is drawn, `note` how they were computed, if they were.
    """

    name: str
    kind: str
    points: tuple[Point, ...]
    note: str = ""

    def at(self, period: str) -> Point | None:
        """The figure of a period."""
        return next((point for point in self.points if point.period == period), None)


@dataclass(frozen=True)
class Chart:
    """A chart of one measure: its kind, and series over periods in order of time; bars show the last period alone."""

    kind: str
    title: str
    unit: str
    decimals: int | None
    polarity: str
    periods: tuple[str, ...]
    series: tuple[Series, ...]

    def told(self, point: Point | None) -> str:
        """A figure as people read it, a mark with its meaning."""
        if point is None:
            return NOTHING
        if point.mark:
            return f"“{point.mark}” ({MARKS.get(point.mark, 'no value')})"
        return shown(point.value, "", self.decimals)

    def number(self, point: Point) -> Decimal | None:
        """A figure’s value rounded as people read it, None where there is only a mark."""
        return None if point.number is None else as_shown(point.number, self.decimals)

    def short(self, point: Point) -> str:
        """A figure or its mark, to stand in a chart."""
        return shown(point.value, point.mark, self.decimals)

    def content(self) -> dict[str, Any]:
        """All that the drawing depends on."""
        return asdict(self)


def message(chart: Chart) -> str:
    """The text alternative: what the chart says, in a sentence or two."""
    says = {LINE: _line, BARS: _bars, PANELS: _panels}[chart.kind]
    unit = f", {chart.unit[:1].lower()}{chart.unit[1:]}" if chart.unit else ""
    return " ".join([f"{chart.title}{unit}. {says(chart)}", *_notes(chart)])


def _notes(chart: Chart) -> list[str]:
    return [f"{one.name}: {one.note}." for one in noted(chart)]


def noted(chart: Chart) -> list[Series]:
    """Those of which it is said how figures that no source gives were computed: bars tell of the last period alone."""
    if chart.kind != BARS:
        return [one for one in chart.series if one.note and one.points]
    last = chart.periods[-1]
    told = [replace(one, note=note_of(one.note, last)) for one in chart.series if one.at(last)]
    return [one for one in told if one.note]


def _line(chart: Chart) -> str:
    return " ".join(course(chart, one) for one in chart.series if one.points)


def course(chart: Chart, one: Series) -> str:
    """How the figures of an area went over time, in a sentence, and a second one about its marks."""
    known = [point for point in one.points if point.value]
    gaps = [f"{point.period}: {chart.told(point)}" for point in one.points if point.mark]
    missing = f" Without a value: {'; '.join(gaps)}." if gaps else ""
    if not known:
        return f"{one.name} has no value.{missing}"
    first, last = known[0], known[-1]
    if first is last:
        return f"{one.name}: {chart.told(last)} in {last.period}.{missing}"
    was, now = chart.number(first), chart.number(last)
    if was == now:
        return f"{one.name} began and ended at {chart.told(last)} ({first.period} and {last.period}).{missing}"
    verb = "rose" if direction(was, now, NONE) == "rises" else "fell"
    went = direction(was, now, chart.polarity)
    good = f", which is {went}" if went in ("better", "worse") else ""
    return (f"{one.name} {verb} from {chart.told(first)} in {first.period} to {chart.told(last)} "
            f"in {last.period}{good}.{missing}")


def _bars(chart: Chart) -> str:
    period = chart.periods[-1]
    pairs = [(one, one.at(period)) for one in chart.series]
    peers = [(one, point) for one, point in pairs if one.kind == PEER]
    many = peers if len(peers) > MOST_NAMED else []
    own = [f"{one.name}: {chart.told(point)}" for one, point in pairs if one.kind == OWN]
    beside = [f"{one.name} {chart.told(point)}" for one, point in pairs if one.kind != OWN and (one, point) not in many]
    beside += [f"{len(many)} {'other ' if own else ''}authorities"] if many else []
    told = f"In {period}, {own[0]}; beside it {', '.join(beside) or 'nothing'}." if own else (
        f"In {period}: {', '.join(beside)}.")
    lacking = _lacking(chart, ((one.name, point, "") for one, point in many))
    return " ".join(part for part in (told, _ends(chart, pairs), lacking) if part)


def _lacking(chart: Chart, points: Iterable[tuple[str, Point | None, str]]) -> str:
    """A sentence of those without a value, each mark with its meaning once, then who has it and, where told, when."""
    found: dict[str, dict[str, list[str]]] = {}
    for name, point, period in points:
        if point is None or point.number is None:
            found.setdefault(chart.told(point), {}).setdefault(name, []).append(period)
    told = [f"{why}: {', '.join(_at(name, periods) for name, periods in who.items())}" for why, who in found.items()]
    return f"Without a value: {'; '.join(told)}." if told else ""


def _at(name: str, periods: Sequence[str]) -> str:
    when = " and ".join(period for period in periods if period)
    return f"{name} in {when}" if when else name


def _ends(chart: Chart, pairs: Sequence[tuple[Series, Point | None]]) -> str:
    """Who has the highest and who the lowest figure, as they read; those who share one are all told of."""
    peers = [(number, one.name) for one, point in pairs
             if one.kind in (OWN, PEER) and point and (number := chart.number(point)) is not None]
    if len(peers) < 2:
        return ""
    low, high = min(peers)[0], max(peers)[0]
    if low == high:
        return f"All {len(peers)} authorities have {shown(str(high), '', chart.decimals)}."
    told = [_holders([name for number, name in peers if number == at], words, shown(str(at), "", chart.decimals))
            for at, words in ((high, "the highest"), (low, "the lowest"))]
    return f"Of {len(peers)} authorities {' and '.join(told)}."


def _holders(names: Sequence[str], words: str, figure: str) -> str:
    if len(names) == 1:
        return f"{names[0]} has {words} ({figure})"
    who = f"{names[0]} and {names[1]}" if len(names) == 2 else f"{len(names)} of them"
    return f"{who} share {words} ({figure})"


def _panels(chart: Chart) -> str:
    ways: dict[str, list[str]] = {}
    for one in chart.series:
        known = [chart.number(point) for point in one.points if point.value]
        way = direction(known[0], known[-1], NONE) if len(known) > 1 else ""
        ways.setdefault(way, []).append(one.name)
    words = {"rises": "Rose", "falls": "Fell", "same": "Unchanged", "": "Too few values to tell"}
    told = "; ".join(f"{words[way]}: {', '.join(names)}" for way, names in sorted(ways.items(), reverse=True))
    good = {HIGH: " High is good.", LOW: " Low is good."}.get(chart.polarity, "")
    marked = _lacking(chart, [(one.name, point, point.period) for one in chart.series for point in one.points])
    return f"From {chart.periods[0]} to {chart.periods[-1]}. {told}.{good} {marked}".strip()
