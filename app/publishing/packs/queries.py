"""Reading packs and those they are for, always by the round, authority or reviewer that they belong to."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.accounts.models import Authority, Person
from app.assessments.freezing.models import FrozenRevision
from app.assessments.models import Assessment
from app.core.errors import NotFound
from app.evidence.queries import cited
from app.publishing.notes import VERDICTS, Answer, Note, Place
from app.publishing.packs.bundle import why_kept
from app.publishing.packs.models import Pack
from app.reviews.annotations.following import LOST, Release
from app.reviews.annotations.queries import Noted, Seen, noted, reviews_of
from app.reviews.pairing.models import Pair
from app.reviews.releases.frozen import Content, answers_in
from app.reviews.releases.models import ReleasedRevision, Reviewer
from app.reviews.releases.permissions import OWN, Reading
from app.reviews.releases.rules import UNDER_WAY
from app.reviews.rounds.models import Round

# What happened to the words that a note is about since it was written, as it stands behind its kind.
SINCE = {"moved": "moved", "changed": "on an earlier wording"}


def submitted_annotations(session: Session, release: ReleasedRevision, content: Content) -> list[Note]:
    """The moderators' submitted annotations of a round, with the authority's answers, in no particular order.

    Those on an earlier release are placed in this one, whose content is given, exactly as on screen. Never those of a
    challenger, and never those of a review that was not submitted. A fixed number of queries, and a few for each answer
    with notes on an earlier release.
    """
    run, place = session.get_one(Round, release.round_id), _authority_of(session, release)
    reviews = {one.reviewer_id: one for one in reviews_of(session, run.id or 0, place)
               if one.kind == "moderation" and one.submitted_at is not None}
    found = noted(session, Seen(None, reviews))
    answers = answers_in(content)
    frozen = session.get_one(FrozenRevision, release.frozen_id)
    placed_in = Release(session, frozen, release.assessment_id, answers)
    return [_note(one, _place(one, placed_in)) for one in found]


def _authority_of(session: Session, release: ReleasedRevision) -> int:
    return session.get_one(Assessment, release.assessment_id).authority_id


def _place(one: Noted, release: Release) -> Place:
    """Where an annotation belongs: for one on an earlier release, where its words stand in this one."""
    kept = one.annotation
    if kept.prompt_key not in release.answers:
        return Place(kept.section_key, kept.prompt_key, gone=kept.start is not None)
    at = release.place_of(one)
    since = SINCE.get(at.state, "")
    if kept.start is None:
        return Place(kept.section_key, kept.prompt_key, since=since)
    return Place(kept.section_key, kept.prompt_key, at.start, at.end, at.state in LOST, at.hand, since)


def _note(one: Noted, place: Place) -> Note:
    kept = one.annotation
    said = next((event for event in reversed(one.events) if event.kind in VERDICTS), None)
    answer = Answer(said.kind, said.words, said.person) if said else None
    return Note(kept.kind, kept.quote, place, kept.words, kept.reference, one.review.name, answer)


@dataclass(frozen=True)
class Named:
    """Somebody for whom a pack can be made."""

    reviewer_id: int
    person_id: int
    name: str
    authority: str
    kind: str


def named_on(session: Session, reading: Reading) -> list[Named]:
    """Who reviews what is read: to its own authority all of them, to a reviewer nobody but themselves; one query."""
    query = (
        columns(Reviewer.id, Reviewer.person_id, Person.name, Authority.name, Pair.kind)
        .join(Pair, col(Pair.id) == Reviewer.pair_id).join(Round, col(Round.id) == Pair.round_id)
        .join(Person, col(Person.id) == Reviewer.person_id).join(Authority, col(Authority.id) == Pair.reviewer_id)
        .where(Pair.round_id == reading.round.id, Pair.reviewed_id == reading.place.id)
        .order_by(Pair.kind, Authority.name, Person.name)
    )
    if reading.why == OWN:
        query = query.where(col(Pair.removed_at).is_(None), col(Reviewer.removed_at).is_(None))
    else:
        query = query.where(UNDER_WAY, Reviewer.id == reading.reviewer_id)
    return [Named(*row) for row in session.execute(query).all()]


def packs_on(session: Session, reading: Reading) -> Sequence[Pack]:
    """The packs of what was released to this round, newest first: to a reviewer those of the review they read as."""
    query = select(Pack).where(Pack.round_id == reading.round.id, Pack.authority_id == reading.place.id)
    if reading.why != OWN:
        query = query.where(Pack.reviewer_id == reading.reviewer_id)
    return session.exec(query.order_by(col(Pack.id).desc())).all()


def pack_on(session: Session, reading: Reading, pack_id: int) -> Pack:
    """One of those; NotFound for any other."""
    found = next((pack for pack in packs_on(session, reading) if pack.id == pack_id), None)
    if found is None:
        raise NotFound
    return found


def outdated(session: Session, packs: Sequence[Pack]) -> set[int]:
    """Which of these packs of one authority hand out a file or an address that stays with it by now, or may.

    One query at most.
    """
    held = {pack.id: [(ref, revision) for ref, revision in json.loads(pack.given)] for pack in packs if pack.given}
    wanted = {one for listed in held.values() for one in listed}
    found = cited(session, packs[0].authority_id or 0, sorted(wanted)) if wanted else {}
    free = {one for one, item in found.items() if not why_kept(item)}
    return {pack.id or 0 for pack in packs if pack.id not in held or not free.issuperset(held[pack.id])}


def packs_of_round(session: Session, round_id: int) -> Sequence[Pack]:
    """The reports of a round for its region, newest first."""
    return session.exec(
        select(Pack).where(Pack.round_id == round_id, Pack.kind == "round").order_by(col(Pack.id).desc())
    ).all()


def by_key(session: Session, key: str) -> Pack | None:
    """The pack made of the very same before."""
    return session.exec(select(Pack).where(Pack.key == key)).first()


def by_file(session: Session, sha256: str, authority_ids: Sequence[int] | None) -> Pack | None:
    """The pack whose PDF or zip has exactly these bytes, within these authorities; None means all of them."""
    query = select(Pack).where(or_(Pack.pdf_sha256 == sha256, Pack.zip_sha256 == sha256))
    return session.exec(_within(query, authority_ids)).first()


def by_content(session: Session, kind: str, sha256: str, authority_ids: Sequence[int] | None) -> Pack | None:
    """A pack of this kind that was made from this content."""
    query = select(Pack).where(Pack.content_sha256 == sha256, Pack.kind == kind)
    return session.exec(_within(query, authority_ids)).first()


def _within(query, authority_ids):  # type: ignore[no-untyped-def]
    return query if authority_ids is None else query.where(col(Pack.authority_id).in_(authority_ids))
