"""Sending reminders."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session

from app.activity.service import record
from app.activity.tags import Tag
from app.config import Settings
from app.core.clock import now, today
from app.core.errors import Conflict, Refused
from app.core.mail.service import send
from app.reviews.reminders.models import Reminder
from app.reviews.reminders.queries import last_reminders, late_people
from app.reviews.reminders.rules import Late, subject_of, text_of
from app.reviews.rounds import service as rounds
from app.reviews.rounds.models import Round
from app.reviews.rounds.permissions import Run


def remind(session: Session, settings: Settings, run: Run, person_ids: Iterable[int]) -> list[str]:
    """Remind these people of what they owe now; the names of those to whom a letter goes.

    Who was reminded today or is no longer late is left out; Conflict where nobody is left, Refused where nobody was
    chosen.
    """
    if not settings.sends_mail:
        raise Conflict("This installation sends no mail yet. Whoever looks after it sets that up.")
    one, wanted, day = rounds.held(session, run), set(person_ids), today()
    if not wanted:
        raise Refused("Choose at least one person to remind.")
    chosen = _still_late(session, one, wanted, day)
    if not chosen:
        raise Conflict("They were reminded today already, or are no longer late. Once a day is enough.")
    for who in chosen:
        _write(session, run, one, who, day)
    return [who.name for who in chosen]


def _still_late(session: Session, one: Round, wanted: set[int], day: date) -> list[Late]:
    before = last_reminders(session, one.id or 0)
    return [
        who for who in late_people(session, one, day) if who.person_id in wanted
        and not (who.person_id in before and before[who.person_id].sent_on == day)
    ]


def _write(session: Session, run: Run, one: Round, who: Late, day: date) -> None:
    """Send the letter, and keep it."""
    text = text_of(who, one, run.region.name, run.actor.name)
    send(session, who.email, subject_of(one), text)
    session.add(Reminder(
        round_id=run.id, authority_id=who.authority_id, person_id=who.person_id, what=who.what, text=text,
        sent_by=run.actor.name, sent_on=day, sent_at=now(),
    ))
    record(session, Tag.REMINDER_SENT, run.actor, who.authority_id, who.path, who=who.name, what=who.what)
