"""Reading measures, areas and figures; provisional figures are those of the reader's own area alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from sqlalchemy import and_, func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.indicators.models import Area, FigureImport, Measure, Neighbour, NeighbourList, Observation
from app.indicators.profile import Around, Figure, Listed
from app.indicators.rules import AUTHORITY, ENGLAND, NEIGHBOURS, PUBLISHED, named

LATEST = 6  # periods of an authority's own that its profile shows: the newest, and those before it in a small chart
MOST_PERIODS = 12  # that the page of one measure shows


def areas_by_name(session: Session) -> dict[str, Area]:
    """Every area by its name as it is compared."""
    return {named(area.name): area for area in session.exec(select(Area)).all()}


def measures(session: Session) -> Sequence[Measure]:
    """Every measure in order of topic and title."""
    return session.exec(select(Measure).order_by(col(Measure.topic), col(Measure.title))).all()


def measure_at(session: Session, slug: str) -> Measure:
    """One measure by its name in addresses; NotFound where there is none such."""
    found = session.exec(select(Measure).where(Measure.slug == slug)).first()
    if found is None:
        raise NotFound("There is no such measure.")
    return found


def own_area(session: Session, authority_id: int) -> Area:
    """The area of an authority; NotFound where it has none."""
    own = session.exec(select(Area).where(Area.authority_id == authority_id, Area.kind == AUTHORITY)).first()
    if own is None or own.id is None:
        raise NotFound("This authority is not among the areas for which figures are kept.")
    return own


def around(session: Session, authority_id: int) -> Around:
    """The area of an authority with those that it is compared with; NotFound where it has no area."""
    own = own_area(session, authority_id)
    wide = session.exec(select(Area).where(or_(
        col(Area.region_id) == own.region_id, col(Area.id) == own.region_id, col(Area.kind) == ENGLAND,
        and_(col(Area.kind) == NEIGHBOURS, col(Area.authority_id) == authority_id),
    )).order_by(col(Area.name))).all()
    every = session.exec(
        select(NeighbourList).where(NeighbourList.authority_id == authority_id)
        .order_by(col(NeighbourList.as_at).desc(), col(NeighbourList.id).desc())
    ).all()
    withdrawn = list(takewhile(lambda one: one.withdrawn_at is not None, every))
    return Around(own, list(wide), _listed(session, [one for one in every if one.withdrawn_at is None]), withdrawn)


def _listed(session: Session, lists: Sequence[NeighbourList]) -> list[Listed]:
    """Lists with their authorities, the nearest first, in one query; none where there is no list."""
    rows = session.execute(
        columns(Neighbour.list_id, Area).join(Area, col(Area.id) == Neighbour.area_id)
        .where(col(Neighbour.list_id).in_([one.id for one in lists])).order_by(col(Neighbour.position))
    ).all() if lists else []
    areas: dict[int | None, list[Area]] = {}
    for list_id, area in rows:
        areas.setdefault(list_id, []).append(area)
    return [Listed(one, areas.get(one.id, [])) for one in lists]


def list_at(session: Session, authority_id: int, list_id: int) -> NeighbourList:
    """One list of this authority's; NotFound where there is none such."""
    found = session.get(NeighbourList, list_id)
    if found is None or found.authority_id != authority_id:
        raise NotFound("There is no such list of neighbours.")
    return found


def seen(own: Area) -> object:
    """What this area's authority may see."""
    return or_(col(Observation.status) == PUBLISHED, col(Observation.area_id) == own.id)


FIGURE = (
    Observation.measure_id, Observation.area_id, Observation.period, Observation.period_order, Observation.value,
    Observation.mark, Observation.status,
)
IN_TIME = (Observation.period_order, Observation.period)


def latest_figures(
    session: Session, beside: Around, most: int = LATEST, before: int = 9999_9999,
) -> list[Figure]:
    """Figures of every area around, for the last periods in which the own area has one of that measure.

    There are at most `most` periods, all of an order below `before`.
    """
    ranked = columns(
        Observation.measure_id, Observation.period,
        func.dense_rank().over(
            partition_by=Observation.measure_id, order_by=col(Observation.period_order).desc()
        ).label("place"),
    ).where(Observation.area_id == beside.own.id, Observation.period_order < before).subquery()
    wanted = columns(ranked.c.measure_id, ranked.c.period).where(ranked.c.place <= most).distinct().subquery()
    rows = session.execute(
        columns(*FIGURE)
        .join(wanted, and_(Observation.measure_id == wanted.c.measure_id, Observation.period == wanted.c.period))
        .where(col(Observation.area_id).in_(beside.ids), seen(beside.own))
    ).all()
    return [Figure(*row) for row in rows]


def years_of(session: Session, authority_id: int) -> list[str]:
    """The years such as 2016-17 for which an authority has figures, the newest first."""
    ends = session.execute(
        columns(col(Observation.period_order) // 10_000).join(Area, col(Area.id) == Observation.area_id)
        .where(Area.authority_id == authority_id, Area.kind == AUTHORITY).distinct()
    ).scalars().all()
    return [f"{end - 1}-{end % 100:02}" for end in sorted({int(end) for end in ends}, reverse=True)]


def figures_of(session: Session, measure: Measure, own: Area, every_period: bool = False) -> list[Figure]:
    """Every figure of a measure that this area's authority may see, in the newest twelve periods or in all."""
    query = columns(*FIGURE).where(Observation.measure_id == measure.id, seen(own))
    if not every_period:
        newest = (
            columns(Observation.period).where(Observation.measure_id == measure.id, seen(own))
            .group_by(Observation.period)
            .order_by(func.max(Observation.period_order).desc(), Observation.period).limit(MOST_PERIODS)
        )
        query = query.where(col(Observation.period).in_(newest))
    return [Figure(*row) for row in session.execute(query.order_by(*IN_TIME)).all()]


def figures_of_all(session: Session, ids: set[int], beside: Around) -> dict[int, list[Figure]]:
    """Every figure of these measures in the areas around, by measure."""
    if not ids:
        return {}
    rows = session.execute(
        columns(*FIGURE).where(col(Observation.measure_id).in_(ids), col(Observation.area_id).in_(beside.ids),
                               seen(beside.own)).order_by(*IN_TIME)
    ).all()
    found: dict[int, list[Figure]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(Figure(*row))
    return found


def areas_at(session: Session, ids: set[int]) -> dict[int, Area]:
    """Areas by id, England first, then regions, then authorities by name."""
    order = {ENGLAND: 0, "region": 1, NEIGHBOURS: 2}
    found = session.exec(select(Area)).all()
    kept = [area for area in found if area.id in ids]
    kept.sort(key=lambda area: (order.get(area.kind, 3), area.name))
    return {area.id: area for area in kept if area.id is not None}


def imports_of(session: Session, authority_id: int, most: int = 20) -> Sequence[FigureImport]:
    """The files that were brought in here, newest first."""
    return session.exec(
        select(FigureImport).where(FigureImport.authority_id == authority_id)
        .order_by(col(FigureImport.id).desc()).limit(most)
    ).all()


def import_at(session: Session, authority_id: int, import_id: int) -> FigureImport:
    """One file that was sent here; NotFound where there is none such."""
    found = session.get(FigureImport, import_id)
    if found is None or found.authority_id != authority_id:
        raise NotFound("There is no such import.")
    return found


@dataclass(frozen=True)
class Lists:
    """A list of statistical neighbours as a page shows it."""

    kept: NeighbourList
    names: list[str]
    in_use: bool


def lists_of(session: Session, authority_id: int) -> list[Lists]:
    """Every list of neighbours, newest first, in two queries."""
    rows = session.execute(
        columns(Neighbour.list_id, Area.name)
        .join(NeighbourList, col(Neighbour.list_id) == NeighbourList.id).join(Area, col(Area.id) == Neighbour.area_id)
        .where(NeighbourList.authority_id == authority_id).order_by(Neighbour.list_id, col(Neighbour.position))
    ).all()
    names: dict[int | None, list[str]] = {}
    for list_id, name in rows:
        names.setdefault(list_id, []).append(name)
    lists = session.exec(
        select(NeighbourList).where(NeighbourList.authority_id == authority_id)
        .order_by(col(NeighbourList.as_at).desc(), col(NeighbourList.id).desc())
    ).all()
    used = next((one.id for one in lists if one.withdrawn_at is None), None)
    return [Lists(one, names.get(one.id, []), one.id == used) for one in lists]
