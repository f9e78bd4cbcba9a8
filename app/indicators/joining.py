"""Joining years of a measure that stand under two names already, once a person says that they are the same."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, and_, delete, func, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.activity.service import Doer, record
from app.activity.tags import Tag
from app.core.errors import Conflict
from app.indicators.models import Area, Measure, Observation
from app.indicators.rules import PUBLISHED, shown
from app.indicators.years import WHOLE, Names, by_measure, in_words, is_by_calendar

KEPT: Table = Observation.__table__  # type: ignore[attr-defined]
ONE_NAME = "The years of this measure stand under one name each; there is nothing to join."

UNEQUAL = "There are two different figures of each of these years. Bring the right one in under the other name too."


@dataclass(frozen=True)
class Unequal:
    """Two figures of one area and year: its name, and both as they read, the one first whose name would go."""

    area: str
    told: tuple[str, str]


@dataclass(frozen=True)
class Apart:
    """Years of a measure under two names: each with what it would become, and the figures of them that are not equal.

    `fits` says whether any figure can be joined.
    """

    renamed: dict[str, str]
    unequal: list[Unequal]
    by_calendar: bool
    fits: bool

    @property
    def told(self) -> str:
        """The names in words."""
        return in_words(self.renamed)


def apart(session: Session, measure: Measure, own: Area, whole: bool) -> Apart | None:
    """What could be joined: of all areas and statuses (`whole`), else of the own provisional figures; None of nothing.

    The name that most published figures have is the one that stays. Two queries.
    """
    mine = _mine(measure, own, whole)
    names = _names(session, mine)
    seen = _names(session, and_(KEPT.c.measure_id == measure.id, KEPT.c.status == PUBLISHED)) if not whole else names
    renamed = names.renamed((seen if seen.counts else names).usual)
    if not renamed:
        return None
    unequal = _unequal(session, measure, mine, renamed)
    count = sum(count for (_, period), count in names.counts.items() if period in renamed)
    return Apart(renamed, unequal, is_by_calendar(measure.frequency), count > len(unequal))


def _mine(measure: Measure, own: Area, whole: bool) -> ColumnElement[bool]:
    years = and_(KEPT.c.measure_id == measure.id, KEPT.c.period_order % WHOLE == 0)
    return years if whole else and_(years, KEPT.c.area_id == own.id, KEPT.c.status != PUBLISHED)


def _names(session: Session, which: ColumnElement[bool]) -> Names:
    key = (KEPT.c.measure_id, KEPT.c.period_order, KEPT.c.period)
    rows = session.execute(select(*key, func.count()).where(which).group_by(*key)).all()
    return next(iter(by_measure(tuple(row) for row in rows).values()), Names())


def _unequal(
    session: Session, measure: Measure, mine: ColumnElement[bool], renamed: Mapping[str, str]
) -> list[Unequal]:
    """The unequal figures of one area, year and status, by the name of the area and in order of time."""
    other = aliased(KEPT)
    pairs = and_(*(other.c[name] == KEPT.c[name] for name in ("measure_id", "area_id", "status", "period_order")),
                 other.c.period.not_in(renamed), or_(other.c.value != KEPT.c.value, other.c.mark != KEPT.c.mark))
    both = (one.c[name] for one in (KEPT, other) for name in ("value", "mark", "period"))
    rows = session.execute(
        select(col(Area.name), *both).select_from(KEPT).join(other, pairs).join(Area, col(Area.id) == KEPT.c.area_id)
        .where(mine, KEPT.c.period.in_(renamed)).order_by(col(Area.name), KEPT.c.period_order, KEPT.c.status)
    ).all()
    return [Unequal(area, (_told(measure, *was), _told(measure, *now)))
            for area, *cells in rows for was, now in [(cells[:3], cells[3:])]]


def _told(measure: Measure, value: str, mark: str, period: str) -> str:
    return f"{shown(value, mark, measure.decimals)} in {period}"


def join_years(session: Session, doer: Doer, authority_id: int, measure: Measure, own: Area, whole: bool) -> Apart:
    """Give each year one name; where an area has two unequal figures of a year, both stay as they are.

    Conflict where there is nothing to join. What it was is recorded.
    """
    found = apart(session, measure, own, whole)
    if found is None:
        raise Conflict(ONE_NAME)
    done = [_rename(session, and_(_mine(measure, own, whole), KEPT.c.period == was), becomes)
            for was, becomes in found.renamed.items()]
    if not any(done):
        raise Conflict(UNEQUAL)
    told = {"measure": measure.title, "years": found.told}
    record(session, Tag.YEARS_JOINED, doer, authority_id, measure.slug, **told)
    return found


def _rename(session: Session, which: ColumnElement[bool], becomes: str) -> int:
    """How many figures were renamed, or went since the other name has the same one already."""
    other = aliased(KEPT)
    there = select(other.c.id).where(
        other.c.measure_id == KEPT.c.measure_id, other.c.area_id == KEPT.c.area_id, other.c.status == KEPT.c.status,
        other.c.period == becomes).correlate(KEPT)
    same = there.where(other.c.value == KEPT.c.value, other.c.mark == KEPT.c.mark)
    gone = session.execute(delete(KEPT).where(which, same.exists()))
    renamed = session.execute(update(KEPT).where(which, ~there.exists()).values(period=becomes))
    return int(gone.rowcount + renamed.rowcount)  # type: ignore[attr-defined]
