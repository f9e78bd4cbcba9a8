"""Verbs of an authority that has feedback: answer a point, agree an action, withdraw one."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.activity.service import record
from app.activity.tags import Tag
from app.core.clock import now
from app.core.errors import Conflict, NotFound
from app.core.repeats import name_of, sent_before
from app.core.templating import day
from app.reviews.feedback import queries
from app.reviews.feedback.models import AgreedAction, PointAnswer
from app.reviews.feedback.rules import action_of, answer_of, told
from app.reviews.rating.models import FeedbackPoint
from app.reviews.releases.permissions import Reading
from app.reviews.rounds.service import not_closed

ANSWERED = "Somebody else answered this point since you opened the page. Read their answer, then send yours again."

AGREED = "This very action is agreed already, for the same date. Change what is to be done, by whom or when."


@dataclass(frozen=True)
class Page:
    """From where something is sent: the name of the form, and the newest answer that its page showed, if it tells."""

    sent_as: str = ""
    seen: int | None = None


def answer(
    session: Session, reading: Reading, point_id: int, chosen: str, words: str, page: Page = Page()
) -> PointAnswer:
    """Answer a point; an earlier answer stays on record. Conflict where the page did not show the newest one."""
    not_closed(session, reading.round)
    point = queries.point_at(session, reading, point_id)
    kind, shares, said = answer_of(point.head, chosen, words)
    assert point.id
    row = PointAnswer(
        point_id=point.id, kind=kind, words=said, shares=shares, answered_by=reading.actor.name,
        answered_by_id=reading.actor.person_id, at=now(), sent_as=name_of(page.sent_as),
    )
    if known := sent_before(session, row, "point_id", "kind", "words", "shares", "answered_by_id"):
        return known
    before = queries.answer_to(session, point)
    if page.seen is not None and page.seen != (before.id if before else 0):
        raise Conflict(ANSWERED)
    session.add(row)
    session.flush()
    what = f"review of {reading.place.name}"
    _record(session, Tag.POINT_ANSWERED, reading, what=what, answer=told(point.head, kind, shares))
    return row


def agree_action(
    session: Session, reading: Reading, point_id: int | None, words: str, owner: str, due_on: str,
    enquiry_id: int | None = None, sent_as: str = "",
) -> AgreedAction:
    """Agree an action about a point or a line of enquiry, with owner and date; sent twice, it is agreed once.

    Conflict where the very same stands already.
    """
    not_closed(session, reading.round)
    point: FeedbackPoint | None = queries.point_at(session, reading, point_id) if point_id else None
    what, who, due = action_of(words, owner, due_on)
    assert reading.round.id
    row = AgreedAction(
        round_id=reading.round.id, authority_id=reading.place.id, point_id=point.id if point else None,
        enquiry_id=enquiry_id, words=what, owner=who, due_on=due, agreed_by=reading.actor.name,
        agreed_by_id=reading.actor.person_id, at=now(), sent_as=name_of(sent_as),
    )
    same = ("point_id", "enquiry_id", "words", "owner", "due_on", "agreed_by_id")
    if known := sent_before(session, row, *same):
        return known
    if any(all(getattr(one, name) == getattr(row, name) for name in same[:-1])
           for one in queries.actions_of(session, reading)):
        raise Conflict(AGREED)
    session.add(row)
    session.flush()
    _record(session, Tag.ACTION_AGREED, reading, owner=who, due=_day(due))
    return row


def withdraw_action(session: Session, reading: Reading, action_id: int) -> AgreedAction:
    """Withdraw an action of the authority; it stays on record."""
    not_closed(session, reading.round)
    row = session.get(AgreedAction, action_id, with_for_update=True)
    ours = row is not None and (row.round_id, row.authority_id) == (reading.round.id, reading.place.id)
    if row is None or not ours or row.withdrawn_at:
        raise NotFound
    row.withdrawn_by, row.withdrawn_at = reading.actor.name, now()
    session.add(row)
    _record(session, Tag.ACTION_WITHDRAWN, reading, owner=row.owner)
    return row


def _record(session: Session, tag: Tag, reading: Reading, **detail: str | int) -> None:
    record(session, tag, reading.actor, reading.place.id, f"{reading.path}/feedback", **detail)


def _day(due: date) -> str:
    return day(due).replace("\u00a0", " ")
