"""What reviewers note in the demonstration and what is answered, by the verbs that people use."""

from collections.abc import Callable

from sqlmodel import Session, col, select

from app.accounts.actor import Actor
from app.assessments.address import parse_address
from app.demo.files import AnswerToNoted, DemoAnnotations
from app.reviews.annotations import answering, queries, service
from app.reviews.annotations.guards import annotating
from app.reviews.annotations.happening import Said
from app.reviews.annotations.models import Annotation
from app.reviews.annotations.placing import Chosen
from app.reviews.annotations.service import Typed, Where
from app.reviews.releases.permissions import Reading
from app.reviews.releases.queries import reading_at

Who = Callable[[str], Actor]


def add_annotations(session: Session, wanted: DemoAnnotations, who: Who) -> None:
    """Note everything, each as its reviewer, whose reviews are not submitted yet."""
    address = parse_address(wanted.address)
    on = {email: annotating(session, reading_at(session, who(email), address))
          for email in {one.by for one in wanted.annotations}}
    for number, one in enumerate(wanted.annotations):
        chosen = Chosen(quote=one.quote, table=one.table)
        where = Where(on[one.by].reading.frozen.number, one.section, one.prompt, chosen)
        typed = Typed(one.kind, one.words, one.reference, sent_as(wanted, number))
        service.save(session, on[one.by], where, typed)


def sent_as(wanted: DemoAnnotations, number: int) -> str:
    """The name under which an annotation of the file is sent."""
    return f"demonstration-{parse_address(wanted.address).year}-{number}"


def answer_annotations(session: Session, wanted: DemoAnnotations, who: Who, by: str) -> int:
    """Answer what is to be answered, as one of the authority, of those reviews that are submitted; how many."""
    reading = reading_at(session, who(by), parse_address(wanted.address))
    seen = queries.seen_by(session, reading)
    answered = 0
    for number, one in enumerate(wanted.annotations):
        found = _seen(session, seen, sent_as(wanted, number))
        if one.answer and found:
            before = answering.before(session, reading, found)
            answering.answer(session, before, one.answer.kind, Said(one.answer.words))
            if one.answer.reply or one.answer.settled:
                _go_on(session, reading_at(session, who(one.by), reading.address), found, one.answer)
            answered += 1
    return answered


def _go_on(session: Session, reading: Reading, annotation_id: int, answer: AnswerToNoted) -> None:
    """What the reviewer says to an answer, and whether it settles the matter."""
    if answer.reply:
        service.reply(session, annotating(session, reading), annotation_id, Said(answer.reply))
    if answer.settled:
        service.resolve(session, annotating(session, reading), annotation_id)


def _seen(session: Session, seen: queries.Seen, name: str) -> int | None:
    return session.exec(select(Annotation.id).where(
        Annotation.sent_as == name, col(Annotation.reviewer_id).in_(seen.reviews))).first()
