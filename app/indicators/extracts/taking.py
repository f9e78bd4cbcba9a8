"""From the figures of a measure to an extract of those that somebody chose."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from app.core.errors import Refused
from app.indicators.extracts.rules import (
    ENGLAND,
    GROUPS,
    MOST_AREAS,
    MOST_PERIODS,
    NEIGHBOURS,
    OWN,
    PEERS,
    REGION,
    Choice,
    Described,
    Extract,
    LeftOut,
    Row,
    Taken,
)
from app.indicators.models import Area, Measure
from app.indicators.profile import Around, Figure, Shelf, neighbours
from app.indicators.rules import PUBLISHED, exact, period_named
from app.indicators.years import Held, comparable, other_name, way_held, way_of

NOTHING = "There are no figures of this measure for what you chose. Choose other areas or periods."
TWO_WAYS = "“{}” and “{}” are years of two kinds, which are not compared. Choose two that are named alike."
BACKWARDS = "The first period comes after the last one."


def extract_of(measure: Measure, figures: Sequence[Figure], beside: Around, choice: Choice) -> Extract:
    """The figures that were chosen, as they are now. Refused where there are none, or too many areas are chosen."""
    if not choice.areas or len(choice.areas) > MOST_AREAS:
        raise Refused("Choose at least one area." if not choice.areas else f"Choose at most {MOST_AREAS} areas.")
    shelf, areas = Shelf(figures), _areas(beside, choice)
    periods = _periods(figures, [area.id for _, area in areas] or [beside.own.id], choice)
    found = [Row(area.name, group, _points(shelf, area, periods)) for group, area in areas]
    left_out = list(_left_out(figures, [area for _, area in areas], periods, choice))
    if NEIGHBOURS in choice.areas:
        order = {one.period: one.period_order for one in figures}
        near = _near(measure, shelf, beside, {period: order[period] for period in periods})
        found.insert(sum(group in (OWN, REGION, ENGLAND) for group, _ in areas), near)
        aside = _near(measure, shelf, beside, _aside(order, periods, near))
        left_out += [LeftOut(near.name, tuple(point.period for point in aside.points))] if aside.points else []
    rows = tuple(row for row in found if row.points)
    if not rows:
        raise Refused(NOTHING)
    about = Described(measure.slug, measure.code, measure.title, measure.unit, measure.decimals, measure.polarity,
                      measure.source)
    held = {point.period for row in rows for point in row.points}
    return Extract(about, choice, tuple(period for period in periods if period in held), rows, tuple(left_out))


def _areas(beside: Around, choice: Choice) -> list[tuple[str, Area]]:
    """The areas chosen, each in its group: the own one, the wider ones, then others by name."""
    singles = {OWN: beside.own, REGION: beside.of_kind(REGION), ENGLAND: beside.of_kind(ENGLAND)}
    found = [(group, area) for group, area in singles.items() if area and group in choice.areas]
    known = {*GROUPS, *(area.slug for area in others(beside))}
    if unknown := [one for one in choice.areas if one not in known]:
        raise Refused(f"“{unknown[0][:40]}” is not an area that can stand beside this authority.")
    return found + [(PEERS, area) for area in others(beside) if area.slug in choice.areas
                    or (PEERS in choice.areas and area in beside.peers)]


def remaining(choice: Choice, beside: Around) -> Choice:
    """The choice without areas that can stand beside this authority no more."""
    known = {*GROUPS, *(area.slug for area in others(beside))}
    return replace(choice, areas=tuple(one for one in choice.areas if one in known))


def others(beside: Around) -> list[Area]:
    """The authorities that can be chosen one by one: those of the region and the statistical neighbours, by name."""
    known = {area.slug: area for area in (*beside.peers, *beside.neighbours, *beside.former)}
    return sorted(known.values(), key=lambda area: area.name)


def _periods(figures: Sequence[Figure], ids: Sequence[int | None], choice: Choice) -> list[str]:
    """The periods in which one of the areas has a figure, from the first chosen to the last, the newest twelve.

    Years of another name than those are left out, since they are not compared.
    """
    ends, (first, last) = _ends(choice), _span(figures, ids, choice)
    had = {(one.area_id, one.period_order, one.period) for one in figures
           if one.area_id in ids and first <= one.period_order <= last}
    held = Counter((order, period) for _, order, period in had)
    mine = {period for area_id, _, period in had if area_id == ids[0]}
    return comparable(held, _way(held, mine, ends))[-MOST_PERIODS:]


def _ends(choice: Choice) -> tuple[str, str]:
    return period_named(choice.first), period_named(choice.last)


def _span(figures: Sequence[Figure], ids: Sequence[int | None], choice: Choice) -> tuple[int, int]:
    """From where in time to where the choice reaches. Refused where it runs backwards."""
    ends = _ends(choice)
    order = {one.period: one.period_order for one in sorted(figures, key=lambda one: one.period_order)
             if one.area_id in ids or one.period in ends or other_name(one.period) in ends}
    first, last = _order(order, ends[0], 0), _order(order, ends[1], 99_999_999)
    if first > last:
        raise Refused(BACKWARDS)
    return first, last


def _left_out(
    figures: Sequence[Figure], areas: Sequence[Area], periods: Sequence[str], choice: Choice
) -> Iterator[LeftOut]:
    """The areas with years within the choice that stand under another name alone than those which are shown."""
    first, last = _span(figures, [area.id for area in areas], choice)
    if len(periods) == MOST_PERIODS:
        first = next(one.period_order for one in figures if one.period == periods[0])
    for area in areas:
        mine = {(one.period_order, one.period) for one in figures
                if one.area_id == area.id and first <= one.period_order <= last}
        shown = {order for order, period in mine if period in periods}
        if lost := tuple(period for order, period in sorted(mine) if order not in shown):
            yield LeftOut(area.name, lost)


def _aside(order: Mapping[str, int], periods: Sequence[str], near: Row) -> dict[str, int]:
    """The other names of the years that are shown, by order, for which the neighbours have nothing under that name."""
    lacking = {order[period] for period in periods if not near.at(period)}
    return {period: at for period, at in sorted(order.items()) if at in lacking and period not in periods}


def _way(held: Held, mine: Collection[str], ends: Sequence[str]) -> str:
    """How the years are named that are shown: as those chosen are, else as the newest of the first area is, or of any.

    Refused where the two that are chosen are named in two ways.
    """
    known = {period: way_of(period, order) for order, period in held}
    named = {known.get(end, known.get(other_name(end), "")) for end in ends} - {""}
    if len(named) > 1:
        raise Refused(TWO_WAYS.format(*ends))
    own = {key: count for key, count in held.items() if key[1] in mine}
    return named.pop() if named else way_held(own or held)


def _order(known: Mapping[str, int], period: str, without: int) -> int:
    """Where a period stands in time; one that has another name by now stands where it stood."""
    return known.get(period) or known.get(other_name(period)) or without


def _points(shelf: Shelf, area: Area, periods: Sequence[str]) -> tuple[Taken, ...]:
    found = [shelf.at(area, period) for period in periods]
    return tuple(Taken(one.period, one.value, one.mark, one.status) for one in found if one)


def _near(measure: Measure, shelf: Shelf, beside: Around, periods: Mapping[str, int]) -> Row:
    """The neighbours together, as the source gives them or as the mean of those that have a figure, by order.

    Each period is compared with the list of its own time.
    """
    found = [(period, neighbours(measure, shelf, beside.at(order), period)) for period, order in periods.items()]
    points = (Taken(period, "" if one.number is None else exact(one.number), one.mark, PUBLISHED, one.computed)
              for period, one in found if one.mark or one.number is not None)
    return Row("Statistical neighbours", NEIGHBOURS, tuple(points))
