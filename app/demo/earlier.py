"""The finished round of the year before, from its assessments to its close, by the verbs that people use."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlmodel import Session, select

from app.accounts.actor import Actor
from app.accounts.models import Authority
from app.assessments.address import Address
from app.demo import files as demo
from app.demo.annotations import add_annotations, answer_annotations
from app.demo.brief import write_brief
from app.demo.files import DemoRound, Entry
from app.demo.region import DemoRegion, add_shared, part_of
from app.demo.reviews import DemoFeedback, DemoReview, DemoReviews, add_reviews, write_review
from app.demo.round import add_round
from app.reviews.annotations import service as annotations
from app.reviews.annotations.guards import annotating
from app.reviews.annotations.service import Typed, Where
from app.reviews.feedback import service as feedback
from app.reviews.pairing.queries import Standing, pairs_in
from app.reviews.progress.service import close
from app.reviews.rating.queries import points_in, seen_by
from app.reviews.releases import service as releases
from app.reviews.releases.permissions import Reading
from app.reviews.releases.places import reviewers_of
from app.reviews.releases.queries import reading_at

Who = Callable[[str], Actor]


class EarlierNote(Entry):
    """What a reviewer noted on a whole answer, or without `prompt` on a section."""

    section: str
    prompt: str = ""
    kind: str
    words: str


class EarlierReview(Entry):
    """A challenge: section, level and reason of each rating, what was said of the whole and of sections, and notes."""

    ratings: list[tuple[str, str, str]] = []
    strengths: str
    areas: str
    sections: dict[str, str] = {}
    notes: list[EarlierNote] = []

    def as_written(self, by: str, of: str) -> DemoReview:
        """It as somebody writes and submits it."""
        said = [DemoFeedback(section="", strengths=self.strengths, areas=self.areas),
                *(DemoFeedback(section=section, areas=words) for section, words in self.sections.items())]
        rated = [(key, level, "agrees", reason) for key, level, reason in self.ratings]
        return DemoReview(by=by, of=of, submitted=True, sections=rated, answers=[], feedback=said)


class EarlierAction(Entry):
    """What was agreed about the first point to strengthen."""

    what: str
    owner: str
    due_on: date


class EarlierAssessment(Entry):
    """What an authority wrote in short, how it was reviewed, and what it answered.

    `answers_given` are to the points to strengthen, in their order; all others it accepts without a word.
    """

    authority: str
    by: str
    answers: dict[str, str]
    challenges: list[EarlierReview]
    moderation: EarlierReview
    answers_given: list[str]
    action: EarlierAction


class EarlierReviewers(Entry):
    """Who of an authority challenges others, who moderates, and who names them."""

    authority: str
    named_by: str
    challenge: str
    moderation: str


class DemoShort(Entry):
    """The authorities that wrote in short, the reviewers of all, and why the round was closed with points open."""

    closed_although: str
    reviewers: list[EarlierReviewers]
    assessments: list[EarlierAssessment]


def written_in_short() -> list[EarlierAssessment]:
    """The assessments of the round before that are told in short."""
    return DemoShort.model_validate(demo.read("earlier/short.yaml")).assessments


def add_earlier(session: Session, who: Who, answering: str) -> None:
    """Write what is short, hold the round and close it; `answering` answers for the assessment that is written."""
    one, short = demo.round_before(), DemoShort.model_validate(demo.read("earlier/short.yaml"))
    for written in short.assessments:
        write_brief(session, _address(one, written), who(written.by), written.answers)
    run = add_round(session, one, who)
    slugs = {found.id: found.slug for found in session.exec(select(Authority)).all()}
    sent = {each.authority: each for each in short.reviewers}
    there = pairs_in(session, run.id)
    by_pair = {own.pair.id: _named(session, one, own, sent[slugs[own.pair.reviewer_id]], who) for own in there}
    for written in short.assessments:
        pairs = [own for own in there if slugs[own.pair.reviewed_id] == written.authority]
        for own, review in _reviews(pairs, written):
            _hold(session, one, own, review, who(by_pair[own.pair.id]), written)
        _answer(session, reading_at(session, who(written.by), _address(one, written)), written)
    _add_written(session, one, who, answering)
    add_shared(session, one, DemoRegion.model_validate(demo.read("earlier/region.yaml")), who)
    close(session, run, short.closed_although)


def _add_written(session: Session, one: DemoRound, who: Who, answering: str) -> None:
    """Have the assessment reviewed that is told in full, part of what is said of it answered, and its event held."""
    noted = demo.annotations_before()
    add_annotations(session, noted, who)
    add_reviews(session, one, DemoReviews.model_validate(demo.read("earlier/reviews.yaml")), who)
    answer_annotations(session, noted, who, answering)


def _address(one: DemoRound, written: EarlierAssessment) -> Address:
    return Address(written.authority, one.framework, one.year)


def _reviews(pairs: list[Standing], written: EarlierAssessment) -> Iterator[tuple[Standing, EarlierReview]]:
    """The pairs with what comes of each, in order, whoever they are."""
    yield from zip((own for own in pairs if own.pair.kind == "challenge"), written.challenges, strict=True)
    yield from zip((own for own in pairs if own.pair.kind == "moderation"), [written.moderation], strict=True)


def _named(session: Session, one: DemoRound, own: Standing, sent: EarlierReviewers, who: Who) -> str:
    """The e-mail address of who does the review of a pair, named now unless they were when it was agreed."""
    email = sent.challenge if own.pair.kind == "challenge" else sent.moderation
    part = part_of(session, one, who(sent.named_by))
    if not reviewers_of(session, [own.pair.id])[own.pair.id or 0]:
        releases.assign(session, part, own.pair.id or 0, who(email).person_id)
        session.flush()
    return email


def _hold(
    session: Session, one: DemoRound, own: Standing, review: EarlierReview, person: Actor, reviewed: EarlierAssessment,
) -> None:
    """Have somebody note, write and submit."""
    reading = reading_at(session, person, _address(one, reviewed))
    for number, note in enumerate(review.notes):
        where = Where(reading.frozen.number, note.section, note.prompt)
        typed = Typed(note.kind, note.words, "", f"demonstration-{one.year}-{own.pair.id}-{number}")
        annotations.save(session, annotating(session, reading), where, typed)
    write_review(session, reading, review.as_written(person.name, reviewed.authority))


def _answer(session: Session, ours: Reading, written: EarlierAssessment) -> None:
    """Answer every point, and agree the action."""
    points = points_in(session, [own.review_id for own in seen_by(session, ours)])
    areas = [point.id for point in points if point.head == "areas"]
    words: dict[Any, str] = dict(zip(areas, written.answers_given, strict=False))
    for point in points:
        chosen = "shares" if point.head == "practice" else "accepts"
        feedback.answer(session, ours, point.id or 0, chosen, words.get(point.id, ""))
    feedback.agree_action(
        session, ours, areas[0], written.action.what, written.action.owner, written.action.due_on.isoformat())
