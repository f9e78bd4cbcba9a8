"""The finished round of the year before, from its assessments to its close, by the verbs that people use."""

from collections.abc import Callable, Iterator
from datetime import date

from sqlmodel import Session, select

from app.accounts.actor import Actor
from app.accounts.models import Authority
from app.assessments.address import Address
from app.demo.brief import write_brief
from app.demo.files import DemoRound, Entry
from app.demo.region import part_of
from app.demo.reviews import DemoFeedback, DemoReview, write_review
from app.demo.round import add_round
from app.reviews.annotations import service as annotations
from app.reviews.annotations.guards import reviewing
from app.reviews.annotations.service import Typed, Where
from app.reviews.feedback import service as feedback
from app.reviews.pairing.queries import Standing, pairs_in
from app.reviews.progress.service import close
from app.reviews.rating.queries import points_in, seen_by
from app.reviews.releases import service as releases
from app.reviews.releases.permissions import Reading
from app.reviews.releases.queries import reading_at
from app.reviews.rounds.permissions import Run
from app.reviews.summary.service import sum_up

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
    """What an authority wrote and released, who of it reviews others, how it was reviewed, and what it answered.

    `answers_given` are to the points to strengthen, in their order; all others it accepts without a word.
    """

    authority: str
    by: str
    reviewer: str
    release: str
    answers: dict[str, str]
    challenges: list[EarlierReview]
    moderation: EarlierReview
    answers_given: list[str]
    action: EarlierAction


class DemoEarlier(Entry):
    """The whole of it, with what the region made of it."""

    round: DemoRound
    summary: str
    assessments: list[EarlierAssessment]


def add_earlier(session: Session, wanted: DemoEarlier, who: Who) -> None:
    """Write the assessments, hold the round, and close it."""
    by_slug = {one.authority: one for one in wanted.assessments}
    for one in wanted.assessments:
        write_brief(session, _address(wanted, one), who(one.by), one.answers)
    run = add_round(session, wanted.round, who)
    for one in wanted.assessments:
        releases.release(session, part_of(session, wanted.round, who(one.by)), one.release, "")
    slugs = {one.id: one.slug for one in session.exec(select(Authority)).all()}
    there = pairs_in(session, run.id)
    for one in wanted.assessments:
        pairs = [own for own in there if slugs[own.pair.reviewed_id] == one.authority]
        for own, review in _reviews(pairs, one):
            _hold(session, wanted, run, own, review, by_slug[slugs[own.pair.reviewer_id]], one, who)
        _answer(session, reading_at(session, who(one.by), _address(wanted, one)), one)
    sum_up(session, run, wanted.summary, False)
    close(session, run, "")


def _address(wanted: DemoEarlier, one: EarlierAssessment) -> Address:
    return Address(one.authority, wanted.round.framework, wanted.round.year)


def _reviews(pairs: list[Standing], one: EarlierAssessment) -> Iterator[tuple[Standing, EarlierReview]]:
    """The pairs with what comes of each, in order, whoever they are."""
    yield from zip((own for own in pairs if own.pair.kind == "challenge"), one.challenges, strict=True)
    yield from zip((own for own in pairs if own.pair.kind == "moderation"), [one.moderation], strict=True)


def _hold(
    session: Session, wanted: DemoEarlier, run: Run, own: Standing, review: EarlierReview,
    reviewing_one: EarlierAssessment, reviewed: EarlierAssessment, who: Who,
) -> None:
    """Name the person of a pair and have them note, write and submit."""
    person = who(reviewing_one.reviewer)
    releases.assign(session, part_of(session, wanted.round, who(reviewing_one.by)), own.pair.id or 0, person.person_id)
    session.flush()
    reading = reading_at(session, person, _address(wanted, reviewed))
    for number, note in enumerate(review.notes):
        where = Where(reading.frozen.number, note.section, note.prompt)
        typed = Typed(note.kind, note.words, "", f"demonstration-{wanted.round.year}-{own.pair.id}-{number}")
        annotations.save(session, reviewing(session, reading), where, typed)
    write_review(session, reading, review.as_written(reviewing_one.reviewer, reviewed.authority))


def _answer(session: Session, ours: Reading, one: EarlierAssessment) -> None:
    """Answer every point, and agree the action."""
    points = points_in(session, [own.review_id for own in seen_by(session, ours)])
    areas = [point.id for point in points if point.head == "areas"]
    words = dict(zip(areas, one.answers_given, strict=False))
    for point in points:
        chosen = "shares" if point.head == "practice" else "accepts"
        feedback.answer(session, ours, point.id or 0, chosen, words.get(point.id, ""))
    feedback.agree_action(
        session, ours, areas[0], one.action.what, one.action.owner, one.action.due_on.isoformat())
