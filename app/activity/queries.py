"""Reading the audit trail of one authority."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session, col, select

from app.activity.models import Activity
from app.activity.tags import BY_CODE

PAGE = 50


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


def acts(session: Session, authority_id: int, wanted: Filter) -> tuple[list[Act], bool]:
    """A page of acts, newest first, and whether there are more."""
    query = select(Activity).where(Activity.authority_id == authority_id)
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
