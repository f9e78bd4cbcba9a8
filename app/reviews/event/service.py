"""Verbs of a challenge event, for both sides: add, move and drop a line, take a note, agree and withdraw an action."""

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.activity.service import record
from app.activity.tags import Tag
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, NotFound
from app.core.repeats import name_of, sent_before
from app.reviews.event import queries
from app.reviews.event.models import Enquiry, EnquiryNote
from app.reviews.event.rules import line_of, moved_up, note_of, withdraws
from app.reviews.feedback.models import AgreedAction
from app.reviews.feedback.queries import point_at
from app.reviews.feedback.service import agree_action, withdraw_action
from app.reviews.releases.permissions import OWN, Reading
from app.reviews.rounds.models import Round
from app.reviews.rounds.service import not_closed


def add(session: Session, reading: Reading, words: str, point_id: int | None = None, sent_as: str = "") -> Enquiry:
    """Add a line at the end of the list, in words or from a point of the feedback; sent twice, it is added once."""
    _hold(session, reading)
    point = point_at(session, reading, point_id) if point_id else None
    line = line_of(words or (point.words if point else ""))
    row = Enquiry(
        round_id=reading.round.id or 0, authority_id=reading.place.id, position=_last(session, reading) + 1, words=line,
        point_id=point.id if point else None, added_by=reading.actor.name, added_by_id=reading.actor.person_id,
        added_at=now(), sent_as=name_of(sent_as),
    )
    if known := sent_before(session, row, "round_id", "authority_id", "words", "point_id", "added_by_id"):
        return known
    if point and point.id in {one.point_id for one in queries.enquiries_of(session, reading)}:
        raise Conflict("This point is in the list already.")
    session.add(row)
    session.flush()
    _record(session, Tag.ENQUIRY_ADDED, reading)
    return row


def _hold(session: Session, reading: Reading) -> None:
    """Two who change the list at once take turns; nobody changes it once the round is closed."""
    session.get_one(Round, reading.round.id, with_for_update=True, populate_existing=True)
    not_closed(session, reading.round)


def _last(session: Session, reading: Reading) -> int:
    found: int | None = session.execute(
        columns(func.max(Enquiry.position)).where(
            col(Enquiry.round_id) == reading.round.id, col(Enquiry.authority_id) == reading.place.id)
    ).scalar()
    return found or 0


def move_up(session: Session, reading: Reading, enquiry_id: int, above: int = 0) -> Enquiry:
    """Move a line one place up, past the one `above` it as the page shows them; past whichever where it tells none.

    Nothing where it stands before that one already; Conflict where they are no longer beside one another.
    """
    _hold(session, reading)
    wanted = queries.enquiry_at(session, reading, enquiry_id)
    there = {one.id or 0: one for one in queries.enquiries_of(session, reading)}
    for position, key in enumerate(moved_up(list(there), enquiry_id, above), 1):
        there[key].position = position
        session.add(there[key])
    return wanted


def drop(session: Session, reading: Reading, enquiry_id: int) -> Enquiry:
    """Take a line out of the list; with its notes it stays on record. Conflict once something is noted or agreed."""
    _hold(session, reading)
    row = queries.enquiry_at(session, reading, enquiry_id)
    line = next(one for one in queries.event_of(session, reading).lines if one.id == enquiry_id)
    if line.notes or line.actions:
        raise Conflict("Notes or actions stand under this line, so it stays.")
    row.dropped_by, row.dropped_at = reading.actor.name, now()
    session.add(row)
    _record(session, Tag.ENQUIRY_DROPPED, reading)
    return row


def note(session: Session, reading: Reading, enquiry_id: int, words: str, sent_as: str) -> EnquiryNote:
    """Take a note on a line; the same sent again is not noted twice, and other words are a Conflict."""
    not_closed(session, reading.round)
    row, said = queries.enquiry_at(session, reading, enquiry_id), note_of(words)
    made = EnquiryNote(
        enquiry_id=row.id or 0, words=said, person=reading.actor.name, person_id=reading.actor.person_id,
        side=side_of(reading), sent_as=name_of(sent_as) or "", at=now(),
    )
    if known := sent_before(session, made, "enquiry_id", "words", "person_id"):
        return known
    session.add(made)
    session.flush()
    return made


def side_of(reading: Reading) -> str:
    """For whom somebody speaks: the assessed authority, or the challengers."""
    return reading.place.name if reading.why == OWN else "Challenger"


def agree(
    session: Session, reading: Reading, enquiry_id: int, words: str, owner: str, due_on: str, sent_as: str = ""
) -> AgreedAction:
    """Agree an action on a line, with owner and date."""
    row = queries.enquiry_at(session, reading, enquiry_id)
    return agree_action(session, reading, None, words, owner, due_on, row.id, sent_as)


def withdraw(session: Session, reading: Reading, action_id: int) -> AgreedAction:
    """Withdraw an action that was agreed on a line, by whoever agreed it or by the authority; it stays on record."""
    _hold(session, reading)
    agreed = [action for line in queries.event_of(session, reading).lines for action in line.actions]
    action = next((one for one in agreed if one.id == action_id), None)
    if action is None:
        raise NotFound("This action is no longer in the list.")
    if not withdraws(reading.decides, reading.actor.person_id, action.agreed_by_id):
        raise Forbidden("An action is withdrawn by whoever agreed it, or by the authority that is to do it.")
    return withdraw_action(session, reading, action_id)


def _record(session: Session, tag: Tag, reading: Reading) -> None:
    """The trail says that it happened, not in what words: administrators read it, and do not read the event."""
    record(session, tag, reading.actor, reading.place.id, f"{reading.path}/event")
