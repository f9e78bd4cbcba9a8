"""The verb of taking figures out for an answer."""

import json

from sqlmodel import Session

from app.activity.service import Doer
from app.core.clock import now
from app.core.errors import NotFound, Refused
from app.indicators.extracts.queries import extracts_of, newer_of
from app.indicators.extracts.renewing import Renewal, renewal
from app.indicators.extracts.rules import FIGURE, TABLE, Choice, Extract
from app.indicators.extracts.taking import extract_of
from app.indicators.models import FigureExtract
from app.indicators.queries import around, figures_of_all, measure_at


def take(session: Session, doer: Doer, authority_id: int, slug: str, choice: Choice, form: str = TABLE) -> Extract:
    """Keep these figures of a measure as they are now, to be shown in a form; the same ones are kept once.

    Refused where there are none, or where what is to stand in a sentence is only a mark.
    """
    return keep(session, doer, authority_id, chosen(session, authority_id, slug, choice, form))


def chosen(session: Session, authority_id: int, slug: str, choice: Choice, form: str = TABLE) -> Extract:
    """What would be kept, to be looked at first."""
    measure, beside = measure_at(session, slug), around(session, authority_id)
    assert measure.id is not None
    figures = figures_of_all(session, {measure.id}, beside).get(measure.id, [])
    extract = extract_of(measure, figures, beside, choice)
    if form == FIGURE and extract.unsaid:
        raise Refused(extract.unsaid)
    return extract


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


def take_newer(
    session: Session, doer: Doer, authority_id: int, name: str, form: str = TABLE, caption: str = ""
) -> tuple[Extract, Renewal]:
    """Keep what an extract would be today, the same one where nothing changed, and what becomes of the figure or block.

    NotFound for one that is not there, Refused for a figure in a sentence that would be only a mark.
    """
    known = extracts_of(session, authority_id, [name])
    if name not in known:
        raise NotFound("There are no such figures.")
    newer = newer_of(session, authority_id, known).get(name)
    if newer is None:
        return known[name], Renewal({})
    shown = {"text": known[name].text} if form == FIGURE else {"form": form, "caption": caption}
    found = renewal(shown, known[name], newer)
    if not found.attrs:
        raise Refused(found.told)
    return keep(session, doer, authority_id, newer), found
