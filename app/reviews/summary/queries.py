"""Reading what a round came to: counts of submitted ratings, points and actions, and the good practice accepted.

Nothing of a review counts before it is submitted, and no word of an assessment is read.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.accounts.models import Authority
from app.frameworks.queries import latest_by_slug
from app.reviews.feedback.models import AgreedAction, PointAnswer
from app.reviews.pairing.models import Pair
from app.reviews.rating.models import FeedbackPoint, Rating, Review, Submission
from app.reviews.rating.rules import LEVELS
from app.reviews.releases.models import Reviewer
from app.reviews.rounds.models import Round
from app.reviews.summary.models import RoundSummary


@dataclass(frozen=True)
class Compared:
    """A section over all submitted challenges: how many gave it each rating, and how many none."""

    title: str
    levels: dict[str, int]
    unrated: int


@dataclass(frozen=True)
class Came:
    """What one authority's reviews came to."""

    name: str
    submitted: int
    points: int
    answered: int
    actions: int
    authority_id: int


@dataclass(frozen=True)
class Practice:
    """Good practice that a reviewer offered and the authority accepted for sharing."""

    words: str
    authority: str


def _submitted(wanted: Sequence[Any], round_id: int) -> Select[Any]:
    """These columns over the submitted reviews of a round."""
    return (
        columns(*wanted).select_from(Review)
        .join(Submission, col(Submission.review_id) == Review.id)
        .join(Reviewer, col(Reviewer.id) == Review.reviewer_id).join(Pair, col(Pair.id) == Reviewer.pair_id)
        .where(Pair.round_id == round_id)
    )


def compared(session: Session, one: Round) -> tuple[list[Compared], int, int]:
    """Every section that somebody rated, in the framework's order; how many challenges, and of how many authorities."""
    challenges = session.execute(
        _submitted([Review.id, Pair.reviewed_id], one.id or 0).where(Pair.kind == "challenge")
    ).all()
    ids = [row[0] for row in challenges]
    newest = columns(func.max(Rating.id)).where(col(Rating.review_id).in_(ids), Rating.scope == "section").group_by(
        col(Rating.review_id), col(Rating.key))
    rows = session.execute(columns(Rating.key, Rating.level).where(col(Rating.id).in_(newest))).all()
    counts: dict[str, Counter[str]] = {}
    for key, level in rows:
        if level:
            counts.setdefault(key, Counter())[level] += 1
    view = latest_by_slug(session, one.framework_slug)
    titles = {key: f"{at.number}. {at.title}" if at.number else at.title
              for key, at in view.sections.items()} if view else {}
    order = [*titles, *sorted(key for key in counts if key not in titles)]
    told = [
        Compared(titles.get(key, key), {level: counts[key][level] for level in LEVELS}, len(ids) - counts[key].total())
        for key in order if key in counts
    ]
    return told, len(ids), len({row[1] for row in challenges})


def came(session: Session, round_id: int) -> list[Came]:
    """What every reviewed authority's reviews came to, by name; four queries."""
    names = session.execute(
        columns(Authority.id, Authority.name).join(Pair, col(Pair.reviewed_id) == Authority.id)
        .where(Pair.round_id == round_id, col(Pair.removed_at).is_(None)).distinct().order_by(Authority.name)
    ).all()
    submitted = _counts(session, _submitted([Pair.reviewed_id, func.count()], round_id).group_by(
        col(Pair.reviewed_id)))
    points, answered = {}, {}
    answers = columns(PointAnswer.id).where(PointAnswer.point_id == FeedbackPoint.id).correlate(FeedbackPoint).exists()
    for key, made, told in session.execute(
        _submitted([Pair.reviewed_id, func.count(), func.count().filter(answers)], round_id)
        .join(FeedbackPoint, col(FeedbackPoint.review_id) == Review.id).group_by(col(Pair.reviewed_id))
    ).all():
        points[key], answered[key] = made, told
    actions = _counts(session, columns(AgreedAction.authority_id, func.count()).where(
        AgreedAction.round_id == round_id, col(AgreedAction.withdrawn_at).is_(None)
    ).group_by(col(AgreedAction.authority_id)))
    counted = (submitted, points, answered, actions)
    return [Came(name, *(each.get(key, 0) for each in counted), authority_id=key) for key, name in names]


def _counts(session: Session, query: Select[Any]) -> dict[int, int]:
    return {key: number for key, number in session.execute(query).all()}


def practice(session: Session, round_id: int) -> list[Practice]:
    """The good practice that was offered and accepted, by authority."""
    newest = (
        columns(PointAnswer.kind).where(PointAnswer.point_id == FeedbackPoint.id)
        .order_by(col(PointAnswer.id).desc()).limit(1).correlate(FeedbackPoint).scalar_subquery()
    )
    rows = session.execute(
        _submitted([FeedbackPoint.words, Authority.name], round_id)
        .join(FeedbackPoint, col(FeedbackPoint.review_id) == Review.id)
        .join(Authority, col(Authority.id) == Pair.reviewed_id)
        .where(FeedbackPoint.head == "practice", newest == "accepts").order_by(Authority.name, col(FeedbackPoint.id))
    ).all()
    return [Practice(*row) for row in rows]


def summary_of(session: Session, round_id: int) -> RoundSummary | None:
    """What the region says of a round now."""
    return session.exec(
        select(RoundSummary).where(RoundSummary.round_id == round_id).order_by(col(RoundSummary.id).desc()).limit(1)
    ).first()
