"""What reviewers noted that waits for an answer from somebody, over all the assessments of theirs."""

from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.accounts.actor import Actor
from app.accounts.models import Authority
from app.accounts.roles import Role
from app.assessments.address import Address
from app.assessments.freezing.models import FrozenRevision
from app.assessments.models import Prompt
from app.assessments.work import Elsewhere
from app.core.templating import counted
from app.reviews.annotations.models import Annotation
from app.reviews.pairing.models import Pair
from app.reviews.releases.models import Review, Reviewer
from app.reviews.rounds.models import Round


def notes_waiting_for(session: Session, actor: Actor) -> list[Elsewhere]:
    """How many open annotations of submitted reviews the actor is to answer, by round; one query."""
    rows = session.execute(
        columns(Round, Authority, func.count(col(Annotation.id)))
        .select_from(Annotation).join(Reviewer, col(Reviewer.id) == Annotation.reviewer_id)
        .join(Review, col(Review.reviewer_id) == Reviewer.id).join(Pair, col(Pair.id) == Reviewer.pair_id)
        .join(Round, col(Round.id) == Pair.round_id).join(Authority, col(Authority.id) == Pair.reviewed_id)
        .join(FrozenRevision, col(FrozenRevision.id) == Annotation.frozen_id)
        .where(
            col(Round.state) != "closed", col(Review.submitted_at).is_not(None), col(Annotation.is_open),
            ~col(Annotation.is_removed), col(Annotation.answer) == "", _answers(actor),
        ).group_by(col(Round.id), col(Authority.id)).order_by(col(Round.response_on), Authority.name)
    ).all()
    return [
        Elsewhere(
            f"Annotations: {one.name}",
            f"/reviews/annotations/{Address(place.slug, one.framework_slug, one.year)}?state=yours",
            f"{counted(number, 'annotation')} on the text {'wait' if number > 1 else 'waits'} for your answer",
        ) for one, place, number in rows
    ]


def _answers(actor: Actor) -> ColumnElement[bool]:
    """Of annotations, those that permissions.Writes lets the actor answer."""
    def where(*roles: Role) -> list[int]:
        return [place.id for place in actor.places if actor.has(place.id, *roles)]

    own = or_(
        and_(col(Prompt.author_id) == actor.person_id, col(Pair.reviewed_id).in_(where(Role.AUTHOR, Role.LEAD))),
        and_(col(Prompt.lead_id) == actor.person_id, col(Pair.reviewed_id).in_(where(Role.LEAD))),
    )
    there = or_(col(Prompt.key) == Annotation.prompt_key, and_(
        col(Annotation.prompt_key) == "", col(Prompt.section_key) == Annotation.section_key))
    written = exists().where(col(Prompt.assessment_id) == FrozenRevision.assessment_id, there, own)
    return or_(col(Pair.reviewed_id).in_(where(Role.COORDINATOR)), written.correlate(FrozenRevision, Annotation, Pair))
