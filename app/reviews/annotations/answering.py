"""Verbs of the assessed authority: answer what reviewers noted, make tasks of it, place it anew, close it."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.assessments.anchors.service import drop
from app.assessments.comments import service as comments
from app.assessments.guards import open_desk
from app.assessments.permissions import Desk
from app.assessments.texts.queries import locked
from app.core.errors import Conflict, Forbidden, Refused
from app.reviews.annotations import queries
from app.reviews.annotations.following import LOST, Place, places_now
from app.reviews.annotations.happening import AUTHORITY, Said, happen, say, tell
from app.reviews.annotations.models import Annotation
from app.reviews.annotations.permissions import writing_of
from app.reviews.annotations.placing import NOT_THERE
from app.reviews.annotations.queries import Noted, Standing
from app.reviews.annotations.rules import ANSWERS, KINDS, Kind
from app.reviews.annotations.whole import says_now
from app.reviews.releases.permissions import Reading
from app.reviews.rounds.service import not_closed
from app.richtext.quoting import Flat
from app.richtext.steps import tree_of

LONGEST_QUOTE = 300  # characters of the annotated words within a task


@dataclass(frozen=True)
class Before:
    """An annotation before somebody who may answer it, with the prompts of the assessment as they are now."""

    reading: Reading
    noted: Noted
    prompts: dict[str, Standing]

    @property
    def standing(self) -> Standing | None:
        """The prompt that it stands under now, if it is about one."""
        return self.prompts.get(self.noted.annotation.prompt_key)


def answerable(reading: Reading, prompts: dict[str, Standing], noted: Noted) -> bool:
    """Whether the actor writes the answer that an annotation is about, or one of its section's."""
    theirs = writing_of(reading, (one.prompt for one in prompts.values()))
    return theirs.answers(noted.annotation.section_key, noted.annotation.prompt_key)


def before(session: Session, reading: Reading, annotation_id: int) -> Before:
    """An annotation of a submitted review; NotFound for any other, Forbidden for whoever does not write its answer."""
    not_closed(session, reading.round)
    session.get(Annotation, annotation_id, with_for_update=True)  # of two who answer at once, the later sees the other
    found = queries.noted_at(session, queries.seen_by(session, reading), annotation_id)
    prompts = queries.standing(session, reading.release.assessment_id)
    if not answerable(reading, prompts, found):
        raise Forbidden("Whoever writes this answer can do that: its author, its lead or the coordinator.")
    return Before(reading, found, prompts)


def answer(session: Session, one: Before, kind: str, said: Said) -> None:
    """Accept what was noted, explain, or say what is done about it; a further answer stands beside the earlier one.

    Conflict where its page did not show the newest answer.
    """
    if kind not in ANSWERS:
        raise Refused("Choose whether you accept it, explain, or say what you will do.", "kind")
    chosen: Kind = kind  # type: ignore[assignment]
    say(session, one.reading, AUTHORITY, one.noted, chosen, said)


def reply(session: Session, one: Before, said: Said) -> None:
    """Say something more about it."""
    say(session, one.reading, AUTHORITY, one.noted, "replied", said)


def place_now(session: Session, one: Before) -> Place:
    """Where it stands in the text as it is now."""
    return places_now(session, one.prompts, [one.noted])[one.noted.id]


def close(session: Session, one: Before, said: Said) -> None:
    """Close what is about words that were changed or are gone, or an answer that was changed, with a reason."""
    if place_now(session, one).state not in LOST:
        raise Conflict("What it is about stands as it did, so answer it; its reviewer settles it.")
    say(session, one.reading, AUTHORITY, one.noted, "closed", said)


def reopen(session: Session, one: Before) -> None:
    """Open again what is settled."""
    happen(session, one.reading.actor, AUTHORITY, one.noted.annotation, "reopened")
    tell(session, one.reading, one.noted, "reopened")


def says_of(session: Session, prompts: dict[str, Standing], noted: Noted) -> str:
    """What the whole answer that an annotation is about says now, by its name; empty for what is about anything else.
    """
    standing = prompts.get(noted.annotation.prompt_key)
    if standing is None or noted.annotation.start is not None:
        return ""
    return says_now(session, [standing.prompt.response_id])[standing.prompt.response_id]


def still_meant(session: Session, one: Before, seen: str) -> None:
    """Say that what is about a whole answer holds of it as it is now; `seen` is what the page showed of it, by its
    name."""
    if one.standing is None or one.noted.annotation.start is not None:
        raise Conflict("This is about words, so place it at words of the answer.")
    if place_now(session, one).state not in LOST:
        return
    if says_of(session, one.prompts, one.noted) != seen:
        raise Conflict("The answer was changed while you looked at it. Look again, then say that it still holds.")
    happen(session, one.reading.actor, AUTHORITY, one.noted.annotation, "placed", Said(seen))
    tell(session, one.reading, one.noted, "placed")


def place(session: Session, one: Before, version: int, quote: str) -> None:
    """Bind what lost its words to others of the text as it is now; Refused where they are not there, or twice.

    What was placed by hand may be placed by hand again; at the same words it stays as it is.
    """
    stands = place_now(session, one)
    if stands.state == "exact" and stands.hand == quote.strip() != "":
        return
    if stands.state == "exact" and not stands.hand:
        raise Conflict("Its words stand in the text as they were, so there is nothing to place.")
    if one.standing is None or one.standing.text_id is None:
        raise Refused("There is no text now in which it could stand.")
    text = locked(session, one.standing.text_id)
    if text.version != version:
        raise Conflict("The text was changed while you looked at it. Look again, then choose the words.")
    doc = tree_of(text.doc)
    found = Flat(doc).find_typed(quote)
    if found is None:
        raise Refused(NOT_THERE)
    anchor = drop(session, text.id, text.version, doc, *found)
    happen(session, one.reading.actor, AUTHORITY, one.noted.annotation, "placed", Said(quote.strip()))
    one.noted.annotation.anchor_id = anchor.id
    tell(session, one.reading, one.noted, "placed")


def make_task(session: Session, one: Before, person_id: int = comments.NOBODY, due_on: date | None = None) -> Desk:
    """A comment on the answer that asks somebody to see to it, at the same words; where it stands.

    Without a person it is for the author of the answer, else for whoever makes it.
    """
    if one.standing is None:
        raise Refused("What is about a whole section is answered here; make a task on the answer that it concerns.")
    if one.noted.annotation.task_thread_id is not None:
        raise Conflict("This is a task already.")
    desk = open_desk(session, one.reading.actor, one.reading.address, one.standing.prompt.key)
    person = person_id or one.standing.prompt.author_id or one.reading.actor.person_id
    where, task = _where(session, one), comments.Task(person, due_on)
    made = comments.begin(session, desk, where, comments.Typed(_made(one, where)), task, _quoted(one))
    one.noted.annotation.task_thread_id = made.thread_id
    happen(session, one.reading.actor, AUTHORITY, one.noted.annotation, "tasked")
    tell(session, one.reading, one.noted, "tasked")
    return desk


def _where(session: Session, one: Before) -> comments.Where:
    """The words in the text as they are now; the whole answer where they are not there any more."""
    stands = place_now(session, one)
    if one.noted.annotation.start is None or stands.state in LOST:
        return comments.Where()
    return comments.Where(queries.version_of(session, one.standing), stands.start, stands.end)


def _quoted(one: Before) -> comments.Quoted:
    """What the reviewer said, as they said it: nobody of the authority can change it."""
    noted = one.noted
    return comments.Quoted(noted.annotation.words, f"{KINDS[noted.annotation.kind]}, {noted.review.who}")


def _made(one: Before, where: comments.Where) -> str:
    """What whoever makes the task says with it, as their own comment."""
    said, noted = "Made a task of this annotation.", one.noted.annotation
    if noted.quote and where.start is None:
        quote = " ".join(noted.quote.replace("\ufffc", " ").split())
        said += f" The words that it was about: “{quote[:LONGEST_QUOTE]}”"
    return said
