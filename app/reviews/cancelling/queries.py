"""Reading what hangs on the part that an authority has in a round."""

from sqlalchemy import exists, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.assessments.models import Assessment
from app.reviews.pairing.models import Pair
from app.reviews.releases.models import ReleasedRevision, Reviewer


def has_released(session: Session, round_id: int, authority_id: int) -> bool:
    """Whether an authority released anything to a round."""
    return bool(session.execute(columns(exists().where(
        col(ReleasedRevision.round_id) == round_id, col(ReleasedRevision.assessment_id) == Assessment.id,
        col(Assessment.authority_id) == authority_id,
    ))).scalar())


def has_reviewers(session: Session, round_id: int, authority_id: int) -> bool:
    """Whether anybody was ever named or invited to review an authority in a round, or to review for it."""
    return bool(session.execute(columns(exists().where(
        col(Reviewer.pair_id) == Pair.id, col(Pair.round_id) == round_id,
        or_(col(Pair.reviewer_id) == authority_id, col(Pair.reviewed_id) == authority_id),
    ))).scalar())
