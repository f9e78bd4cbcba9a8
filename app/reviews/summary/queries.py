"""Reading what a round came to: counts of submitted ratings, notes, points and actions, and good practice accepted.

Nothing of a review counts before it is submitted, and no word of an assessment is read.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, distinct, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.accounts.models import Authority
from app.frameworks.queries import latest_by_slug
from app.reviews.annotations.models import Annotation
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
class Challenged:
    """A submitted challenge of an authority: the levels that it gives, keys of LEVELS, by the keys of sections."""

    authority: str
    levels: dict[str, str]


@dataclass(frozen=True)
class Theme:
    """What submitted reviews say of a section: `kind` of annotation or “areas”, how often, of how many authorities."""

    section: str
    kind: str
    times: int
    authorities: int


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
    found = challenged(session, one.id or 0)
    counts: dict[str, Counter[str]] = {}
    for challenge in found:
        for key, level in challenge.levels.items():
            counts.setdefault(key, Counter())[level] += 1
    titles = titles_of(session, one)
    told = [
        Compared(titles.get(key, key), {level: given[level] for level in LEVELS}, len(found) - given.total())
        for key, given in ((key, counts[key]) for key in in_order(titles, counts))
    ]
    return told, len(found), len({challenge.authority for challenge in found})


def challenged(session: Session, round_id: int) -> list[Challenged]:
    """Every submitted challenge of a round, by authority; two queries."""
    found = {key: Challenged(name, {}) for key, name in session.execute(
        _submitted([Review.id, Authority.name], round_id).join(Authority, col(Authority.id) == Pair.reviewed_id)
        .where(Pair.kind == "challenge").order_by(Authority.name, col(Review.id))
    ).all()}
    newest = columns(func.max(Rating.id)).where(
        col(Rating.review_id).in_(list(found)), Rating.scope == "section"
    ).group_by(col(Rating.review_id), col(Rating.key))
    for review, key, level in session.execute(
        columns(Rating.review_id, Rating.key, Rating.level).where(col(Rating.id).in_(newest))
    ).all():
        if level:
            found[review].levels[key] = level
    return list(found.values())


def titles_of(session: Session, one: Round) -> dict[str, str]:
    """The titles of the sections of a round’s framework, by key and in its order."""
    view = latest_by_slug(session, one.framework_slug)
    return {key: f"{at.number}. {at.title}" if at.number else at.title
            for key, at in view.sections.items()} if view else {}


def in_order(titles: Mapping[str, str], keys: Collection[str]) -> list[str]:
    """Keys of sections in the framework’s order, those that it no longer has last."""
    return [*(key for key in titles if key in keys), *sorted(key for key in keys if key not in titles)]


def themes(session: Session, round_id: int) -> list[Theme]:
    """What submitted reviews note, by kind and section, and what they say is to be strengthened; no word of either."""
    counts = [func.count(), func.count(distinct(col(Pair.reviewed_id)))]
    noted = session.execute(
        _submitted([Annotation.section_key, Annotation.kind, *counts], round_id)
        .join(Annotation, col(Annotation.reviewer_id) == Reviewer.id).where(col(Annotation.is_removed).is_(False))
        .group_by(Annotation.section_key, Annotation.kind)
    ).all()
    areas = session.execute(
        _submitted([FeedbackPoint.section, *counts], round_id)
        .join(FeedbackPoint, col(FeedbackPoint.review_id) == Review.id).where(FeedbackPoint.head == "areas")
        .group_by(FeedbackPoint.section)
    ).all()
    return [*(Theme(*row) for row in noted),
            *(Theme(section, "areas", times, authorities) for section, times, authorities in areas)]


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
    """The good practice that was offered and that its authority accepted for sharing, by authority."""
    newest = (
        columns(and_(col(PointAnswer.kind) == "accepts", col(PointAnswer.shares)))
        .where(PointAnswer.point_id == FeedbackPoint.id)
        .order_by(col(PointAnswer.id).desc()).limit(1).correlate(FeedbackPoint).scalar_subquery()
    )
    rows = session.execute(
        _submitted([FeedbackPoint.words, Authority.name], round_id)
        .join(FeedbackPoint, col(FeedbackPoint.review_id) == Review.id)
        .join(Authority, col(Authority.id) == Pair.reviewed_id)
        .where(FeedbackPoint.head == "practice", newest.is_(True)).order_by(Authority.name, col(FeedbackPoint.id))
    ).all()
    return [Practice(*row) for row in rows]


def summary_of(session: Session, round_id: int) -> RoundSummary | None:
    """What the region says of a round now."""
    return session.exec(
        select(RoundSummary).where(RoundSummary.round_id == round_id).order_by(col(RoundSummary.id).desc()).limit(1)
    ).first()
