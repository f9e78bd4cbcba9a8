"""Verbs of good practice: an authority offers, asks and withdraws, the region accepts an offer or says why not."""

from sqlmodel import Session

from app.accounts.actor import Actor, Place
from app.accounts.models import Authority
from app.activity.service import record
from app.activity.tags import Tag
from app.core.clock import now
from app.core.errors import Conflict, NotFound, Refused
from app.core.repeats import name_of, sent_before
from app.reviews.practice import queries
from app.reviews.practice.models import Practice, PracticeAsk
from app.reviews.practice.rules import ask_of, passage_in
from app.reviews.releases.frozen import content_of
from app.reviews.releases.queries import reading_at
from app.reviews.rounds.permissions import Part
from app.reviews.rounds.rules import line_within
from app.reviews.rounds.service import not_closed, reason_of

LONGEST_TITLE, LONGEST_NOTE = 120, 2000


def offer(session: Session, part: Part, title: str, passage: str, note: str, sent_as: str = "") -> Practice:
    """Offer a passage of what the authority released last; Refused where the words do not stand there.

    Sent twice it is offered once; so are questions below.
    """
    not_closed(session, part.round)
    title = line_within(title, LONGEST_TITLE, "A title", "title")
    note = line_within(note, LONGEST_NOTE, "A note", "note")
    if not title:
        raise Refused("Give it a title by which others find it.", "title")
    try:
        reading = reading_at(session, part.actor, part.address)
    except NotFound as error:
        raise Conflict("Nothing is released yet, and only what is released can be offered.") from error
    quote, place = passage_in(content_of(session, reading), passage)
    assert reading.release.id is not None
    row = Practice(
        region_id=part.round.region_id, authority_id=part.place.id, release_id=reading.release.id, place=place,
        title=title, quote=quote, note=note, offered_by=part.actor.name, offered_at=now(), sent_as=name_of(sent_as),
    )
    if known := sent_before(session, row, "authority_id", "title", "quote", "note"):
        return known
    session.add(row)
    record(session, Tag.PRACTICE_OFFERED, part.actor, part.place.id, f"{part.path}/practice", title=title)
    return row


def withdraw(session: Session, part: Part, practice_id: int) -> None:
    """Take an offer back: from this moment nobody else reads it."""
    row = queries.own_offer(session, part.place.id, practice_id)
    if row.state == "withdrawn":
        raise Conflict("It is withdrawn already.")
    row.state, row.withdrawn_by, row.withdrawn_at = "withdrawn", part.actor.name, now()
    session.add(row)
    record(session, Tag.PRACTICE_WITHDRAWN, part.actor, part.place.id, f"{part.path}/practice", title=row.title)


def ask(session: Session, part: Part, words: str, sent_as: str = "") -> PracticeAsk:
    """Ask the other authorities of the region for good practice; they read it at once, with the authority’s name."""
    not_closed(session, part.round)
    row = PracticeAsk(round_id=part.id, authority_id=part.place.id, words=ask_of(words), asked_by=part.actor.name,
                      asked_at=now(), sent_as=name_of(sent_as))
    if known := sent_before(session, row, "round_id", "authority_id", "words"):
        return known
    session.add(row)
    record(session, Tag.PRACTICE_ASKED, part.actor, part.place.id, f"{part.path}/practice", words=row.words)
    return row


def withdraw_ask(session: Session, part: Part, ask_id: int) -> None:
    """Ask no longer: from this moment nobody reads it."""
    row = queries.own_ask(session, part.place.id, ask_id)
    row.withdrawn_by, row.withdrawn_at = part.actor.name, now()
    session.add(row)
    record(session, Tag.PRACTICE_UNASKED, part.actor, part.place.id, f"{part.path}/practice", words=row.words)


def accept(session: Session, actor: Actor, region: Place, practice_id: int) -> None:
    """Take an offer into the library of the region."""
    row, authority = _undecided(session, actor, region, practice_id)
    row.state = "accepted"
    record(session, Tag.PRACTICE_ACCEPTED, actor, row.authority_id, "/reviews/practice", title=row.title,
           authority=authority)


def decline(session: Session, actor: Actor, region: Place, practice_id: int, reason: str) -> None:
    """Say why an offer is not taken."""
    why = reason_of(reason, "Say why it is not accepted; the authority reads it.")
    row, authority = _undecided(session, actor, region, practice_id)
    row.state, row.reason = "declined", why
    record(session, Tag.PRACTICE_DECLINED, actor, row.authority_id, "/reviews/practice", title=row.title,
           authority=authority, why=why)


def _undecided(session: Session, actor: Actor, region: Place, practice_id: int) -> tuple[Practice, str]:
    row = queries.offer_to(session, region.id, practice_id)
    if row.state != "offered":
        raise Conflict("This offer was decided or withdrawn meanwhile. Look at the list again.")
    row.decided_by, row.decided_at = actor.name, now()
    session.add(row)
    return row, session.get_one(Authority, row.authority_id).name
