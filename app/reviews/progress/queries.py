"""Reading how far the authorities of a round are: stages, dates and counts of what is submitted, and no text."""

from typing import Any

from sqlalchemy import and_, func
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.accounts.models import Authority
from app.assessments.freezing.models import FrozenRevision, SignOff
from app.assessments.models import Assessment, Response
from app.reviews.pairing.models import Pair
from app.reviews.progress.rules import Pairing, Standing, Work, gaps
from app.reviews.releases.models import ReleasedRevision, Review, Reviewer
from app.reviews.rounds.models import Invitation, Round
from app.reviews.summary.queries import came


def standings(session: Session, one: Round) -> list[Standing]:
    """Where every invited authority stands, by name; one query."""
    rows = session.execute(
        columns(Authority.id, Authority.name, Invitation.answer, Assessment.opened_at, _started(), _signed_at(),
                _newest(one, ReleasedRevision.released_at), _newest(one, SignOff.id))
        .join(Invitation, col(Invitation.authority_id) == Authority.id)
        .outerjoin(Assessment, and_(
            col(Assessment.authority_id) == Authority.id, col(Assessment.framework_slug) == one.framework_slug,
            col(Assessment.year) == one.year))
        .where(Invitation.round_id == one.id).order_by(Authority.name)
    ).all()
    return [Standing(r[0], r[1], r[2], r[3], r[4] is not None, r[5], r[6], r[7] is not None) for r in rows]


def _started() -> Any:
    """Whether any answer was begun."""
    return (
        columns(Response.id).where(Response.assessment_id == Assessment.id, Response.state != "not_started")
        .limit(1).correlate(Assessment).scalar_subquery()
    )


def _signed_at() -> Any:
    return (
        columns(func.max(SignOff.signed_at)).join(FrozenRevision, col(FrozenRevision.id) == SignOff.frozen_id)
        .where(FrozenRevision.assessment_id == Assessment.id).correlate(Assessment).scalar_subquery()
    )


def _newest(one: Round, column: Any) -> Any:
    """This column of the newest release to the round."""
    return (
        columns(column).select_from(ReleasedRevision)
        .outerjoin(SignOff, col(SignOff.frozen_id) == ReleasedRevision.frozen_id)
        .where(ReleasedRevision.round_id == one.id, ReleasedRevision.assessment_id == Assessment.id)
        .order_by(col(ReleasedRevision.id).desc()).limit(1).correlate(Assessment).scalar_subquery()
    )


def pairings(session: Session, one: Round) -> list[Pairing]:
    """The pairs of a round with what came of each, removed ones among them; one query."""
    written = columns(func.count(Reviewer.id)).outerjoin(Review, col(Review.reviewer_id) == Reviewer.id).where(
        Reviewer.pair_id == Pair.id).correlate(Pair)
    submitted = written.where(col(Review.submitted_at).is_not(None))
    waiting = written.where(col(Review.submitted_at).is_(None), col(Reviewer.removed_at).is_(None))
    released = (
        columns(ReleasedRevision.id).join(Assessment, col(Assessment.id) == ReleasedRevision.assessment_id)
        .where(ReleasedRevision.round_id == one.id, Assessment.authority_id == Pair.reviewed_id)
        .correlate(Pair).exists()
    )
    rows = session.execute(
        columns(Pair.kind, Pair.reviewer_id, Pair.reviewed_id, col(Pair.removed_at).is_(None),
                submitted.scalar_subquery(), waiting.scalar_subquery(), released).where(Pair.round_id == one.id)
    ).all()
    return [Pairing(*row) for row in rows]


def works(session: Session, one: Round) -> dict[int, Work]:
    """What is submitted of the reviews of each authority, what it made of them, and what it owes, by its id."""
    assert one.id is not None
    known, there = {line.authority_id: line for line in came(session, one.id)}, pairings(session, one)
    found = {}
    for key in {*known, *(own.reviewer_id for own in there), *(own.reviewed_id for own in there)}:
        line = known.get(key)
        found[key] = Work(
            tuple(own for own in there if own.reviewed_id == key),
            tuple(own for own in there if own.reviewer_id == key),
            *((line.points, line.answered, line.actions) if line else (0, 0, 0)),
        )
    return found


def missing(session: Session, one: Round) -> list[tuple[str, list[str]]]:
    """What a round still lacks, in words, by the names of the authorities; those that lack nothing are left out."""
    done = works(session, one)
    found = [(each.name, gaps(each, done.get(each.id, Work()))) for each in standings(session, one)]
    return [(name, left) for name, left in found if left]
