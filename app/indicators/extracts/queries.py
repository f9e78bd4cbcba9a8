"""Reading extracts, and what they would hold today."""

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.core.errors import Refused
from app.core.kept import Kept
from app.indicators.extracts.rules import Extract, changes, read
from app.indicators.extracts.taking import extract_of
from app.indicators.models import Area, FigureExtract, Measure, Observation
from app.indicators.profile import Around, Figure
from app.indicators.queries import around, figures_of_all

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
    session: Session, own: Area, ids: set[int | None]
) -> dict[int | None, list[tuple[str, str, str]]]:
    """Period, value and mark of every figure that an area has of these measures, oldest first."""
    rows = session.execute(
        columns(Observation.measure_id, Observation.period, Observation.value, Observation.mark)
        .where(col(Observation.area_id) == own.id, col(Observation.measure_id).in_(ids))
        .order_by(col(Observation.period_order), col(Observation.status))
    ).all()
    found: dict[int | None, list[tuple[str, str, str]]] = {}
    for measure_id, period, value, mark in rows:
        found.setdefault(measure_id, []).append((period, value, mark))
    return found


def newer_of(session: Session, authority_id: int, known: Mapping[str, Extract]) -> dict[str, Extract]:
    """What those extracts would be today, by the name of the old one, where any figure in them is different now.

    Four queries however many there are; none where there are none.
    """
    if not known:
        return {}
    slugs = {one.measure.slug for one in known.values()}
    measures = {one.slug: one for one in session.exec(select(Measure).where(col(Measure.slug).in_(slugs))).all()}
    beside = around(session, authority_id)
    figures = figures_of_all(session, {one.id for one in measures.values() if one.id is not None}, beside)
    found: dict[str, Extract] = {}
    for name, old in known.items():
        measure = measures.get(old.measure.slug)
        new = _today(measure, figures.get(measure.id or 0, []), beside, old) if measure else None
        if new and changes(old, new):
            found[name] = new
    return found


def _today(measure: Measure, figures: list[Figure], beside: Around, old: Extract) -> Extract | None:
    try:
        return extract_of(measure, figures, beside, old.choice)
    except Refused:  # an area that is no neighbour any more, or figures that were withdrawn: the old ones stay
        return None
