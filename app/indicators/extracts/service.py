"""The verb of taking figures out for an answer."""

import json

from sqlmodel import Session

from app.activity.service import Doer
from app.core.clock import now
from app.core.errors import NotFound
from app.indicators.extracts.queries import extracts_of, newer_of
from app.indicators.extracts.rules import Choice, Extract
from app.indicators.extracts.taking import extract_of
from app.indicators.models import FigureExtract
from app.indicators.queries import around, figures_of_all, measure_at


def take(session: Session, doer: Doer, authority_id: int, slug: str, choice: Choice) -> Extract:
    """Keep these figures of a measure as they are now; the same ones are kept once. Refused where there are none."""
    return keep(session, doer, authority_id, chosen(session, authority_id, slug, choice))


def chosen(session: Session, authority_id: int, slug: str, choice: Choice) -> Extract:
    """What would be kept, to be looked at first."""
    measure, beside = measure_at(session, slug), around(session, authority_id)
    assert measure.id is not None
    figures = figures_of_all(session, {measure.id}, beside).get(measure.id, [])
    return extract_of(measure, figures, beside, choice)


def keep(session: Session, doer: Doer, authority_id: int, extract: Extract) -> Extract:
    """Keep an extract, unless it is kept already."""
    if extract.name not in extracts_of(session, authority_id, [extract.name]):
        measure = measure_at(session, extract.measure.slug)
        assert measure.id is not None
        session.add(FigureExtract(
            authority_id=authority_id, name=extract.name, measure_id=measure.id,
            content=json.dumps(extract.content, ensure_ascii=False), taken_at=now(), taken_by=doer.name,
        ))
        session.flush()
    return extract


def take_newer(session: Session, doer: Doer, authority_id: int, name: str) -> Extract:
    """Keep what an extract would be today; the same one where nothing changed. NotFound for one that is not there."""
    known = extracts_of(session, authority_id, [name])
    if name not in known:
        raise NotFound("There are no such figures.")
    newer = newer_of(session, authority_id, known).get(name)
    return keep(session, doer, authority_id, newer) if newer else known[name]
