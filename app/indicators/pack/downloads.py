"""A data pack as rows: its measures side by side, and every figure by itself."""

from collections.abc import Iterator, Sequence

from app.indicators.charts.series import ENGLAND, NEIGHBOURS, OWN, REGION
from app.indicators.downloads import Cell
from app.indicators.pack.contents import Entry, Pack
from app.indicators.rules import COMPUTED, POLARITIES, PROVISIONAL, PUBLISHED, is_told_of, mean_in_words, neighbours_of

MEASURE = ("Measure code", "Measure", "Topic", "Unit", "Polarity", "Period")
COMPARED = (
    "England", "Neighbours", "How neighbours were come by", "Status", "Before", "Since then", "Rank in the region",
    "Rank with neighbours", "Outlier", "Source", "Licence",
)
FIGURE_HEADS = (*MEASURE, "Area", "Value", "Mark", "Status", "Source", "Licence")


def measures_of(pack: Pack) -> Iterator[Sequence[Cell]]:
    """A row for each measure in its newest period, after the heads; in place of a number may stand a mark."""
    yield (*MEASURE, pack.authority, pack.region, *COMPARED)
    for entry in pack.entries:
        before = "; ".join(f"{told} in {period}" for period, told in entry.earlier)
        yield (
            *_measure(entry, entry.period), *(_value(entry, kind) for kind in (OWN, REGION, ENGLAND, NEIGHBOURS)),
            _come_by(pack, entry), _status(entry, OWN, entry.period), before, entry.way, entry.rank,
            entry.neighbour_rank, entry.outlier, entry.source, entry.licence,
        )


def figures_of(pack: Pack) -> Iterator[Sequence[Cell]]:
    """A row for each figure, after the heads."""
    yield FIGURE_HEADS
    for entry in pack.entries:
        for one in entry.series:
            for point in one.points:
                name = neighbours_of(pack.authority) if one.kind == NEIGHBOURS else one.name
                status = COMPUTED if is_told_of(one.note, point.period) else _status(entry, one.kind, point.period)
                yield (
                    *_measure(entry, point.period), name, "" if point.number is None else point.number, point.mark,
                    status, _source(entry, one.note if status == COMPUTED else ""), entry.licence,
                )


def _come_by(pack: Pack, entry: Entry) -> str:
    return f"{mean_in_words(entry.neighbours_note)}, {pack.listed(entry)}" if entry.neighbours_note else ""


def _source(entry: Entry, note: str) -> str:
    return ". ".join(filter(None, (entry.source, note)))


def _measure(entry: Entry, period: str) -> tuple[str, ...]:
    return entry.code, entry.title, entry.topic, entry.unit, POLARITIES[entry.polarity], period


def _value(entry: Entry, kind: str) -> Cell:
    found = entry.of(kind)
    point = found.at(entry.period) if found else None
    if point is None:
        return ""
    return point.mark if point.number is None else point.number


def _status(entry: Entry, kind: str, period: str) -> str:
    return PROVISIONAL if kind == OWN and period in entry.provisional else PUBLISHED
