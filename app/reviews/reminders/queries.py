"""Reading who is late in a round, and who was reminded when: names and dates alone, never a word of a draft."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import exists
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.accounts.guests.queries import may_come
from app.accounts.models import Authority, Guest, Person
from app.accounts.queries import answering_for
from app.assessments.address import Address
from app.assessments.models import Assessment
from app.core.clock import now
from app.reviews.pairing.models import Pair
from app.reviews.progress.queries import standings, works
from app.reviews.progress.rules import Work, review_due
from app.reviews.rating.queries import submitted
from app.reviews.releases.models import ReleasedRevision, Reviewer
from app.reviews.releases.rules import UNDER_WAY
from app.reviews.reminders.models import Reminder
from app.reviews.reminders.rules import Late, Owed, owed_by_authority, together
from app.reviews.rounds.models import Round
from app.reviews.rounds.rules import ENDED


def late_people(session: Session, one: Round, today: date) -> list[Late]:
    """Everybody who is late, each once: coordinators for their authorities, reviewers for themselves."""
    if one.state in ENDED:
        return []
    return together([*_for_authorities(session, one, today), *_reviewers(session, one, today)])


def _for_authorities(session: Session, one: Round, today: date) -> list[Late]:
    """The coordinators of authorities that are late; their directors where there is none."""
    there = works(session, one)
    found = {
        standing.id: owed_by_authority(standing, there.get(standing.id, Work()), one, today)
        for standing in standings(session, one)
    }
    contacts = answering_for(session, [authority for authority, owed in found.items() if owed])
    return [
        Late(person.id or 0, person.name, person.email, authority.id or 0, authority.name,
             f"/reviews/{Address(authority.slug, one.framework_slug, one.year)}", tuple(found[authority.id or 0]))
        for person, authority in contacts
    ]


def _reviewers(session: Session, one: Round, today: date) -> list[Late]:
    """Who reviews what nobody has submitted yet although it is due, where there is something for them to read."""
    reviewed, reviewing = aliased(Authority), aliased(Authority)
    released = exists().where(
        col(ReleasedRevision.round_id) == Round.id, col(Assessment.id) == ReleasedRevision.assessment_id,
        col(Assessment.authority_id) == Pair.reviewed_id,
    )
    rows: Sequence[Any] = session.execute(
        columns(Reviewer, Pair.kind, Person, reviewing, reviewed.name, reviewed.slug, may_come(now()))
        .join(Pair, col(Pair.id) == Reviewer.pair_id).join(Round, col(Round.id) == Pair.round_id)
        .join(Person, col(Person.id) == Reviewer.person_id).join(reviewing, reviewing.id == Pair.reviewer_id)
        .join(reviewed, reviewed.id == Pair.reviewed_id).outerjoin(Guest, col(Guest.id) == Reviewer.guest_id)
        .where(Pair.round_id == one.id, UNDER_WAY, released, col(Person.disabled_at).is_(None))
        .order_by(Person.name, reviewed.name)
    ).all()
    those = submitted(session, [row[0].id for row in rows])
    done = {row[0].pair_id for row in rows if row[0].id in those}  # one review of each pair is due, whoever writes it
    return [
        Late(person.id, person.name, person.email, home.id, home.name,
             f"/reviews/released/{Address(slug, one.framework_slug, one.year)}",
             (Owed(f"submit the {kind} of {name}", review_due(kind, one)),), reviewer.guest_id is not None,
             reviewer.guest_id is not None and not comes)
        for reviewer, kind, person, home, name, slug, comes in rows
        if reviewer.pair_id not in done and review_due(kind, one) < today
    ]


def last_reminders(session: Session, round_id: int) -> dict[int, Reminder]:
    """The latest reminder of each person in a round, by their id."""
    rows = session.exec(
        select(Reminder).where(Reminder.round_id == round_id).order_by(col(Reminder.id))
    ).all()
    return {row.person_id: row for row in rows}
