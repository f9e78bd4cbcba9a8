"""Years that a file names otherwise than those that stand: asked about once for the file, and renamed if they are one.

What a file itself gives under both names for one area is not the same, and neither are 2017 and 2016-17 where a
measure is counted by calendar years: these are not asked about, and stay apart.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Table, and_, case, func, or_, select, update
from sqlmodel import Session, col

from app.indicators.intake.staging import KEPT, STAGED
from app.indicators.models import FigureImport, Measure
from app.indicators.rules import PUBLISHED
from app.indicators.years import WHOLE, by_measure, ends_within, is_by_calendar

SAME, APART = "same", "apart"
ANSWERS = (SAME, APART)
CALENDAR = "which is counted by calendar years"
HELD = "where they stand so already; on the page of the measure they can be joined"
BOTH = "of which the file gives one area a figure under both names"
STAYS = "Years under two names stay beside one another in “{}”{}, {}."


@dataclass
class Years:
    """What of a file may be renamed: measures by what their names are and would be, and titles by why others stay.

    `fits` says whether every measure is counted by years that end within a calendar year, and none stands under both.
    """

    renamed: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)
    apart: dict[str, list[str]] = field(default_factory=dict)
    fits: bool = True

    @property
    def told(self) -> list[list[str]]:
        """Each renaming as it is reported: the name in the file, the name that is kept, and the measures."""
        return [[was, becomes, *(self.titles[one] for one in ids)] for (was, becomes), ids in self.renamed.items()]

    @property
    def notes(self) -> list[str]:
        """What is not asked about, a sentence for each reason."""
        return [STAYS.format(titles[0], f" and {len(titles) - 1:,} more" if len(titles) > 1 else "", why)
                for why, titles in self.apart.items()]


def years_of(session: Session, one: FigureImport) -> Years:
    """What of the waiting figures of an import may be renamed to how most of those that stand are named."""
    waiting = and_(STAGED.c.import_id == one.id, STAGED.c.period_order % WHOLE == 0)
    staged = by_measure(_rows(session, STAGED, waiting))
    held = by_measure(_rows(session, KEPT, _standing(one, waiting)))
    mixed = {key for key, names in staged.items() if key in held and len(names.ways | held[key].ways) > 1}
    mixed |= {key for key, names in staged.items() if len(names.ways) > 1}
    both, found = _given_twice(session, one, mixed), Years()
    for measure in session.scalars(select(Measure).where(col(Measure.id).in_(mixed)).order_by(col(Measure.title))):
        key = measure.id or 0
        names = held.get(key, staged[key])
        renamed = staged[key].renamed(names.usual)
        why = CALENDAR if is_by_calendar(measure.frequency) else BOTH if key in both else "" if renamed else HELD
        _sort(found, measure, why, renamed)
        found.fits = found.fits and (bool(why) or (ends_within(measure.frequency) and not names.twice))
    return found


def _sort(found: Years, measure: Measure, why: str, renamed: Mapping[str, str]) -> None:
    key = measure.id or 0
    if why:
        found.apart.setdefault(why, []).append(measure.title)
        return
    found.titles[key] = measure.title
    for pair in renamed.items():
        found.renamed.setdefault(pair, []).append(key)


def _standing(one: FigureImport, waiting: ColumnElement[bool]) -> ColumnElement[bool]:
    """The figures that stand of the same measures: published ones, and those of the same areas and status."""
    measures, areas = (select(STAGED.c[name]).where(waiting) for name in ("measure_id", "area_id"))
    own = and_(KEPT.c.status == one.status, KEPT.c.area_id.in_(areas))
    return and_(KEPT.c.measure_id.in_(measures), KEPT.c.period_order % WHOLE == 0,
                or_(KEPT.c.status == PUBLISHED, own))


def _rows(session: Session, table: Table, which: ColumnElement[bool]) -> list[tuple[int, int, str, int]]:
    key = (table.c.measure_id, table.c.period_order, table.c.period)
    return [tuple(row) for row in session.execute(select(*key, func.count()).where(which).group_by(*key))]


def _given_twice(session: Session, one: FigureImport, measures: Collection[int]) -> set[int]:
    """Those of these measures of which the file gives an area two figures for one year."""
    key = (STAGED.c.measure_id, STAGED.c.area_id, STAGED.c.period_order)
    which = and_(STAGED.c.import_id == one.id, STAGED.c.measure_id.in_(measures), STAGED.c.period_order % WHOLE == 0)
    return set(session.scalars(select(STAGED.c.measure_id).where(which).group_by(*key).having(func.count() > 1)))


def rename(session: Session, one: FigureImport, years: Years) -> None:
    """Give the waiting figures the names of those that stand."""
    names = [(and_(STAGED.c.period == was, STAGED.c.measure_id.in_(measures)), becomes)
             for (was, becomes), measures in years.renamed.items()]
    which = and_(STAGED.c.import_id == one.id, STAGED.c.measure_id.in_(years.titles),
                 STAGED.c.period.in_({was for was, _ in years.renamed}))
    session.execute(update(STAGED).where(which).values(period=case(*names, else_=STAGED.c.period)))
