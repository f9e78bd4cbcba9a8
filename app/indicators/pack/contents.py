"""What a data pack holds, and the same as plain data: what is frozen, printed and handed out. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.indicators.charts.building import fitting
from app.indicators.charts.series import BARS, LINE, NEIGHBOURS, OWN, PEER, Chart, Point, Series
from app.indicators.listed import Used
from app.indicators.rules import MARKS, read_period, shown
from app.indicators.years import last_day

Content = dict[str, Any]
WAYS = {"better": "Better", "worse": "Worse", "rises": "Rises", "falls": "Falls", "same": "The same"}
FEWEST_PEERS = 3  # with fewer, bars beside one another say less than a line over time


@dataclass(frozen=True)
class Entry:
    """One measure of an authority in its newest period within the year, and the few before it.

    `series` are those of the authority, region, England and neighbours in all periods, and of the other authorities
    of the region in the newest. `provisional` are the periods whose own figure is. Ranks, outlier and direction are
    words, as they were told when the pack was made; `neighbours_note` says how the neighbours' figure was come by.
    """

    code: str
    slug: str
    title: str
    topic: str
    unit: str
    decimals: int | None
    polarity: str
    source: str
    licence: str
    periods: tuple[str, ...]
    provisional: tuple[str, ...]
    series: tuple[Series, ...]
    rank: str
    neighbour_rank: str
    neighbours_note: str
    direction: str
    outlier: str

    @property
    def period(self) -> str:
        """The newest."""
        return self.periods[-1]

    def of(self, kind: str) -> Series | None:
        """The series of the authority, the region, England or the neighbours."""
        return next((one for one in self.series if one.kind == kind), None)

    def told(self, kind: str, period: str = "") -> str:
        """A figure in the newest or another period, in words; its mark in brackets; or a dash where there is none."""
        found = self.of(kind)
        point = found.at(period or self.period) if found else None
        if point is None:
            return "–"
        return f"[{point.mark}]" if point.mark else shown(point.value, "", self.decimals)

    @property
    def earlier(self) -> list[tuple[str, str]]:
        """The authority's own figures before the newest: period and words, the latest first."""
        return [(period, self.told(OWN, period)) for period in reversed(self.periods[:-1])]

    @property
    def way(self) -> str:
        """How it went since the period before, in words."""
        return WAYS.get(self.direction, "Cannot be told" if self.earlier else "First figure")

    @property
    def marks(self) -> set[str]:
        """The marks that stand in what is told of it."""
        return {point.mark for one in self.series for point in one.points if point.mark}

    @property
    def chart(self) -> Chart | None:
        """The chart that says most: bars where there are authorities to stand beside, else a line over time."""
        peers = [one for one in self.series if one.kind == PEER]
        kind = BARS if len(peers) >= FEWEST_PEERS else LINE
        kept = fitting(kind, self.unit, self.series)
        if kind == LINE and len(self.periods) < 2:
            return None
        return Chart(kind, self.title, self.unit, self.decimals, self.polarity, self.periods, kept)


@dataclass(frozen=True)
class Pack:
    """The measures of one authority for a year, and beside whom they stand.

    `neighbours_as_at` is the day of the newest list of neighbours, an ISO date, and empty with `neighbours_source`
    where none is kept. `lists` are those that figures are compared by, where it does not serve them all.
    """

    year: str
    authority: str
    region: str
    neighbours_as_at: str
    neighbours_source: str
    entries: tuple[Entry, ...]
    lists: tuple[Used, ...] = ()

    @property
    def used(self) -> tuple[Used, ...]:
        """The lists of neighbours by which its figures are compared, the newest first."""
        if self.lists or not self.neighbours_as_at:
            return self.lists
        later = date.fromisoformat(self.neighbours_as_at) > last_day(read_period(self.year).order)
        return (Used(self.neighbours_as_at, self.neighbours_source, (), later),)

    def listed(self, entry: Entry) -> str:
        """The list in words by which a measure is compared; nothing where none is kept."""
        fitting = [one for one in self.used if entry.period in one.periods] or self.used
        return fitting[0].listed if fitting else ""

    @property
    def outliers(self) -> list[Entry]:
        """The measures in the highest or lowest fifth of the region."""
        return [entry for entry in self.entries if entry.outlier]

    @property
    def topics(self) -> dict[str, list[Entry]]:
        """All measures by topic."""
        return {topic: [entry for entry in self.entries if entry.topic == topic]
                for topic in dict.fromkeys(entry.topic for entry in self.entries)}

    @property
    def marks(self) -> dict[str, str]:
        """The marks that stand in it, in brackets, with what they mean."""
        found = {mark for entry in self.entries for mark in entry.marks}
        return {f"[{mark}]": meaning for mark, meaning in MARKS.items() if mark in found}

    @property
    def sources(self) -> list[tuple[str, str]]:
        """Each source with its licence, once."""
        return list(dict.fromkeys((entry.source, entry.licence) for entry in self.entries))

    @property
    def has_neighbours(self) -> bool:
        """Whether any measure has a figure of the statistical neighbours."""
        return any(entry.of(NEIGHBOURS) for entry in self.entries)

    @property
    def has_provisional(self) -> bool:
        """Whether any figure is not published yet."""
        return any(entry.provisional for entry in self.entries)

    def content(self) -> Content:
        """The pack as plain data, the same as when it is read again from JSON."""
        plain: Content = json.loads(json.dumps(self, default=_plain))
        return plain


def _plain(part: object) -> Content:
    """Without empty notes and lists, so that a pack frozen before there were any stays what it was."""
    return {name: value for name, value in vars(part).items() if name not in ("note", "lists") or value}


def pack_from(content: Content) -> Pack:
    """A pack as it was before it became plain data."""
    lists = tuple(Used(**{**one, "periods": tuple(one["periods"])}) for one in content.get("lists", ()))
    return Pack(**{**content, "entries": tuple(_entry(entry) for entry in content["entries"]), "lists": lists})


def _entry(content: Content) -> Entry:
    series = tuple(Series(**{**one, "points": _points(one["points"])}) for one in content["series"])
    tuples = {name: tuple(content[name]) for name in ("periods", "provisional")}
    return Entry(**{**content, **tuples, "series": series})


def _points(points: Sequence[Content]) -> tuple[Point, ...]:
    return tuple(Point(**point) for point in points)
