"""Reading how far the authorities of a round are: stages and dates alone, no text and no counts of words."""

from typing import Any

from sqlalchemy import and_, func
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.accounts.models import Authority
from app.assessments.freezing.models import FrozenRevision, SignOff
from app.assessments.models import Assessment, Response
from app.reviews.pairing.models import Pair
from app.reviews.progress.rules import Standing
from app.reviews.releases.models import ReleasedRevision, Reviewer
from app.reviews.rounds.models import Invitation, Round


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


def unnamed(session: Session, round_id: int) -> dict[int, int]:
    """For how many of its reviews each reviewing authority has named nobody, by its id."""
    somebody = (
        columns(Reviewer.id).where(Reviewer.pair_id == Pair.id, col(Reviewer.removed_at).is_(None))
        .correlate(Pair).exists()
    )
    rows = session.execute(
        columns(Pair.reviewer_id, func.count())
        .where(Pair.round_id == round_id, col(Pair.removed_at).is_(None), ~somebody).group_by(col(Pair.reviewer_id))
    ).all()
    return {authority: number for authority, number in rows}
