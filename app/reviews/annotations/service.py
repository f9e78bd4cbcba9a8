"""Verbs of reviewers: note something, autosaved as it is typed, take it back, reply, settle and open again."""

from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from app.assessments.comments.rules import spoken
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, Refused
from app.core.security import new_token
from app.reviews.annotations import queries
from app.reviews.annotations.happening import REVIEWER, Said, happen, say, tell
from app.reviews.annotations.models import Annotation
from app.reviews.annotations.permissions import Annotating
from app.reviews.annotations.placing import Answer, Chosen, Taken, bound, origin, taken
from app.reviews.annotations.queries import Noted
from app.reviews.annotations.rules import Kind, kind_of, reference_of, seen_as
from app.reviews.releases.frozen import content_in, sections_of
from app.reviews.releases.models import Reviewer

SUBMITTED = "You have submitted this review, so what you noted stays as it is. You can still reply."


@dataclass(frozen=True)
class Typed:
    """What a reviewer typed: which kind, the words, a reference as text or link, and the name it was sent under."""

    kind: str
    words: str
    reference: str = ""
    sent_as: str = field(default_factory=new_token)


@dataclass(frozen=True)
class Window:
    """Where something was typed: the window's name, and what it knew to stand, by `rules.seen_as`.

    `took_over` names the window whose unsaved words it has just taken over, if it did.
    """

    name: str = ""
    seen: str = ""
    took_over: str = ""


class ChangedElsewhere(Conflict):
    """Another window wrote since; carries the annotation as it stands."""

    field = "words"

    def __init__(self, stands: Annotation) -> None:
        super().__init__("This was changed in another window. What stands on the server is shown with what you typed: "
                         "put both together, then save.")
        self.stands = stands


class RemovedElsewhere(Conflict):
    """Another window removed it since; the words can be kept under another name."""

    field = "words"

    def __init__(self) -> None:
        super().__init__("This annotation was removed in another window. Choose “Keep this annotation” to keep what "
                         "you typed as a new one.")


@dataclass(frozen=True)
class Where:
    """What it is about: a released revision by number, a section, an answer by its first prompt or none, a passage."""

    revision: int
    section: str
    prompt: str = ""
    chosen: Chosen = Chosen()


def save(session: Session, on: Annotating, where: Where, typed: Typed, window: Window = Window()) -> Annotation:
    """Note something, or, sent under the same name, change what was noted; what it is about then stays as it is.

    Refused where words, kind or passage are not as they should be; Conflict once the review is submitted,
    ChangedElsewhere where another window changed it since this one knew it, RemovedElsewhere where one removed it.
    """
    _check_unsubmitted(session, on)
    kind, words, reference = kind_of(typed.kind), spoken(typed.words, "An annotation"), reference_of(typed.reference)
    known = queries.sent_before(session, typed.sent_as)
    if known is None:
        known = _new(session, on, where, typed.sent_as)
    elif known.reviewer_id != on.review.reviewer_id:
        raise Conflict("This was sent already. Load the page again to see it.")
    elif known.is_removed:
        raise RemovedElsewhere
    else:
        _check_window(known, seen_as(kind, words, reference), window)
    known.kind, known.words, known.reference, known.changed_at = kind, words, reference, now()
    known.written_in = window.name
    session.add(known)
    session.flush()
    return known


def _check_window(known: Annotation, wanted: str, window: Window) -> None:
    stands = seen_as(known.kind, known.words, known.reference)
    if known.written_in not in (window.name, window.took_over) and stands not in (window.seen, wanted):
        raise ChangedElsewhere(known)


def _check_unsubmitted(session: Session, on: Annotating) -> None:
    """Conflict once the review is submitted, as nobody does until the transaction ends: its hash holds every note."""
    session.get_one(Reviewer, on.review.reviewer_id, with_for_update=True)
    if on.review.submitted_at is not None:
        raise Conflict(SUBMITTED)


def _new(session: Session, on: Annotating, where: Where, sent_as: str) -> Annotation:
    frozen = queries.released_number(session, on.reading, where.revision)
    if frozen is None or frozen.id is None:
        raise Refused("This page belongs to a revision that is not released. Load it again.")
    section = next((one for one in sections_of(content_in(frozen)) if one.key == where.section), None)
    if section is None:
        raise Refused("There is no such section in what was released.")
    answer = next((one for one in section.answers if one["prompts"][0]["key"] == where.prompt), None)
    if where.prompt and answer is None:
        raise Refused("There is no such answer in what was released.")
    passage = taken(answer, where.chosen) if answer else None
    return Annotation(
        reviewer_id=on.review.reviewer_id, frozen_id=frozen.id, section_key=where.section, prompt_key=where.prompt,
        about=where.chosen.about if answer else "section", version=answer["version"] if answer else 0,
        kind="", words="", reference="", made_at=now(), changed_at=now(), sent_as=sent_as,
        **(_placed(session, on, answer, passage) if answer and passage else {}),
    )


def _placed(session: Session, on: Annotating, answer: Answer, passage: Taken) -> dict[str, Any]:
    text_id = origin(session, on.reading.release.assessment_id, answer)
    anchor = bound(session, text_id, answer["version"], passage) if text_id is not None else None
    quote = passage.quote
    return {"start": passage.start, "end": passage.end, "quote": quote.words, "prefix": quote.prefix,
            "suffix": quote.suffix, "anchor_id": anchor.id if anchor else None}


def remove(session: Session, on: Annotating, annotation_id: int) -> Annotation:
    """Take back one's own annotation before the review is submitted; it is kept and can be put back."""
    return _turn(session, on, annotation_id, "removed", False)


def put_back(session: Session, on: Annotating, annotation_id: int) -> Annotation:
    """Put back what one removed."""
    return _turn(session, on, annotation_id, "put_back", True)


def _turn(session: Session, on: Annotating, annotation_id: int, kind: Kind, is_removed: bool) -> Annotation:
    own = queries.own_at(session, on.review, annotation_id)
    _check_unsubmitted(session, on)
    if own.is_removed is not is_removed:
        raise Conflict("This was done already. Load the page again to see it.")
    happen(session, on.reading.actor, REVIEWER, own, kind)
    return own


def _own(session: Session, on: Annotating, annotation_id: int) -> Noted:
    one = queries.noted_at(session, queries.seen_by(session, on.reading), annotation_id)
    if one.review.reviewer_id != on.review.reviewer_id:
        raise Forbidden("Only whoever noted this can do that.")
    if on.review.submitted_at is None:
        raise Conflict("Nobody but you sees this until you submit your review. Change it instead.")
    return one


def reply(session: Session, on: Annotating, annotation_id: int, said: Said) -> None:
    """Say something more about one's own annotation, once the review is submitted."""
    say(session, on.reading, REVIEWER, _own(session, on, annotation_id), "replied", said)


def resolve(session: Session, on: Annotating, annotation_id: int) -> None:
    """Settle one's own annotation; Conflict where it is settled."""
    _settle(session, on, annotation_id, "resolved")


def reopen(session: Session, on: Annotating, annotation_id: int) -> None:
    """Open one's own annotation again; Conflict where it is open."""
    _settle(session, on, annotation_id, "reopened")


def _settle(session: Session, on: Annotating, annotation_id: int, kind: Kind) -> None:
    one = _own(session, on, annotation_id)
    happen(session, on.reading.actor, REVIEWER, one.annotation, kind)
    tell(session, on.reading, one, kind)
