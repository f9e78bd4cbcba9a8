"""What reviewers noted, for the authority that they review: beside each statement as it is now, and answering it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.assessments.guards import OnPrompt
from app.assessments.permissions import Desk, reads_drafts, writes
from app.assessments.reading import answer_on
from app.core.database import ReadSession, WriteSession
from app.core.errors import NotFound
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.security import new_token
from app.core.templating import page
from app.reviews.annotations import answering
from app.reviews.annotations.beside import Column, beside_now, prose_now
from app.reviews.annotations.guards import OnReviewed
from app.reviews.annotations.happening import Said
from app.reviews.annotations.routes import PREFIX, Words, attempt, home
from app.reviews.releases.permissions import Reading
from app.reviews.releases.queries import reading_at

router = APIRouter(prefix=PREFIX, route_class=GuardedRoute)
Reviewed = Annotated[Reading, Depends(OnReviewed())]
Reader = Annotated[Desk, Depends(OnPrompt(reads_drafts))]
Id = Annotated[int, Form()]
Seen = Annotated[int | None, Form()]


@router.get("/prompts/{prompt}")
def statement(request: Request, desk: Reader, session: ReadSession) -> Response:
    """The answer as it is now, with what reviewers noted on it beside it, marked where its words still stand."""
    answer = answer_on(session, desk)
    reading = _released(session, desk)
    column = beside_now(session, reading, desk, answer) if reading else Column()
    return page(
        request, "reviews/statement.html", released=reading is not None, home=f"/reviews/annotations/{desk.address}",
        desk=desk, answer=answer, html=prose_now(desk, answer, column.marks), column=column,
        may_write=writes(desk.actor, desk), section=desk.reading.section_of[desk.prompt.key],
        asked=desk.reading.prompts[desk.prompt.key],
    )


def _released(session: Session, desk: Desk) -> Reading | None:
    """What was released of the assessment, if anything was."""
    try:
        return reading_at(session, desk.actor, desk.address)
    except NotFound:
        return None


@router.post("/{annotation_id}/answer")
def answer(
    request: Request, reading: Reviewed, session: WriteSession, annotation_id: int, kind: Words = "", words: Words = "",
    sent_as: Words = "", seen: Seen = None,
) -> Response:
    """Accept it, explain, or say what is done about it."""
    said = Said(words, sent_as[:100] or new_token(), seen)
    return attempt(
        request, session, reading, annotation_id,
        lambda: answering.answer(session, answering.before(session, reading, annotation_id), kind, said),
        "Your answer is kept.", form="answer", words=words, kind=kind,
    )


@router.post("/{annotation_id}/close")
def close(
    request: Request, reading: Reviewed, session: WriteSession, annotation_id: int, words: Words = "",
    sent_as: Words = "", seen: Seen = None,
) -> Response:
    """Close what lost its words, with a reason."""
    said = Said(words, sent_as[:100] or new_token(), seen)
    return attempt(
        request, session, reading, annotation_id,
        lambda: answering.close(session, answering.before(session, reading, annotation_id), said),
        "It is closed.", form="close", words=words,
    )


@router.post("/{annotation_id}/place")
def place(
    request: Request, reading: Reviewed, session: WriteSession, annotation_id: int, version: Id = -1, quote: Words = "",
    says: Words = "",
) -> Response:
    """Place what lost its words at others of the text as it is now; with `says`, the whole answer as it is now."""
    def placed() -> None:
        one = answering.before(session, reading, annotation_id)
        if says:
            answering.still_meant(session, one, says)
        else:
            answering.place(session, one, version, quote)

    return attempt(
        request, session, reading, annotation_id,
        placed, "It still holds." if says else "It is placed.", form="place", words=quote,
    )


@router.post("/{annotation_id}/task")
def task(request: Request, reading: Reviewed, session: WriteSession, annotation_id: int) -> Response:
    """Make a task of it on its statement, for the author of the answer."""
    desk = answering.make_task(session, answering.before(session, reading, annotation_id))
    return see_other(request, f"{home(reading)}/prompts/{desk.prompt.key}#annotation-{annotation_id}",
                     "It is a task now, among the comments on the answer and under My work of whoever writes it.")
