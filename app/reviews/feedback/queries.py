"""Reading what submitted reviews say, as far as somebody may, with answers and actions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.accounts.actor import Actor
from app.accounts.models import Authority
from app.assessments.address import Address
from app.assessments.work import Elsewhere
from app.core.errors import NotFound
from app.core.templating import counted
from app.reviews.feedback.models import AgreedAction, PointAnswer
from app.reviews.feedback.rules import choices_for, told
from app.reviews.pairing.models import Pair
from app.reviews.rating.models import FeedbackPoint, Rating
from app.reviews.rating.outline import Outline, outline_of
from app.reviews.rating.queries import Submitted, points_in, ratings_of, seen_by
from app.reviews.rating.rules import HEADS, LEVELS, NOT_RATED, Target
from app.reviews.releases.models import Review, Reviewer
from app.reviews.releases.permissions import Reading
from app.reviews.rounds.models import Round
from app.reviews.rounds.permissions import decides_part


@dataclass(frozen=True)
class Answered:
    """A point with whose it is, how it is answered, and what is agreed about it."""

    point: FeedbackPoint
    review: Submitted
    answer: PointAnswer | None
    actions: list[AgreedAction]

    @property
    def head(self) -> str:
        """Its heading in words."""
        return HEADS[self.point.head]

    @property
    def told(self) -> str:
        """How it is answered, in words; empty while it is not."""
        return told(self.point.head, self.answer.kind, self.answer.shares) if self.answer else ""

    @property
    def choices(self) -> dict[str, str]:
        """How it can be answered, in words."""
        return choices_for(self.point.head)


@dataclass(frozen=True)
class Given:
    """A rating in a submitted review; `moved_on` tells that the words read now are no longer those rated."""

    rating: Rating | None
    moved_on: bool

    @property
    def level(self) -> str:
        """It in words, or that there is none: never anything better."""
        return LEVELS[self.rating.level] if self.rating and self.rating.level else NOT_RATED


@dataclass(frozen=True)
class Feedback:
    """All that somebody may read of the submitted reviews of an assessment."""

    outline: Outline
    reviews: list[Submitted]
    points: list[Answered]
    ratings: Mapping[int, Mapping[Target, Rating]]

    @property
    def challenges(self) -> list[Submitted]:
        """The reviews that rate."""
        return [one for one in self.reviews if one.kind == "challenge"]

    def challenger(self, review: Submitted) -> str:
        """Whose a challenge is: that of an authority, or of whom from there where it is not the only one."""
        several = sum(one.authority == review.authority for one in self.challenges) > 1
        return review.by if several else review.authority

    def given(self, review: Submitted, target: Target, sha256: str) -> Given:
        """How one review rates one thing."""
        found = self.ratings.get(review.review_id, {}).get(target)
        return Given(found, bool(found and found.about_sha256 != sha256))

    def unrated(self, target: Target) -> bool:
        """Whether nobody rated it."""
        return not any(one.get(target) and one[target].level for one in self.ratings.values())

    @property
    def unanswered(self) -> int:
        """How many points wait for an answer."""
        return sum(one.answer is None for one in self.points)

    @property
    def titles(self) -> dict[str, str]:
        """The titles of sections; the empty key is the whole."""
        return {"": "The whole", **{one.key: one.title for one in self.outline}}

    def by_section(self, points: Sequence[Answered]) -> list[tuple[str, list[Answered]]]:
        """Points under the title of their section, those about the whole first."""
        titles, found = self.titles, dict[str, list[Answered]]()
        for key in [*titles, *(one.point.section for one in points if one.point.section not in titles)]:
            here = [one for one in points if one.point.section == key]
            if here:
                found[titles.get(key, f"A section that is no longer there ({key})")] = here
        return list(found.items())


def feedback_for(session: Session, reading: Reading) -> Feedback:
    """What somebody may read; a fixed number of queries."""
    reviews = seen_by(session, reading)
    by_id = {one.review_id: one for one in reviews}
    points = points_in(session, list(by_id))
    answers, actions = _answers(session, points), _actions(session, points)
    answered = [
        Answered(one, by_id[one.review_id], answers.get(one.id), actions.get(one.id, [])) for one in points
    ]
    challenges = [one.review_id for one in reviews if one.kind == "challenge"]
    return Feedback(outline_of(session, reading), reviews, answered, ratings_of(session, challenges))


def points_waiting_for(session: Session, actor: Actor) -> list[Elsewhere]:
    """How many points of submitted reviews wait for an answer of the actor’s authorities, by round; one query."""
    deciding = [place.id for place in actor.places if decides_part(actor, place.id)]
    rows = session.execute(
        columns(Round, Authority, func.count(col(FeedbackPoint.id)))
        .select_from(FeedbackPoint).join(Review, col(Review.id) == FeedbackPoint.review_id)
        .join(Reviewer, col(Reviewer.id) == Review.reviewer_id).join(Pair, col(Pair.id) == Reviewer.pair_id)
        .join(Round, col(Round.id) == Pair.round_id).join(Authority, col(Authority.id) == Pair.reviewed_id)
        .where(col(Pair.reviewed_id).in_(deciding), Round.state != "closed",
               ~exists().where(PointAnswer.point_id == FeedbackPoint.id))
        .group_by(col(Round.id), col(Authority.id)).order_by(col(Round.response_on), Authority.name)
    ).all()
    return [
        Elsewhere(
            f"Feedback: {one.name}",
            f"/reviews/released/{Address(place.slug, one.framework_slug, one.year)}/feedback?show=unanswered",
            f"{counted(number, 'point')} of feedback {'wait' if number > 1 else 'waits'} for an answer",
        ) for one, place, number in rows
    ]


def _answers(session: Session, points: Sequence[FeedbackPoint]) -> dict[int | None, PointAnswer]:
    newest = select(func.max(PointAnswer.id)).where(col(PointAnswer.point_id).in_([one.id for one in points])).group_by(
        col(PointAnswer.point_id))
    rows = session.exec(select(PointAnswer).where(col(PointAnswer.id).in_(newest))).all()
    return {one.point_id: one for one in rows}


def answer_to(session: Session, point: FeedbackPoint) -> PointAnswer | None:
    """The newest answer to a point."""
    return session.exec(
        select(PointAnswer).where(PointAnswer.point_id == point.id).order_by(col(PointAnswer.id).desc()).limit(1)
    ).first()


def _actions(session: Session, points: Sequence[FeedbackPoint]) -> dict[int | None, list[AgreedAction]]:
    found: dict[int | None, list[AgreedAction]] = {}
    for one in session.exec(
        select(AgreedAction).where(col(AgreedAction.point_id).in_([one.id for one in points]),
                                   col(AgreedAction.withdrawn_at).is_(None)).order_by(col(AgreedAction.due_on))
    ).all():
        found.setdefault(one.point_id, []).append(one)
    return found


def actions_of(session: Session, reading: Reading) -> list[AgreedAction]:
    """Every action agreed in the round by the assessed authority, the earliest due first."""
    return list(session.exec(
        select(AgreedAction).where(AgreedAction.round_id == reading.round.id,
                                   AgreedAction.authority_id == reading.place.id,
                                   col(AgreedAction.withdrawn_at).is_(None))
        .order_by(col(AgreedAction.due_on), col(AgreedAction.id))
    ).all())


def point_at(session: Session, reading: Reading, point_id: int) -> FeedbackPoint:
    """A point that somebody may read; NotFound for any other."""
    reviews = [one.review_id for one in seen_by(session, reading)]
    found = session.get(FeedbackPoint, point_id)
    if found is None or found.review_id not in reviews:
        raise NotFound
    return found
