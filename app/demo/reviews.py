"""Reviews of the demonstration's round, with answers, actions and the event, by the verbs that people use."""

from collections.abc import Callable
from datetime import date

from sqlmodel import Session, col, select

from app.accounts.actor import Actor
from app.assessments.address import Address
from app.core.errors import Conflict
from app.demo.files import DemoRound, Entry
from app.reviews.event import service as event
from app.reviews.feedback import service as feedback
from app.reviews.rating import service as rating
from app.reviews.rating.models import FeedbackPoint, Submission
from app.reviews.rating.permissions import Reviewing
from app.reviews.rating.queries import reviewing_of, seen_by
from app.reviews.rating.service import Typed, Window
from app.reviews.releases.permissions import Reading
from app.reviews.releases.queries import reading_at
from app.reviews.submitting.service import submit

Who = Callable[[str], Actor]
Rated = tuple[str, str, str, str]  # key, level, agreement, reason
WINDOW = Window("demonstration", 0)


class DemoFeedback(Entry):
    """What somebody says of a section, or of the whole where none is named."""

    section: str
    strengths: str = ""
    areas: str = ""
    could_go: str = ""
    questions: str = ""
    practice: str = ""


class DemoReview(Entry):
    """A review with its ratings of sections and answers."""

    by: str
    of: str
    submitted: bool
    sections: list[Rated]
    answers: list[Rated]
    feedback: list[DemoFeedback]


class DemoPoint(Entry):
    """A point, by whose review, where, and the how-manieth under its heading it is."""

    by: str
    section: str
    head: str
    number: int


class DemoAnswer(DemoPoint):
    """How the authority answers a point."""

    kind: str
    words: str


class DemoAction(DemoPoint):
    """What is agreed about a point."""

    what: str
    owner: str
    due_on: date


class DemoNote(Entry):
    """A note on a line of enquiry, by its place in the list."""

    by: str
    line: int
    words: str


class DemoAgreed(Entry):
    """What was agreed on a line of enquiry, by its place in the list."""

    line: int
    what: str
    owner: str
    due_on: date


class DemoEvent(Entry):
    """The challenge event: the questions that became lines, what was noted, and what was agreed on them."""

    by: str
    lines: list[DemoPoint]
    notes: list[DemoNote]
    agreed: list[DemoAgreed] = []


class DemoReviews(Entry):
    """All of it; the authority acts through the person who holds the event."""

    reviews: list[DemoReview]
    answers: list[DemoAnswer]
    actions: list[DemoAction]
    event: DemoEvent


def add_reviews(session: Session, one: DemoRound, wanted: DemoReviews, who: Who) -> None:
    """Write and submit the reviews, answer what is answered, and hold the event."""
    for review in wanted.reviews:
        write_review(session, _reading(session, one, who(review.by), review.of), review)
    ours = _reading(session, one, who(wanted.event.by), "peterborough")
    for answer in wanted.answers:
        feedback.answer(session, ours, _point(session, ours, answer, who), answer.kind, answer.words)
    for action in wanted.actions:
        point = _point(session, ours, action, who)
        feedback.agree_action(session, ours, point, action.what, action.owner, action.due_on.isoformat())
    _hold(session, one, wanted.event, ours, who)


def _reading(session: Session, one: DemoRound, actor: Actor, authority: str) -> Reading:
    return reading_at(session, actor, Address(authority, one.framework, one.year))


def write_review(session: Session, reading: Reading, wanted: DemoReview) -> None:
    """Write a review, and submit it where it is to be."""
    reviewing = _reviewing(session, reading)
    for scope, ratings in (("section", wanted.sections), ("answer", wanted.answers)):
        for key, level, agrees, reason in ratings:
            rating.rate(session, reviewing, (scope, key), Typed(level, reason, agrees), WINDOW)
    for said in wanted.feedback:
        heads = {head: words for head, words in said.model_dump(exclude={"section"}).items() if words}
        rating.remark(session, reviewing, said.section, heads, WINDOW)
    if wanted.submitted:
        submit(session, reviewing, reading.frozen.number, confirmed=True)


def _reviewing(session: Session, reading: Reading) -> Reviewing:
    found = reviewing_of(session, reading)
    if found is None:
        raise Conflict(f"{reading.actor.name} does not review {reading.place.name} in the demonstration’s round.")
    return found


def _point(session: Session, ours: Reading, wanted: DemoPoint, who: Who) -> int:
    reviews = [one.review_id for one in seen_by(session, ours)]
    found = session.exec(
        select(FeedbackPoint.id).join(Submission, col(Submission.review_id) == FeedbackPoint.review_id)
        .where(col(FeedbackPoint.review_id).in_(reviews), Submission.submitted_by_id == who(wanted.by).person_id,
               FeedbackPoint.section == wanted.section, FeedbackPoint.head == wanted.head,
               FeedbackPoint.number == wanted.number)
    ).first()
    if found is None:
        raise Conflict(f"The demonstration has no point {wanted.number} under {wanted.head} in {wanted.section}.")
    return found


def _hold(session: Session, one: DemoRound, wanted: DemoEvent, ours: Reading, who: Who) -> None:
    lines = [event.add(session, ours, "", _point(session, ours, point, who)).id or 0 for point in wanted.lines]
    for number, note in enumerate(wanted.notes, 1):
        theirs = _reading(session, one, who(note.by), "peterborough")
        event.note(session, theirs, lines[note.line - 1], note.words, f"demonstration-{one.year}-{number}")
    for agreed in wanted.agreed:
        event.agree(session, ours, lines[agreed.line - 1], agreed.what, agreed.owner, agreed.due_on.isoformat())
