"""Figures that wait: put aside in small transactions, compared and taken over in the database itself.

A file may hold a million figures. Reading them takes a while, and nobody may be kept from saving meanwhile; so they
wait in a table of their own, and the moment of taking over is one statement.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, case, delete, func, insert, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from app.indicators.intake.reading import Read, as_row
from app.indicators.models import Area, FigureImport, Measure, Observation, StagedFigure
from app.indicators.rules import PUBLISHED
from app.indicators.years import WHOLE

STAGED: Table = StagedFigure.__table__  # type: ignore[attr-defined]
KEPT: Table = Observation.__table__  # type: ignore[attr-defined]
MEASURE: Table = Measure.__table__  # type: ignore[attr-defined]
AREA: Table = Area.__table__  # type: ignore[attr-defined]
KEY = ("measure_id", "area_id", "period")
TAKEN = (*KEY, "period_order", "value", "mark")


@dataclass(frozen=True)
class Counts:
    """What taking over would do, or did."""

    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True)
class Change:
    """A figure that stands and would become another one; each as its value or its mark."""

    measure: str
    area: str
    period: str
    before: str
    after: str


def clear(session: Session, import_id: int, most: int | None = None) -> int:
    """Forget what waits for this import, or so many figures of it; returns how many these were."""
    own = select(STAGED.c.id).where(STAGED.c.import_id == import_id).limit(most)
    which = STAGED.c.import_id == import_id if most is None else STAGED.c.id.in_(own)
    return int(session.execute(delete(STAGED).where(which)).rowcount)  # type: ignore[attr-defined]


def put(session: Session, import_id: int, figures: list[Read]) -> None:
    """Put figures aside."""
    session.execute(insert(STAGED), [as_row(one, import_id) for one in figures])


def _stands(status: str) -> ColumnElement[bool]:
    same = [KEPT.c[name] == STAGED.c[name] for name in KEY]
    return and_(*same, KEPT.c.status == status)


def _differs() -> ColumnElement[bool]:
    return or_(KEPT.c.value != STAGED.c.value, KEPT.c.mark != STAGED.c.mark)


def counts(session: Session, one: FigureImport) -> Counts:
    """How many of the waiting figures are new, different and the same."""
    added = func.sum(case((KEPT.c.id.is_(None), 1), else_=0))
    changed = func.sum(case((and_(KEPT.c.id.is_not(None), _differs()), 1), else_=0))
    row = session.execute(
        select(func.count(STAGED.c.id), added, changed)
        .select_from(STAGED.outerjoin(KEPT, _stands(one.status))).where(STAGED.c.import_id == one.id)
    ).one()
    total, new, other = (int(count or 0) for count in row)
    return Counts(new, other, total - new - other)


def changes(session: Session, one: FigureImport, most: int) -> list[Change]:
    """The first so many figures that would become others."""
    joined = (
        STAGED.join(KEPT, _stands(one.status)).join(MEASURE, MEASURE.c.id == STAGED.c.measure_id)
        .join(AREA, AREA.c.id == STAGED.c.area_id)
    )
    shown = [func.coalesce(func.nullif(table.c.value, ""), table.c.mark) for table in (KEPT, STAGED)]
    rows = session.execute(
        select(MEASURE.c.title, AREA.c.name, STAGED.c.period, *shown).select_from(joined)
        .where(STAGED.c.import_id == one.id, _differs()).order_by(STAGED.c.line).limit(most)
    ).all()
    return [Change(*row) for row in rows]


def additions(session: Session, one: FigureImport, most: int) -> list[list[str]]:
    """The first so many figures that would be new: measure, area, period, and the value or mark as it is kept."""
    joined = (
        STAGED.outerjoin(KEPT, _stands(one.status)).join(MEASURE, MEASURE.c.id == STAGED.c.measure_id)
        .join(AREA, AREA.c.id == STAGED.c.area_id)
    )
    shown = func.coalesce(func.nullif(STAGED.c.value, ""), STAGED.c.mark)
    rows = session.execute(
        select(MEASURE.c.title, AREA.c.name, STAGED.c.period, shown).select_from(joined)
        .where(STAGED.c.import_id == one.id, KEPT.c.id.is_(None)).order_by(STAGED.c.line, STAGED.c.id).limit(most)
    ).all()
    return [list(row) for row in rows]


def doubled(session: Session, one: FigureImport) -> dict[tuple[str, ...], list[str]]:
    """Parts of years under several names, at least one of them waiting, with the measures they stand in.

    Of what stands only published figures count, and those of the areas that the file tells of.
    """
    waiting = and_(STAGED.c.import_id == one.id, STAGED.c.period_order % WHOLE != 0)
    mine, asked = (select(STAGED.c[name]).where(waiting) for name in ("area_id", "measure_id"))
    own = and_(KEPT.c.status == one.status, KEPT.c.area_id.in_(mine))
    seen = and_(KEPT.c.measure_id.in_(asked), or_(KEPT.c.status == PUBLISHED, own))
    names: dict[tuple[int, int], set[str]] = {}
    for table, those in ((STAGED, waiting), (KEPT, seen)):
        query = select(table.c.measure_id, table.c.period_order, table.c.period).where(those).distinct()
        for measure, order, period in session.execute(query):
            if table is STAGED or (measure, order) in names:
                names.setdefault((measure, order), set()).add(period)
    several = {key: tuple(sorted(found)) for key, found in names.items() if len(found) > 1}
    keys = {measure for measure, _ in several}
    titles = dict(session.execute(select(MEASURE.c.id, MEASURE.c.title).where(MEASURE.c.id.in_(keys))).all())
    found: dict[tuple[str, ...], list[str]] = {}
    for (measure, _), periods in sorted(several.items()):
        found.setdefault(periods, []).append(titles[measure])
    return found


def take_over(session: Session, one: FigureImport) -> None:
    """Make the waiting figures the ones that stand, by key, and forget that they waited."""
    kinds: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    adding = kinds[session.get_bind().dialect.name](KEPT)
    taken: list[ColumnElement[Any]] = [*(STAGED.c[name] for name in TAKEN), literal(one.status)]
    waiting = select(*taken).where(STAGED.c.import_id == one.id)
    adding = adding.from_select([*TAKEN, "status"], waiting.order_by(STAGED.c.id))
    new = adding.excluded
    session.execute(adding.on_conflict_do_update(
        index_elements=[*KEY, "status"], set_={"value": new.value, "mark": new.mark},
        where=or_(KEPT.c.value != new.value, KEPT.c.mark != new.mark),
    ))
    assert one.id is not None
    clear(session, one.id)
