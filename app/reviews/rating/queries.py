"""Reading reviews, always through somebody who reads the assessment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func
from sqlalchemy import select as columns
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.accounts.actor import Actor
from app.accounts.models import Authority
from app.assessments.address import Address
from app.assessments.freezing.models import FrozenRevision
from app.assessments.work import Elsewhere
from app.core.errors import NotFound
from app.reviews.pairing.models import Pair
from app.reviews.rating.models import FeedbackPoint, Rating, Remark, Submission
from app.reviews.rating.permissions import Reviewing, reads_review
from app.reviews.rating.rules import Target
from app.reviews.releases.errors import Over
from app.reviews.releases.models import Review, Reviewer
from app.reviews.releases.permissions import OWN, Reading
from app.reviews.releases.queries import assigned_to, reading_at, reviewed_at, taking_part
from app.reviews.releases.rules import OVER, RECORD
from app.reviews.rounds.permissions import decides_part


def record_at(session: Session, actor: Actor, address: Address) -> Reading:
    """The same as `reading_at`, and once the round is closed what a reviewer submitted their review of; to be read."""
    try:
        return reading_at(session, actor, address)
    except Over as over:
        try:
            return reviewed_at(
                session, actor, address, RECORD, lambda reviewer_id: _submitted_about(session, reviewer_id))
        except NotFound:
            raise over from None


def own_at(session: Session, actor: Actor, address: Address) -> Reading:
    """The same, and for whoever does not review it now; for their own review, and never for what it is about."""
    try:
        return record_at(session, actor, address)
    except Over as over:
        try:
            return reviewed_at(session, actor, address, OVER)
        except NotFound:
            raise over from None


def place_at(session: Session, actor: Actor, address: Address, reviewer_id: int) -> Reading:
    """The same for one place of the actor, which may be over while they review the authority in another one."""
    try:
        reading = record_at(session, actor, address)
    except Over:
        reading = None
    if reading and reading.reviewer_id == reviewer_id:
        return reading
    return reviewed_at(session, actor, address, and_(OVER, Reviewer.id == reviewer_id))


def _submitted_about(session: Session, reviewer_id: int) -> int | None:
    """The frozen revision that a submitted review is about."""
    return session.exec(select(Submission.frozen_id).join(Review, col(Review.id) == Submission.review_id)
                        .where(Review.reviewer_id == reviewer_id)).first()


def reviewing_of(session: Session, reading: Reading) -> Reviewing | None:
    """The review that the person has of what they read; None for the assessed authority's own people."""
    if reading.why == OWN:
        return None
    row = session.execute(
        columns(Reviewer.id, Pair.reviewer_id, Review)
        .join(Pair, col(Pair.id) == Reviewer.pair_id).outerjoin(Review, col(Review.reviewer_id) == Reviewer.id)
        .where(Reviewer.id == reading.reviewer_id)
    ).first()
    return Reviewing(reading, *row) if row else None


def ratings_of(session: Session, review_ids: Sequence[int]) -> dict[int, dict[Target, Rating]]:
    """The ratings of reviews as they stand, by review, then by what they are about."""
    newest = columns(func.max(Rating.id)).where(col(Rating.review_id).in_(review_ids)).group_by(
        col(Rating.review_id), col(Rating.scope), col(Rating.key))
    found: dict[int, dict[Target, Rating]] = {review: {} for review in review_ids}
    for one in session.exec(select(Rating).where(col(Rating.id).in_(newest))).all():
        found[one.review_id][one.scope, one.key] = one
    return found


def remarks_of(session: Session, review_id: int) -> dict[Target, Remark]:
    """The remarks of a review as they stand, by section and heading."""
    newest = columns(func.max(Remark.id)).where(Remark.review_id == review_id).group_by(
        col(Remark.section), col(Remark.head))
    return {
        (one.section, one.head): one for one in session.exec(select(Remark).where(col(Remark.id).in_(newest))).all()
    }


def submission_of(session: Session, review_id: int) -> tuple[Submission, FrozenRevision] | None:
    """What was submitted and the revision that it is about, both without their content."""
    found: tuple[Submission, FrozenRevision] | None = session.exec(
        select(Submission, FrozenRevision).join(FrozenRevision, col(FrozenRevision.id) == Submission.frozen_id)
        .where(Submission.review_id == review_id)
        .options(defer(Submission.content), defer(FrozenRevision.content))
    ).first()
    return found


@dataclass(frozen=True)
class Submitted:
    """A submitted review: of whom, as what, when, with the hash of what was submitted; `revision` is the number of the
    frozen revision that it is about, `about_sha256` its hash."""

    review_id: int
    kind: str
    person: str
    authority: str
    at: datetime
    sha256: str
    revision: int
    about_sha256: str
    mine: bool

    @property
    def by(self) -> str:
        """Whose it is, in words."""
        return f"{self.person}, {self.authority}"


def seen_by(session: Session, reading: Reading) -> list[Submitted]:
    """The submitted reviews that somebody who reads the assessment may read, moderations first; one query."""
    rows = session.execute(
        columns(Review.id, Pair.kind, Submission.submitted_by, Authority.name, Submission.at, Submission.sha256,
                FrozenRevision.number, FrozenRevision.sha256, Reviewer.id)
        .join(Submission, col(Submission.review_id) == Review.id)
        .join(FrozenRevision, col(FrozenRevision.id) == Submission.frozen_id)
        .join(Reviewer, col(Reviewer.id) == Review.reviewer_id).join(Pair, col(Pair.id) == Reviewer.pair_id)
        .join(Authority, col(Authority.id) == Pair.reviewer_id)
        .where(Pair.round_id == reading.round.id, Pair.reviewed_id == reading.place.id)
        .order_by(Pair.kind.desc(), col(Review.id))  # type: ignore[attr-defined]
    ).all()
    # Every row here is submitted: the join says so. Whether the reader's own is too decides about other challenges.
    me = reading.reviewer_id
    own = any(row[-1] == me for row in rows)
    return [
        Submitted(*row[:-1], mine=row[-1] == me) for row in rows
        if reads_review(reading.why, row[-1] == me, row[1], True, own, reading.as_record)
    ]


def points_in(session: Session, review_ids: Sequence[int]) -> list[FeedbackPoint]:
    """The points of these reviews, in the order in which they were made."""
    return list(session.exec(
        select(FeedbackPoint).where(col(FeedbackPoint.review_id).in_(review_ids)).order_by(col(FeedbackPoint.id))
    ).all())


def submitted(session: Session, reviewer_ids: Sequence[int]) -> set[int]:
    """Which of these reviews are submitted, by their reviewers."""
    return set(session.exec(
        select(Review.reviewer_id)
        .where(col(Review.reviewer_id).in_(reviewer_ids), col(Review.submitted_at).is_not(None))
    ).all())


def waiting_for(session: Session, actor: Actor) -> list[Elsewhere]:
    """What peer challenge asks of the actor now: reviews to be submitted, and invitations to answer."""
    mine = [one for one in assigned_to(session, actor) if one.released_at]
    done = submitted(session, [one.reviewer_id for one in mine])
    reviews = [
        Elsewhere(f"{one.authority}: {one.round.name}", one.path,
                  f"You {'challenge' if one.kind == 'challenge' else 'moderate'} it")
        for one in mine if one.reviewer_id not in done
    ]
    deciding = {place.slug for place in actor.places if decides_part(actor, place.id)}
    return reviews + [
        Elsewhere(one.round.name, one.path, "Does your authority take part?") for one in taking_part(session, actor)
        if one.slug in deciding and one.answer == "waiting" and one.round.state != "closed"
    ]
