"""Reading what a round came to: counts of submitted ratings, notes, points and actions, and good practice accepted.

Nothing of a review counts before it is submitted, and of an assessment is told which sections have something to read in
them, and no word.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, distinct, func
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.accounts.models import Authority
from app.assessments.freezing.models import FrozenRevision
from app.frameworks.queries import latest_by_slug
from app.reviews.annotations.models import Annotation
from app.reviews.feedback.models import AgreedAction, PointAnswer
from app.reviews.pairing.models import Pair
from app.reviews.rating.models import FeedbackPoint, Rating, Submission
from app.reviews.rating.outline import to_rate_in
from app.reviews.rating.rules import LEVELS, NOT_LOOKED_AT
from app.reviews.releases.models import Review, Reviewer
from app.reviews.rounds.models import Round
from app.reviews.summary.models import RoundSummary
from app.reviews.summary.rules import tells_whose

TIMES = (func.count(), func.count(distinct(col(Pair.reviewed_id))))  # how often, and of how many authorities


@dataclass(frozen=True)
class Compared:
    """A section over all submitted challenges: how many gave it each rating, and how many none though it was there.

    `tells_whose` is whether so few authorities stand behind it that it would name them to one another.
    """

    title: str
    levels: dict[str, int]
    unrated: int
    tells_whose: bool


@dataclass(frozen=True)
class Challenged:
    """A submitted challenge of an authority: the levels that it gives, keys of LEVELS, by the keys of sections, and the
    keys of those that there were to rate."""

    round_id: int
    authority: str
    levels: dict[str, str]
    to_rate: frozenset[str]

    @property
    def unrated(self) -> frozenset[str]:
        """The keys of the sections that there were to rate, and that it does not rate."""
        return self.to_rate.difference(self.levels)


@dataclass(frozen=True)
class Theme:
    """What submitted reviews say of a section: `kind` of annotation or “areas”, how often, of how many authorities."""

    round_id: int
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
    """Good practice that a reviewer offered and `authority` accepted for sharing: who, from where, and when."""

    words: str
    authority: str
    round_id: int
    offered_by: str
    offered_from: str
    accepted_by: str
    accepted_at: datetime


def of_submitted(wanted: Sequence[Any], round_ids: Sequence[int]) -> Select[Any]:
    """These columns over the submitted reviews of rounds."""
    return (
        columns(*wanted).select_from(Review)
        .join(Submission, col(Submission.review_id) == Review.id)
        .join(Reviewer, col(Reviewer.id) == Review.reviewer_id).join(Pair, col(Pair.id) == Reviewer.pair_id)
        .where(col(Pair.round_id).in_(round_ids))
    )


def compared(session: Session, one: Round) -> tuple[list[Compared], int, int]:
    """Every section that there was to rate, in the framework's order; how many challenges, and of how many authorities.
    """
    found = challenged(session, [one.id or 0])
    given: dict[str, list[tuple[str, str]]] = defaultdict(list)
    unrated = Counter[str]()
    for challenge in found:
        unrated.update(challenge.unrated)
        for key, level in challenge.levels.items():
            given[key].append((level, challenge.authority))
    titles = titles_of(session, one)
    told = [_compared(titles.get(key, key), given[key], unrated[key])
            for key in in_order(titles, given.keys() | unrated.keys())]
    return told, len(found), len({challenge.authority for challenge in found})


def _compared(title: str, given: Sequence[tuple[str, str]], unrated: int) -> Compared:
    """A section by what it was given: levels, each with the authority whose section it is."""
    counts = Counter(level for level, _ in given)
    looked = {authority for level, authority in given if level != NOT_LOOKED_AT}
    return Compared(title, {level: counts[level] for level in LEVELS}, unrated,
                    tells_whose(len({authority for _, authority in given}), len(looked)))


def challenged(session: Session, round_ids: Sequence[int]) -> list[Challenged]:
    """Every submitted challenge of rounds, by authority; two queries, and one for revisions asked about the first time.
    """
    rows = session.execute(
        of_submitted([Review.id, Pair.round_id, Authority.name, FrozenRevision.id, FrozenRevision.sha256], round_ids)
        .join(Authority, col(Authority.id) == Pair.reviewed_id)
        .join(FrozenRevision, col(FrozenRevision.id) == Submission.frozen_id)
        .where(Pair.kind == "challenge").order_by(Authority.name, col(Review.id))
    ).all()
    to_rate = to_rate_in(session, {frozen: sha256 for *_, frozen, sha256 in rows})
    found = {key: Challenged(round_id, name, {}, to_rate[frozen]) for key, round_id, name, frozen, _ in rows}
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


def noted(session: Session, round_ids: Sequence[int]) -> list[Theme]:
    """How often submitted reviews note each kind of thing on each section, and no word of it; one query."""
    rows = session.execute(
        of_submitted([Pair.round_id, Annotation.section_key, Annotation.kind, *TIMES], round_ids)
        .join(Annotation, col(Annotation.reviewer_id) == Reviewer.id).where(col(Annotation.is_removed).is_(False))
        .group_by(col(Pair.round_id), col(Annotation.section_key), col(Annotation.kind))
    ).all()
    return [Theme(*row) for row in rows]


def areas(session: Session, round_ids: Sequence[int]) -> list[Theme]:
    """How often submitted reviews say that something is to be strengthened in each section or the whole; one query."""
    rows = session.execute(
        of_submitted([Pair.round_id, FeedbackPoint.section, FeedbackPoint.head, *TIMES], round_ids)
        .join(FeedbackPoint, col(FeedbackPoint.review_id) == Review.id).where(FeedbackPoint.head == "areas")
        .group_by(col(Pair.round_id), col(FeedbackPoint.section), col(FeedbackPoint.head))
    ).all()
    return [Theme(*row) for row in rows]


def came(session: Session, round_id: int) -> list[Came]:
    """What every reviewed authority's reviews came to, by name; four queries."""
    names = session.execute(
        columns(Authority.id, Authority.name).join(Pair, col(Pair.reviewed_id) == Authority.id)
        .where(Pair.round_id == round_id, col(Pair.removed_at).is_(None)).distinct().order_by(Authority.name)
    ).all()
    submitted = _counts(session, of_submitted([Pair.reviewed_id, func.count()], [round_id]).group_by(
        col(Pair.reviewed_id)))
    points, answered = {}, {}
    answers = columns(PointAnswer.id).where(PointAnswer.point_id == FeedbackPoint.id).correlate(FeedbackPoint).exists()
    for key, made, told in session.execute(
        of_submitted([Pair.reviewed_id, func.count(), func.count().filter(answers)], [round_id])
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


def practice(session: Session, round_ids: Sequence[int]) -> list[Practice]:
    """The good practice that was offered and that its authority accepted for sharing, by authority; one query."""
    home = aliased(Authority)
    newest = columns(func.max(PointAnswer.id)).where(PointAnswer.point_id == FeedbackPoint.id).correlate(
        FeedbackPoint).scalar_subquery()
    rows = session.execute(
        of_submitted([FeedbackPoint.words, Authority.name, Pair.round_id, Submission.submitted_by, home.name,
                      PointAnswer.answered_by, PointAnswer.at], round_ids)
        .join(FeedbackPoint, col(FeedbackPoint.review_id) == Review.id)
        .join(PointAnswer, col(PointAnswer.id) == newest)
        .join(Authority, col(Authority.id) == Pair.reviewed_id).join(home, col(home.id) == Pair.reviewer_id)
        .where(FeedbackPoint.head == "practice", PointAnswer.kind == "accepts", col(PointAnswer.shares).is_(True))
        .order_by(Authority.name, col(FeedbackPoint.id))
    ).all()
    return [Practice(*row) for row in rows]


def naming(session: Session, round_ids: Sequence[int]) -> set[int]:
    """In which of these rounds the region names authorities to one another, by its newest summary; one query."""
    newest = columns(func.max(RoundSummary.id)).where(col(RoundSummary.round_id).in_(round_ids)).group_by(
        col(RoundSummary.round_id))
    return set(session.exec(select(RoundSummary.round_id).where(
        col(RoundSummary.id).in_(newest), col(RoundSummary.names_authorities).is_(True))).all())


def authorities_in(session: Session, round_ids: Sequence[int]) -> dict[int, int]:
    """Of how many authorities a challenge is submitted, by round; one query."""
    return _counts(session, of_submitted([Pair.round_id, func.count(distinct(col(Pair.reviewed_id)))], round_ids).where(
        Pair.kind == "challenge").group_by(col(Pair.round_id)))


def summary_of(session: Session, round_id: int) -> RoundSummary | None:
    """What the region says of a round now."""
    return session.exec(
        select(RoundSummary).where(RoundSummary.round_id == round_id).order_by(col(RoundSummary.id).desc()).limit(1)
    ).first()
