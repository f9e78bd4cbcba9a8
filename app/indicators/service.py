"""Verbs about areas and statistical neighbours."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import Session, col, select

from app.accounts.models import Authority
from app.activity.service import Doer, record
from app.activity.tags import Tag
from app.core.clock import now, today
from app.core.errors import Conflict, Refused
from app.indicators.models import Area, Neighbour, NeighbourList
from app.indicators.queries import areas_by_name
from app.indicators.rules import (
    AUTHORITY,
    ENGLAND,
    LONGEST,
    NEIGHBOURS,
    REGION,
    day_in_words,
    named,
    neighbours_of,
    slug_of,
)

EARLIEST = date(1990, 1, 1)  # a list of neighbours from before cannot be meant


def load_areas(session: Session, path: Path) -> None:
    """Add the areas that are not there yet, and take over names and numbers that were corrected."""
    content = yaml.safe_load(path.read_text("utf-8"))
    known = {area.slug: area for area in session.exec(select(Area)).all()}
    places = {one.slug: one.id for one in session.exec(select(Authority)).all()}
    _area(session, known, "England", ENGLAND, content["England"]["number"])
    for name, region in content["regions"].items():
        parent = _area(session, known, name, REGION, region["number"])
        for own, number in region["authorities"].items():
            _area(session, known, own, AUTHORITY, str(number), region_id=parent.id,
                  authority_id=places.get(slug_of(own)))


def _area(session: Session, known: dict[str, Area], name: str, kind: str, number: str, **more: int | None) -> Area:
    slug = slug_of(name)
    area = known.get(slug) or Area(slug=slug, name=name, kind=kind)
    wanted: dict[str, Any] = {"name": name, "number": number, **more}
    for field, value in wanted.items():
        if getattr(area, field) != value:
            setattr(area, field, value)
    if area.id is None:
        session.add(area)
        session.flush()
    return area


def set_neighbours(
    session: Session, doer: Doer, authority: Authority, as_at: date, source: str, names: list[str]
) -> NeighbourList:
    """Keep a list of statistical neighbours, the nearest first; earlier lists stay.

    Refused for names not known, for a day to come or before 1990, and for one of which a list is kept already.
    """
    assert authority.id is not None
    _day_fits(session, authority, as_at)
    areas = areas_by_name(session)
    found = [areas.get(named(name)) for name in names]
    wrong = [name for name, area in zip(names, found, strict=True) if area is None or area.kind != AUTHORITY]
    if wrong:
        raise Refused(f"These are no authorities that Candour knows: {', '.join(wrong[:5])}.")
    ids = [area.id for area in found if area and area.id]
    if any(area and area.authority_id == authority.id for area in found):
        raise Refused(f"{authority.name} cannot be a neighbour of itself.")
    if not ids or len(set(ids)) < len(ids):
        raise Refused("Name each neighbour once." if ids else "Name at least one neighbour.")
    made = NeighbourList(authority_id=authority.id, as_at=as_at, source=source, added_at=now(), added_by=doer.name)
    session.add(made)
    session.flush()
    assert made.id is not None
    session.add_all(Neighbour(list_id=made.id, area_id=key, position=place) for place, key in enumerate(ids, 1))
    _average_area(session, authority)
    record(session, Tag.NEIGHBOURS_SET, doer, authority.id, str(made.id), count=len(ids), as_at=as_at.isoformat())
    return made


def _day_fits(session: Session, authority: Authority, as_at: date) -> None:
    if not EARLIEST <= as_at <= today():
        raise Refused("The date of the list must be today or earlier." if as_at > today() else
                      f"The date of the list must be in {EARLIEST.year} or later.")
    if session.exec(select(NeighbourList.id).where(
        NeighbourList.authority_id == authority.id, NeighbourList.as_at == as_at,
        col(NeighbourList.withdrawn_at).is_(None),
    )).first():
        raise Refused(f"A list as at {day_in_words(as_at)} is kept already. Withdraw that one first if it is wrong.")


def withdraw_list(session: Session, doer: Doer, kept: NeighbourList, why: str) -> None:
    """Compare with this list no more; it stays to be seen. Refused without a reason, Conflict if it was done before."""
    if kept.withdrawn_at:
        raise Conflict(f"This list was withdrawn by {kept.withdrawn_by} already.")
    if not why or len(why) > LONGEST:
        raise Refused(f"Say why the list is withdrawn, in at most {LONGEST} characters.")
    kept.withdrawn_at, kept.withdrawn_by, kept.withdrawn_why = now(), doer.name, why
    session.add(kept)
    told = {"as_at": kept.as_at.isoformat(), "why": why}
    record(session, Tag.NEIGHBOURS_WITHDRAWN, doer, kept.authority_id, str(kept.id), **told)


def _average_area(session: Session, authority: Authority) -> None:
    """The area under which sources give one figure for all the neighbours of an authority."""
    name = neighbours_of(authority.name)
    if not session.exec(select(Area.id).where(Area.slug == slug_of(name))).first():
        session.add(Area(slug=slug_of(name), name=name, kind=NEIGHBOURS, authority_id=authority.id))
