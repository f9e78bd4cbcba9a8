"""Annotations for reviewers and the reviewed alike: the list, one of them, and what both may do with it."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from pydantic import BaseModel
from sqlmodel import Session
from starlette.responses import JSONResponse, Response

from app.core.database import ReadSession, WriteSession
from app.core.errors import CandourError, NotFound, Refused
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.security import new_token
from app.core.templating import page
from app.reviews.annotations import answering, queries, service, showing
from app.reviews.annotations.beside import choices
from app.reviews.annotations.following import places_now
from app.reviews.annotations.guards import OnAnnotating, annotating
from app.reviews.annotations.happening import Said, newest_answer
from app.reviews.annotations.models import Annotation
from app.reviews.annotations.placing import Chosen
from app.reviews.annotations.rules import seen_as
from app.reviews.annotations.service import ChangedElsewhere, RemovedElsewhere, Typed, Where, Window
from app.reviews.rating.guards import OnRecord
from app.reviews.releases.frozen import Content, Section, answers_in, content_of, evidence_of, heading, sections_of
from app.reviews.releases.guards import OnReleased
from app.reviews.releases.permissions import OWN, Reading

PREFIX = "/reviews/annotations/{authority}/{framework}/{year}"
router = APIRouter(prefix=PREFIX, route_class=GuardedRoute)
Reader = Annotated[Reading, Depends(OnReleased())]
Record = Annotated[Reading, Depends(OnRecord())]
Reviewer = Annotated[Reading, Depends(OnAnnotating())]
Words = Annotated[str, Form()]
NOTED = "It is noted. Nobody else sees it until you submit your review."


def home(reading: Reading) -> str:
    """Where the annotations of an assessment are listed."""
    return f"/reviews/annotations/{reading.address}"


def _number(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) < 10 else None


class Sent(BaseModel):
    """The form of an annotation; everything is text, so that whatever comes is answered with a sentence."""

    kind: str = ""
    words: str = ""
    reference: str = ""
    sent_as: str = ""
    window: str = ""
    seen: str = ""
    took_over: str = ""
    revision: str = ""
    section: str = ""
    prompt: str = ""
    about: str = "words"
    quote: str = ""
    start: str = ""
    end: str = ""

    @property
    def typed(self) -> Typed:
        """What somebody typed, as the service takes it."""
        return Typed(self.kind, self.words, self.reference, self.sent_as[:100] or new_token())

    @property
    def written_in(self) -> Window:
        """The window in which it was typed."""
        return Window(self.window[:100], self.seen, self.took_over)

    @property
    def where(self) -> Where:
        """What it is about."""
        return Where(_number(self.revision) or 0, self.section, self.prompt, self._chosen())

    def _chosen(self) -> Chosen:
        if self.about.startswith("table-"):
            return Chosen(table=_number(self.about.removeprefix("table-")) or 0)
        if self.about != "words" or not self.prompt:
            return Chosen()
        start, end = _number(self.start), _number(self.end)
        if start is not None and end is not None:
            return Chosen(start, end)
        if not self.quote.strip():
            raise Refused("Copy the words that it is about, or choose “The whole answer”.", "quote")
        return Chosen(quote=self.quote)


Filled = Annotated[Sent, Form()]


@router.get("")
def annotations(
    request: Request, reading: Record, session: ReadSession, kind: str = "", section: str = "", reviewer: str = "",
    state: str = "",
) -> Response:
    """What was noted on the whole assessment, as far as whoever asks may see it, filtered as the address says."""
    whole = showing.whole_list(session, reading, content_of(session, reading))
    wanted = showing.Filter(kind, section, reviewer, state)
    shown = [one for one in whole.every if wanted.keeps(one)]
    return page(request, "reviews/annotations.html", reading=reading, home=home(reading), whole=whole, shown=shown,
                wanted=wanted, own=reading.why == OWN, over=reading.round.state == "closed",
                task_at=showing.task_at(reading.address), **showing.WORDS)


@router.post("")
def save(request: Request, reading: Reviewer, session: WriteSession, sent: Filled) -> Response:
    """Note something, or change what was noted; scripts send it again and again while it is typed."""
    try:
        with session.begin_nested():
            made = service.save(session, annotating(session, reading), sent.where, sent.typed, sent.written_in)
    except CandourError as error:
        if isinstance(error, NotFound):
            raise
        if _by_script(request):
            return JSONResponse(_told(error), error.status)
        return _form(request, session, reading, sent.model_dump(), error)
    if _by_script(request):
        return JSONResponse({"annotation": made.id, "seen": seen_as(made.kind, made.words, made.reference)})
    return see_other(request, _released(reading, made), NOTED)


def _by_script(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _told(error: CandourError) -> dict[str, Any]:
    """Why something was not kept, for a script: at which field, and what else it needs to go on."""
    more: dict[str, Any] = {}
    if isinstance(error, ChangedElsewhere):
        more = {"stands": _stands(error.stands)}
    if isinstance(error, RemovedElsewhere):
        more = {"anew": new_token()}
    return {"error": error.sentence, "field": error.field, **more}


def _stands(one: Annotation) -> dict[str, str]:
    """An annotation as it stands, for a window that did not know that."""
    return {"kind": showing.WORDS["kinds"][one.kind], "words": one.words, "reference": one.reference,
            "seen": seen_as(one.kind, one.words, one.reference)}


def _released(reading: Reading, made: Annotation) -> str:
    return f"{reading.path}/sections/{made.section_key}#annotation-{made.id}"


def _form(
    request: Request, session: Session, reading: Reading, typed: dict[str, Any], error: CandourError
) -> Response:
    """The form alone, with what was typed and what to put right."""
    content = content_of(session, reading)
    found = _asked(content, typed["section"])
    stands = _stands(error.stands) if isinstance(error, ChangedElsewhere) else None
    typed |= {"window": new_token(), "seen": stands["seen"] if stands else typed["seen"]}
    typed |= {"sent_as": new_token()} if isinstance(error, RemovedElsewhere) else {}
    answer = next((one for one in found.answers if one["prompts"][0]["key"] == typed["prompt"]), None)
    return page(
        request, "reviews/annotate.html", error.status, reading=reading, home=home(reading),
        section=found, answer=answer, choices=choices(answer), typed=typed, stands=stands, heading=heading,
        prose=evidence_of(content, f"{reading.path}/sections/{found.key}").prose, error=error.sentence,
        field=error.field, **showing.WORDS,
    )


def _asked(content: Content, key: str) -> Section:
    found = next((one for one in sections_of(content) if one.key == key), None)
    if found is None:
        raise NotFound
    return found


@router.get("/{annotation_id}")
def annotation(request: Request, reading: Record, session: ReadSession, annotation_id: int) -> Response:
    """One annotation with all that was said of it, and what may be done."""
    return one_page(request, session, reading, annotation_id)


def one_page(
    request: Request, session: Session, reading: Reading, annotation_id: int, status: int = 200, **again: Any
) -> Response:
    """The page of one annotation; `again` is the form that was refused, its sentence, and what was typed in it."""
    seen = queries.seen_by(session, reading)
    noted = queries.noted_at(session, seen, annotation_id)
    prompts = queries.standing(session, reading.release.assessment_id)
    content = content_of(session, reading)
    answers = answers_in(content)
    if reading.why == OWN:
        place = places_now(session, prompts, [noted])[noted.id]
    else:
        place = showing.release_of(session, reading, answers).place_of(noted)
    mine = seen.mine is not None and seen.mine.reviewer_id == noted.review.reviewer_id
    return page(
        request, "reviews/annotation.html", status, reading=reading, home=home(reading), own=reading.why == OWN,
        one=showing.Shown(noted, noted.id, place, mine), mine=mine, submitted=bool(noted.review.submitted_at),
        answerable=answering.answerable(reading, prompts, noted), sent_as=new_token(),
        asked=answers.get(noted.annotation.prompt_key), heading_of=heading, task_at=showing.task_at(reading.address),
        again={"form": "", "sentence": "", "field": "", "words": "", "reference": "", "stands": None, **again},
        seen=seen_as(noted.annotation.kind, noted.annotation.words, noted.annotation.reference),
        answered=newest_answer(noted),
        version=queries.version_of(session, prompts.get(noted.annotation.prompt_key)),
        says=answering.says_of(session, prompts, noted) if reading.why == OWN else "", **showing.WORDS,
    )


def attempt(
    request: Request, session: Session, reading: Reading, annotation_id: int, verb: Callable[[], object], done: str,
    **typed: str,
) -> Response:
    """Do it and say so; a refusal shows the annotation again with what was typed."""
    try:
        with session.begin_nested():
            verb()
    except CandourError as error:
        if isinstance(error, NotFound):
            raise
        stands = _stands(error.stands) if isinstance(error, ChangedElsewhere) else None
        return one_page(request, session, reading, annotation_id, error.status, sentence=error.sentence,
                        field=error.field, stands=stands, **typed)
    return see_other(request, f"{home(reading)}/{annotation_id}", done)


@router.post("/{annotation_id}/change")
def change(
    request: Request, reading: Reviewer, session: WriteSession, annotation_id: int, kind: Words = "", words: Words = "",
    reference: Words = "", window: Words = "", seen: Words = "",
) -> Response:
    """Say one's own annotation in other words, before the review is submitted."""
    def changed() -> None:
        on = annotating(session, reading)
        own = queries.own_at(session, on.review, annotation_id)
        typed = Typed(kind, words, reference, own.sent_as)
        service.save(session, on, Where(0, own.section_key), typed, Window(window[:100], seen))

    typed = {"form": "change", "words": words, "kind": kind, "reference": reference}
    return attempt(request, session, reading, annotation_id, changed, "Your annotation is changed.", **typed)


@router.post("/{annotation_id}/remove")
def remove(request: Request, reading: Reviewer, session: WriteSession, annotation_id: int) -> Response:
    """Take one's own annotation back."""
    own = service.remove(session, annotating(session, reading), annotation_id)
    address = f"{reading.path}/sections/{own.section_key}"
    return see_other(request, address, "It is removed.", undo=f"{home(reading)}/{annotation_id}/put-back")


@router.post("/{annotation_id}/put-back")
def put_back(request: Request, reading: Reviewer, session: WriteSession, annotation_id: int) -> Response:
    """Put back what one removed."""
    own = service.put_back(session, annotating(session, reading), annotation_id)
    return see_other(request, _released(reading, own), "It is put back.")


@router.post("/{annotation_id}/resolve")
def resolve(request: Request, reading: Reviewer, session: WriteSession, annotation_id: int) -> Response:
    """Settle one's own annotation."""
    return attempt(request, session, reading, annotation_id,
                   lambda: service.resolve(session, annotating(session, reading), annotation_id), "It is settled.")


@router.post("/{annotation_id}/reply")
def reply(
    request: Request, reading: Reader, session: WriteSession, annotation_id: int, words: Words = "",
    sent_as: Words = "",
) -> Response:
    """Say something more, as its reviewer or as the authority."""
    said = Said(words, sent_as[:100] or new_token())

    def replied() -> None:
        if reading.why == OWN:
            answering.reply(session, answering.before(session, reading, annotation_id), said)
        else:
            service.reply(session, annotating(session, reading), annotation_id, said)

    return attempt(request, session, reading, annotation_id, replied, "Your reply is kept.", form="reply",
                   words=words)


@router.post("/{annotation_id}/reopen")
def reopen(request: Request, reading: Reader, session: WriteSession, annotation_id: int) -> Response:
    """Open again what is settled, as its reviewer or as the authority."""
    def opened() -> None:
        if reading.why == OWN:
            answering.reopen(session, answering.before(session, reading, annotation_id))
        else:
            service.reopen(session, annotating(session, reading), annotation_id)

    return attempt(request, session, reading, annotation_id, opened, "It is open again.")
