"""What is said to an annotation or done with it: one event, folded into how it stands."""

from dataclasses import dataclass, field

from sqlmodel import Session

from app.accounts.actor import Actor
from app.activity.service import record
from app.activity.tags import Tag
from app.assessments.comments.rules import spoken
from app.core.clock import now
from app.core.errors import Conflict
from app.core.security import new_token
from app.reviews.annotations import queries
from app.reviews.annotations.models import Annotation, AnnotationEvent
from app.reviews.annotations.queries import Noted
from app.reviews.annotations.rules import ANSWERS, Kind, State, after
from app.reviews.releases.permissions import Reading

ANSWERED = "This was answered since you opened the page. Read that answer, then send these words again."
REVIEWER, AUTHORITY = "reviewer", "authority"
WHAT: dict[str, str] = {**dict.fromkeys(ANSWERS, "An answer"), "replied": "A reply", "closed": "A reason"}
TAGS: dict[str, Tag] = {
    "accepted": Tag.ANNOTATION_ANSWERED, "explained": Tag.ANNOTATION_ANSWERED, "acted": Tag.ANNOTATION_ANSWERED,
    "replied": Tag.ANNOTATION_REPLIED, "resolved": Tag.ANNOTATION_SETTLED, "closed": Tag.ANNOTATION_SETTLED,
    "reopened": Tag.ANNOTATION_REOPENED, "placed": Tag.ANNOTATION_PLACED, "tasked": Tag.ANNOTATION_TASKED,
}


@dataclass(frozen=True)
class Said:
    """What somebody says with an act, the name under which it was sent, and the newest answer that its page showed, if
    it tells."""

    words: str = ""
    sent_as: str = field(default_factory=new_token)
    seen: int | None = None


def happen(
    session: Session, actor: Actor, side: str, annotation: Annotation, kind: Kind, said: Said | None = None
) -> None:
    """Write one event and fold it into the annotation; the only place that writes how one stands."""
    state = after(State(annotation.is_open, annotation.answer, annotation.is_removed), kind)
    said = said or Said()
    assert annotation.id is not None
    session.add(AnnotationEvent(
        annotation_id=annotation.id, kind=kind, side=side, words=said.words, person=actor.name,
        person_id=actor.person_id, at=now(), sent_as=said.sent_as,
        anchor_id=annotation.anchor_id if kind == "placed" else None,
    ))
    annotation.is_open, annotation.answer, annotation.is_removed = state.is_open, state.answer, state.is_removed
    session.add(annotation)
    session.flush()


def newest_answer(one: Noted) -> int:
    """The id of the newest answer to an annotation; 0 where there is none."""
    return max((event.id or 0 for event in one.events if event.kind in ANSWERS), default=0)


def say(session: Session, reading: Reading, side: str, one: Noted, kind: Kind, said: Said) -> None:
    """The same with words, which it needs; sent again after a lost answer they are not said twice.

    Conflict where something else was said under the same name, so that no words are dropped without a word, and where
    the page did not show the newest answer, so that no two contradict each other unseen.
    """
    known = queries.event_sent_before(session, said.sent_as)
    words = spoken(said.words, WHAT[kind])
    if known is not None:
        told = (known.annotation_id, known.person_id, known.kind, known.words)
        if told != (one.id, reading.actor.person_id, kind, words):
            raise Conflict("Something else was sent from this page already. Look at it, then send these words again.")
        return
    if said.seen is not None and said.seen != newest_answer(one):
        raise Conflict(ANSWERED)
    happen(session, reading.actor, side, one.annotation, kind, Said(words, said.sent_as))
    tell(session, reading, one, kind)


def tell(session: Session, reading: Reading, one: Noted, kind: Kind) -> None:
    """Record the act for the assessed authority."""
    where = one.annotation.prompt_key or f"section {one.annotation.section_key}"
    record(session, TAGS[kind], reading.actor, reading.place.id, reading.path, where=where)
