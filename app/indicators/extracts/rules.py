"""What an extract is: which figures somebody chose, and what those were. Pure; the same figures have the same name."""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from app.indicators.charts import series as drawn
from app.indicators.charts.series import BARS, LINE, PANELS, Chart, Point, Series
from app.indicators.rules import MARKS, PROVISIONAL, is_count, period_named, shown, slug_of, told_apart, told_of
from app.indicators.years import other_name

OWN, REGION, ENGLAND, NEIGHBOURS, PEERS = "own", "region", "england", "neighbours", "peers"
GROUPS = {
    OWN: "The authority", REGION: "The region", ENGLAND: "England", NEIGHBOURS: "Statistical neighbours together",
    PEERS: "Every other authority of the region",
}
KINDS = {
    OWN: drawn.OWN, REGION: drawn.REGION, ENGLAND: drawn.ENGLAND, NEIGHBOURS: drawn.NEIGHBOURS, PEERS: drawn.PEER,
}
MOST_PERIODS, MOST_AREAS, MOST_LINES = 12, 30, 6
TABLE = "table"
FIGURE = "figure"  # one figure in a sentence, among the forms of a block
UNSAID = "The source has no figure of {} for {}, only the mark “{}” ({}). Say it in words, or show it in a table."


@dataclass(frozen=True)
class Choice:
    """Which areas, by group or slug, from which period to which; no first is the earliest, no last the newest."""

    areas: tuple[str, ...]
    first: str = ""
    last: str = ""


@dataclass(frozen=True)
class Described:
    """A measure as it was described when its figures were taken."""

    slug: str
    code: str
    title: str
    unit: str
    decimals: int | None
    polarity: str
    source: str


@dataclass(frozen=True)
class Taken:
    """One figure as it was: exact decimal text, or nothing and a mark, and whether it was published yet.

    `note` says how it was computed, for what no source gives; those taken before there were notes have none.
    """

    period: str
    value: str
    mark: str
    status: str
    note: str = ""


@dataclass(frozen=True)
class Row:
    """The figures of one area, oldest first; `group` is one of GROUPS."""

    name: str
    group: str
    points: tuple[Taken, ...]

    def at(self, period: str) -> Taken | None:
        """The figure of a period."""
        return next((point for point in self.points if point.period == period), None)

    @property
    def note(self) -> str:
        """How its figures were computed; nothing where a source gives them."""
        return told_of((point.period, point.note) for point in self.points)


@dataclass(frozen=True)
class LeftOut:
    """An area that was chosen, and its years that stand under another name alone than those that are shown."""

    name: str
    periods: tuple[str, ...]


@dataclass(frozen=True)
class Extract:
    """Figures of one measure that somebody chose, as they were; never changed.

    `left_out` are years of other names, which are not compared with these.
    """

    measure: Described
    choice: Choice
    periods: tuple[str, ...]
    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...] = ()

    @cached_property
    def content(self) -> dict[str, Any]:
        """All of it as plain data; without empty notes or years left out, so that earlier extracts keep their names."""
        return json.loads(json.dumps(asdict(self, dict_factory=_plain)))  # type: ignore[no-any-return]

    @cached_property
    def name(self) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of its content."""
        told = json.dumps(self.content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def points(self) -> list[tuple[Row, Taken]]:
        """Every figure with its row."""
        return [(row, point) for row in self.rows for point in row.points]

    @property
    def text(self) -> str:
        """The figure as it reads in a sentence, where this is one alone; else nothing."""
        if len(self.points) != 1:
            return ""
        percent = "%" if self.measure.unit.startswith("%") and not self.points[0][1].mark else ""
        return f"{self.told(self.points[0][1])}{percent}"

    @property
    def provisional(self) -> bool:
        """Whether any of it was not published yet."""
        return any(point.status == PROVISIONAL for _, point in self.points)

    @property
    def source(self) -> str:
        """Who gives the figures: the source of the measure, or the authority itself where none was published yet.

        What was computed from them is told of behind it.
        """
        if all(point.status == PROVISIONAL for _, point in self.points):
            return f"{self.rows[0].name}, its own count"
        computed = [f"{row.name}: {row.note}" for row in self.rows if row.note]
        return ". ".join([self.measure.source, *computed] if self.measure.source else computed)

    def caption(self, form: str) -> str:
        """What it is, for whom and when, as a caption to begin with, where it is shown in that form."""
        unit = self.measure.unit[:1].lower() + self.measure.unit[1:]
        periods = self.shown(form)
        span = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
        return f"{self.measure.title}{f' ({unit})' if unit else ''}, {span}"

    def shown(self, form: str) -> tuple[str, ...]:
        """The periods that one sees where it is shown in that form: of bars the last alone."""
        chart = self.chart(form)
        return chart.periods[-1:] if chart and form == BARS else self.periods

    @property
    def unsaid(self) -> str:
        """Why a single figure cannot stand in a sentence: it is only a mark; nothing where it can."""
        [(row, point), *others] = self.points
        if others or not point.mark:
            return ""
        return UNSAID.format(row.name, point.period, point.mark, MARKS.get(point.mark, "no value"))

    @property
    def says(self) -> str:
        """A single figure in words: what, where, when, and whether it is final."""
        row, point = self.points[0]
        unit = f" ({self.measure.unit})" if self.measure.unit else ""
        return f"{self.measure.title}{unit}: {row.name}, {point.period}, {point.status}"

    @property
    def marks(self) -> list[str]:
        """The marks that stand in it, each with its meaning."""
        found = sorted({point.mark for _, point in self.points if point.mark})
        return [f"[{mark}]: {MARKS.get(mark, 'no value')}" for mark in found]

    @property
    def told_left_out(self) -> list[str]:
        """A sentence of the areas whose years are left out, each with those years; none where there are none."""
        told = "; ".join(f"{one.name} ({', '.join(one.periods)})" for one in self.left_out)
        return [f"Left out, since years of another name are not compared: {told}"] if told else []

    def told(self, point: Taken | None) -> str:
        """A figure as people read it."""
        return shown(point.value, point.mark, self.measure.decimals) if point else ""

    @property
    def forms(self) -> list[str]:
        """The ways in which it can be shown."""
        several, over_time = len(self.drawable) > 1, len(self.periods) > 1
        fits = {LINE: over_time and len(self.drawable) <= MOST_LINES, BARS: several, PANELS: several and over_time}
        return [form for form, possible in fits.items() if possible and self.drawable] + [TABLE]

    @cached_property
    def drawable(self) -> list[Row]:
        """The rows that a chart can show: plain counts of larger areas stand beside no smaller one."""
        larger = (REGION, ENGLAND, NEIGHBOURS) if is_count(self.measure.unit) else ()
        return [row for row in self.rows if row.group not in larger]

    def chart(self, form: str) -> Chart | None:
        """It as a chart of that form, None where it cannot be one; bars are of the last period of the authority's own.
        """
        if form == TABLE or form not in self.forms:
            return None
        series = tuple(
            Series(row.name, KINDS[row.group], tuple(Point(one.period, one.value, one.mark) for one in row.points),
                   row.note) for row in self.drawable
        )
        about, own = self.measure, [point.period for row in self.rows if row.group == OWN for point in row.points]
        upto = self.periods.index(own[-1]) + 1 if own and form == BARS else None
        return Chart(form, about.title, about.unit, about.decimals, about.polarity, self.periods[:upto], series)


def _plain(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value for name, value in pairs if name not in ("note", "left_out") or value}


def read(content: dict[str, Any]) -> Extract:
    """The extract whose content this is."""
    rows = (Row(one["name"], one["group"], tuple(Taken(**point) for point in one["points"])) for one in content["rows"])
    choice = content["choice"]
    return Extract(
        Described(**content["measure"]), Choice(tuple(choice["areas"]), choice["first"], choice["last"]),
        tuple(content["periods"]), tuple(rows),
        tuple(LeftOut(one["name"], tuple(one["periods"])) for one in content.get("left_out", ())),
    )


def changes(old: Extract, new: Extract) -> list[str]:
    """What is different now, a sentence each; nothing where the figures are the same.

    An area that the new one does not ask for any more is no change by itself: it is told of before the others.
    """
    leaving = [row.name for row in old.rows if _asked_by_name(row, old) and not _asked_by_name(row, new)]
    before = {(row.name, period_named(point.period)): point for row, point in old.points if row.name not in leaving}
    found = []
    for row, point in new.points:
        was = before.pop((row.name, point.period), None) or _renamed(before, row, point.period)
        if was is None:
            found.append(f"{row.name}, {point.period}: {new.told(point)} is new.")
        elif (was.value, was.mark, was.status) != (point.value, point.mark, point.status):
            where = f"{row.name}, {point.period}"
            told = old.told(was), new.told(point)
            if was.value and point.value and old.measure.decimals == new.measure.decimals:
                told = told_apart(was.value, point.value, new.measure.decimals)
            told_how = _recomputed if was.note or point.note else _change
            found.append(told_how(where, (told[0], was), (told[1], point)))
    found += [f"{name}, {period}: {old.told(one)} is not given any more." for (name, period), one in before.items()]
    return found and [*(f"{name} is no longer a neighbour; it leaves the block." for name in leaving), *found]


def _renamed(before: dict[tuple[str, str], Taken], row: Row, period: str) -> Taken | None:
    """The figure of a year that stood under its other name, which stands no more."""
    other = other_name(period)
    return None if row.at(other) else before.pop((row.name, other), None)


def _asked_by_name(row: Row, extract: Extract) -> bool:
    """Whether this area was chosen by itself, and not as one of a group."""
    return slug_of(row.name) in extract.choice.areas


def _change(where: str, was: tuple[str, Taken], now: tuple[str, Taken]) -> str:
    status = now[1].status if was[1].status != now[1].status else ""
    if was[0] == now[0]:
        return f"{where}: {now[0]}, {was[1].status} then, is {status} now."
    return f"{where}: the {was[1].status} figure {was[0]} is now {now[0]}{f', {status}' if status else ''}."


def _recomputed(where: str, was: tuple[str, Taken], now: tuple[str, Taken]) -> str:
    """The same of what no source gives, whose neighbours may have changed and not only their figures."""
    old, new = (f"{told} ({point.note or point.status})" for told, point in (was, now))
    return f"{where}: {old} is now {new}."
