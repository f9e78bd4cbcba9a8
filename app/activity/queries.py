"""Reading the audit trail of one authority, or of one region."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.activity.models import Activity
from app.activity.tags import BY_CODE, Tag

PAGE = 50
# What a region does to an authority stands in that authority’s trail, and is the region’s act all the same.
TOWARDS_AUTHORITIES = (Tag.REMINDER_SENT, Tag.PRACTICE_ACCEPTED, Tag.PRACTICE_DECLINED)


@dataclass(frozen=True)
class Act:
    """One line of the trail, told in words."""

    at: datetime
    person: str
    sentence: str
    subject: str
    tag: str


@dataclass(frozen=True)
class Filter:
    """What the reader asked to see; None means everything."""

    person_id: int | None = None
    tag: str | None = None
    since: date | None = None
    until: date | None = None
    page: int = 1


def asked_for(person: str, act: str, since: str, until: str, page: int) -> Filter:
    """A filter as an address sent it; what cannot be read asks for everything."""
    return Filter(int(person) if person.isdecimal() else None, act or None, _date(since), _date(until), page)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Who:
    """Somebody who acted."""

    id: int
    name: str


def acts(session: Session, authority_id: int, wanted: Filter) -> tuple[list[Act], bool]:
    """A page of an authority’s acts, newest first, and whether there are more."""
    return _acts(session, col(Activity.authority_id) == authority_id, wanted)


def region_acts(
    session: Session, path: str, authority_ids: Sequence[int], wanted: Filter
) -> tuple[list[Act], bool]:
    """The same of the region whose pages begin with `path` and whose authorities these are."""
    return _acts(session, _of_region(path, authority_ids), wanted)


def region_doers(
    session: Session, path: str, authority_ids: Sequence[int]
) -> tuple[list[Who], list[Tag]]:
    """Who ever acted for a region, by name, and what kinds of acts there are; one query."""
    rows = session.execute(
        columns(Activity.person_id, Activity.person_name, Activity.tag)
        .where(_of_region(path, authority_ids)).distinct().order_by(Activity.person_name)
    ).all()
    kinds = {row[2] for row in rows}
    people = {row[0]: Who(row[0], row[1]) for row in rows if row[0]}
    return list(people.values()), [tag for tag in Tag if tag.code in kinds]


def _of_region(path: str, authority_ids: Sequence[int]) -> ColumnElement[bool]:
    subject, authority = col(Activity.subject), col(Activity.authority_id)
    about_it = (subject == path) | subject.startswith(f"{path}/", autoescape=True)
    towards = col(Activity.tag).in_([tag.code for tag in TOWARDS_AUTHORITIES])
    return (authority.is_(None) & about_it) | (authority.in_(authority_ids) & towards)


def _acts(session: Session, whose: ColumnElement[bool], wanted: Filter) -> tuple[list[Act], bool]:
    query: Any = select(Activity).where(whose)
    if wanted.person_id:
        query = query.where(Activity.person_id == wanted.person_id)
    if wanted.tag:
        query = query.where(Activity.tag == wanted.tag)
    if wanted.since:
        query = query.where(Activity.at >= datetime.combine(wanted.since, time(), UTC))
    if wanted.until:
        query = query.where(Activity.at < datetime.combine(wanted.until + timedelta(days=1), time(), UTC))
    query = query.order_by(col(Activity.id).desc()).offset((wanted.page - 1) * PAGE).limit(PAGE + 1)
    rows = session.exec(query).all()
    return [told(row) for row in rows[:PAGE]], len(rows) > PAGE


def told(row: Activity) -> Act:
    """An act in words."""
    sentence = BY_CODE[row.tag].sentence.format(**json.loads(row.detail))
    return Act(row.at, row.person_name, sentence, row.subject, row.tag)
