"""Reading extracts, and what they would hold today."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import and_, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.core.errors import Refused
from app.core.kept import Kept
from app.indicators.extracts.rules import Choice, Extract, changes, read
from app.indicators.extracts.taking import extract_of, remaining
from app.indicators.models import Area, FigureExtract, Measure, Observation
from app.indicators.profile import Around, Figure
from app.indicators.queries import FIGURE, IN_TIME, around, figures_of_all, seen
from app.indicators.rules import AUTHORITY

TEXTS: Kept[tuple[int, str], str] = Kept(4096)


def extracts_of(session: Session, authority_id: int, names: Iterable[str]) -> dict[str, Extract]:
    """An authority's extracts by name, those that it has; no query where none is asked for."""
    wanted = sorted(set(names))
    if not wanted:
        return {}
    rows = session.execute(
        columns(FigureExtract.name, FigureExtract.content)
        .where(FigureExtract.authority_id == authority_id, col(FigureExtract.name).in_(wanted))
    ).all()
    return {name: read(json.loads(content)) for name, content in rows}


def texts_of(session: Session, authority_id: int, names: Iterable[str]) -> dict[str, str]:
    """How each extract of an authority reads in a sentence, by name; read once, as none ever changes."""
    wanted = set(names)
    found = {name: text for name in wanted if (text := TEXTS.get((authority_id, name))) is not None}
    for name, extract in extracts_of(session, authority_id, wanted - found.keys()).items():
        found[name] = extract.text
        TEXTS.put((authority_id, name), extract.text)
    return found


def figures_by_measure(
    session: Session, beside: Around, ids: set[int | None]
) -> dict[int | None, list[tuple[Figure, int]]]:
    """Every figure that the own area has of these measures, oldest first, the published one of a period last.

    Each with how many of it and the wider areas have a figure of that measure and period.
    """
    areas = {beside.own.id, *(area.id for area in beside.wide)}
    held = (
        columns(Observation.measure_id, Observation.period, func.count(col(Observation.area_id).distinct()).label("n"))
        .where(col(Observation.area_id).in_(areas), col(Observation.measure_id).in_(ids), seen(beside.own))
        .group_by(col(Observation.measure_id), col(Observation.period)).subquery()
    )
    rows = session.execute(
        columns(*FIGURE, held.c.n)
        .join(held, and_(held.c.measure_id == Observation.measure_id, held.c.period == Observation.period))
        .where(col(Observation.area_id) == beside.own.id, col(Observation.measure_id).in_(ids))
        .order_by(*IN_TIME, col(Observation.status))
    ).all()
    found: dict[int | None, list[tuple[Figure, int]]] = {}
    for *figure, count in rows:
        found.setdefault(figure[0], []).append((Figure(*figure), count))
    return found


def newer_of(session: Session, authority_id: int, known: Mapping[str, Extract]) -> dict[str, Extract]:
    """What those extracts would be today, by the name of the old one, where any figure in them is different now.

    Whoever is no neighbour any more leaves; where nobody else would be left, they are followed as they were.
    Four queries however many there are, and one for areas that would stand alone; none where there are none.
    """
    if not known:
        return {}
    slugs = {one.measure.slug for one in known.values()}
    measures = {one.slug: one for one in session.exec(select(Measure).where(col(Measure.slug).in_(slugs))).all()}
    beside = around(session, authority_id)
    alone = replace(beside, former=_alone(session, beside, known.values()))
    figures = figures_of_all(session, {one.id for one in measures.values() if one.id is not None}, alone)
    found: dict[str, Extract] = {}
    for name, old in known.items():
        measure, choice = measures.get(old.measure.slug), remaining(old.choice, beside)
        wanted = (beside, choice) if choice.areas else (alone, old.choice)
        new = _today(measure, figures.get(measure.id or 0, []), *wanted) if measure else None
        if new and changes(old, new):
            found[name] = new
    return found


def _alone(session: Session, beside: Around, known: Iterable[Extract]) -> list[Area]:
    """The areas of extracts of which nobody would be left."""
    slugs = {slug for one in known if not remaining(one.choice, beside).areas for slug in one.choice.areas}
    if not slugs:
        return []
    return list(session.exec(select(Area).where(col(Area.slug).in_(slugs), Area.kind == AUTHORITY)).all())


def _today(measure: Measure, figures: list[Figure], beside: Around, choice: Choice) -> Extract | None:
    try:
        return extract_of(measure, figures, beside, choice)
    except Refused:  # none of these figures is kept any more: the old ones stay
        return None
