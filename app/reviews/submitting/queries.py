"""Reading what a reviewer noted, and what was submitted."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import func, or_, union
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.assessments.freezing.models import FrozenRevision
from app.core.errors import NotFound
from app.reviews.annotations.models import Annotation
from app.reviews.annotations.queries import released_number
from app.reviews.rating.models import Rating, Remark, Submission
from app.reviews.rating.outline import drawn, outline_of
from app.reviews.rating.permissions import Reviewing
from app.reviews.rating.queries import ratings_of, remarks_of, seen_by
from app.reviews.rating.rules import Section
from app.reviews.releases.frozen import content_in
from app.reviews.releases.models import Review
from app.reviews.releases.permissions import Reading
from app.reviews.submitting.rules import Noted


def noted_by(session: Session, reviewer_id: int) -> Sequence[Noted]:
    """What a reviewer noted and did not take back, in the order in which it was noted; one query."""
    rows = session.execute(
        columns(Annotation, FrozenRevision.number, FrozenRevision.sha256)
        .join(FrozenRevision, col(FrozenRevision.id) == Annotation.frozen_id)
        .where(Annotation.reviewer_id == reviewer_id, col(Annotation.is_removed).is_(False))
        .order_by(col(Annotation.id))
    ).all()
    return [(one, number, sha256) for one, number, sha256 in rows]


def written_by(session: Session, reviewer_ids: Sequence[int]) -> set[int]:
    """Which of these reviewers wrote anything of their review that still stands; one query."""
    theirs = col(Review.reviewer_id).in_(reviewer_ids)
    rated = columns(func.max(Rating.id)).join(Review, col(Review.id) == Rating.review_id).where(theirs).group_by(
        col(Rating.review_id), col(Rating.scope), col(Rating.key))
    said = columns(func.max(Remark.id)).join(Review, col(Review.id) == Remark.review_id).where(theirs).group_by(
        col(Remark.review_id), col(Remark.section), col(Remark.head))
    found = union(
        columns(Review.reviewer_id).join(Rating, col(Rating.review_id) == Review.id).where(
            col(Rating.id).in_(rated), or_(Rating.level != "", Rating.reason != "", Rating.agrees != "")),
        columns(Review.reviewer_id).join(Remark, col(Remark.review_id) == Review.id).where(
            col(Remark.id).in_(said), func.trim(Remark.words, " \n\t") != ""),
        columns(Annotation.reviewer_id).where(
            col(Annotation.reviewer_id).in_(reviewer_ids), col(Annotation.is_removed).is_(False)),
    )
    return set(session.execute(found).scalars().all())


def saved_by(session: Session, reviewing: Reviewing) -> dict[str, dict[str, str]]:
    """The fields of a review as the server has them, by what they are about as static/js/holding.js names it; three
    queries. An annotation is named by what it was sent as, and by its id."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for (section, head), said in remarks_of(session, reviewing.review_id).items():
        found[f"remarks {section}"][head] = said.words
    for (scope, key), one in ratings_of(session, [reviewing.review_id])[reviewing.review_id].items():
        found[f"ratings {scope} {key}"] = {"level": one.level, "reason": one.reason, "agrees": one.agrees}
    for note, *_ in noted_by(session, reviewing.reviewer_id):
        told = {"kind": note.kind, "words": note.words, "reference": note.reference}
        found |= {f"note {note.sent_as}": told, f"note {note.id}": told}
    return found


def changed_since(session: Session, reading: Reading, number: int) -> Sequence[Section] | None:
    """The sections that do not stand in the revision of that number as they do in the newest; None where no such one
    was released."""
    before = released_number(session, reading, number)
    if before is None:
        return None
    then = {one.key: one.sha256 for one in drawn(content_in(before))}
    return [one for one in outline_of(session, reading) if then.get(one.key) != one.sha256]


def submitted_at(session: Session, reading: Reading, review_id: int) -> Submission:
    """What was submitted in a review that somebody may read, with its content; NotFound for any other."""
    if review_id not in {one.review_id for one in seen_by(session, reading)}:
        raise NotFound
    return session.exec(select(Submission).where(Submission.review_id == review_id)).one()
