"""Commenting beside an answer: what the script asks for and the forms that work without it send."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from pydantic import BaseModel
from sqlmodel import Session
from starlette.responses import JSONResponse, Response

from app.assessments.comments import service
from app.assessments.comments.models import Comment
from app.assessments.comments.service import Task, Typed, Where
from app.assessments.guards import OnPrompt
from app.assessments.models import Response as Answer
from app.assessments.permissions import Desk, reads_drafts
from app.assessments.registers.service import topic
from app.assessments.writing.routes import around, view_of
from app.core.database import ReadSession, WriteSession
from app.core.errors import CandourError, Forbidden, NotFound, Refused
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.security import new_token
from app.core.templating import page

COMMENTS = "comments"
router = APIRouter(prefix="/assessments/{authority}/{framework}/{year}/prompts/{prompt}", route_class=GuardedRoute)
Reader = Annotated[Desk, Depends(OnPrompt(reads_drafts))]
Words = Annotated[str, Form()]
Back = Annotated[str, Form()]  # home, edit, or else the page of the answer


def _number(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) < 10 else None


class Sent(BaseModel):
    """The form of a comment: its words, and for a new thread what they are about and who is to see to it.

    Everything is text here, so that a form that is not as expected is answered with a sentence beside its words.
    """

    words: str = ""
    mention: list[str] = []
    sent_as: str = ""
    version: str = ""
    start: str = ""
    end: str = ""
    by: str = "positions"
    quote: str = ""
    assigned_to: str = ""
    due_on: str = ""
    back: str = ""

    @property
    def typed(self) -> Typed:
        """What somebody typed, as the service takes it."""
        people = [person for one in self.mention if (person := _number(one))]
        return Typed(self.words, people, self.sent_as[:100] or new_token())

    @property
    def where(self) -> Where:
        """What it is about."""
        start, end = _number(self.start), _number(self.end)
        return Where(_number(self.version) or 0, start, end, self.by == "letters", self.quote)

    @property
    def task(self) -> Task:
        """Who is to see to it; Refused where the date is none."""
        try:
            due_on = date.fromisoformat(self.due_on) if self.due_on.strip() else None
        except ValueError as error:
            raise Refused("Write the date as 2017-03-31, or choose it from the calendar.") from error
        return Task(_number(self.assigned_to) or service.NOBODY, due_on)


Filled = Annotated[Sent, Form()]


@dataclass(frozen=True)
class Act:
    """What somebody asked for: the form they sent, what to say once it is done, and what to show again if not."""

    form: str
    done: str
    back: str = ""
    typed: dict[str, Any] = field(default_factory=dict)


@router.get("/comments")
def comments(request: Request, desk: Reader, session: ReadSession, editing: bool = False) -> Response:
    """The comments beside the answer, as the script puts them into an open page."""
    return page(request, "assessments/_comments.html", **{**around(session, desk, "comments"), "editing": editing})


def _try(
    request: Request, desk: Desk, session: Session, act: Act, verb: Callable[[], Comment | int | None]
) -> Response:
    """Do it and tell everybody who looks; a refusal shows the page again, with what was typed in its field."""
    try:
        with session.begin_nested():
            made = verb()
    except CandourError as error:
        if _by_script(request) or isinstance(error, NotFound | Forbidden):
            raise
        again = {**act.typed, "form": act.form, "sentence": error.sentence}
        name, context = view_of(desk, {**around(session, desk, "comments"), "again": again})
        return page(request, name, error.status, **context)
    _announce(request, session, desk)
    thread_id, comment_id = (made.thread_id, made.id) if isinstance(made, Comment) else (made, None)
    if _by_script(request):
        return JSONResponse({"thread": thread_id, "comment": comment_id})
    return see_other(request, _next(desk, act.back, thread_id), act.done)


def _by_script(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _next(desk: Desk, back: str, thread_id: int | None) -> str:
    if back == "home":
        return "/"
    place = f"#thread-{thread_id}" if thread_id else ""
    return f"{desk.path}{'/edit' if back == 'edit' else ''}?beside=comments{place}"


def _announce(request: Request, session: Session, desk: Desk) -> None:
    answer, live = session.get(Answer, desk.prompt.response_id), request.app.state.live
    assert answer is not None
    live.tell(session, answer.text_id or topic(desk.prompt.response_id), {}, COMMENTS)


@router.post("/comments")
def begin(request: Request, desk: Reader, session: WriteSession, sent: Filled) -> Response:
    """Begin a thread about words of the answer or the whole of it."""
    act = Act("new", "Your comment is made.", sent.back, sent.model_dump())
    return _try(request, desk, session, act, lambda: service.begin(session, desk, sent.where, sent.typed, sent.task))


@router.post("/comments/{thread_id}/reply")
def reply(request: Request, desk: Reader, session: WriteSession, thread_id: int, sent: Filled) -> Response:
    """Answer in a thread."""
    act = Act(f"reply-{thread_id}", "Your reply is made.", sent.back, sent.model_dump())
    return _try(request, desk, session, act, lambda: service.reply(session, desk, thread_id, sent.typed))


@router.post("/comments/{thread_id}/resolve")
def resolve(request: Request, desk: Reader, session: WriteSession, thread_id: int, back: Back = "") -> Response:
    """Settle a thread."""
    act = Act(f"resolve-{thread_id}", "Resolved.", back)
    return _try(request, desk, session, act, lambda: service.resolve(session, desk, thread_id))


@router.post("/comments/{thread_id}/reopen")
def reopen(request: Request, desk: Reader, session: WriteSession, thread_id: int, back: Back = "") -> Response:
    """Take a settled thread up again."""
    act = Act(f"reopen-{thread_id}", "Open again.", back)
    return _try(request, desk, session, act, lambda: service.reopen(session, desk, thread_id))


@router.post("/comments/{thread_id}/assign")
def assign(request: Request, desk: Reader, session: WriteSession, thread_id: int, sent: Filled) -> Response:
    """Say who is to see to it, and by when."""
    act = Act(f"assign-{thread_id}", "Assigned.", sent.back, sent.model_dump())
    return _try(request, desk, session, act, lambda: service.assign(session, desk, thread_id, sent.task))


@router.post("/said/{comment_id}/edit")
def reword(
    request: Request, desk: Reader, session: WriteSession, comment_id: int, words: Words = "", back: Back = ""
) -> Response:
    """Change one's own comment."""
    act = Act(f"edit-{comment_id}", "Your comment is changed.", back, {"words": words})
    return _try(request, desk, session, act, lambda: service.reword(session, desk, comment_id, words).id)


@router.post("/said/{comment_id}/delete")
def delete(request: Request, desk: Reader, session: WriteSession, comment_id: int, back: Back = "") -> Response:
    """Delete one's own comment."""
    act = Act(f"delete-{comment_id}", "Your comment is deleted.", back)
    return _try(request, desk, session, act, lambda: service.delete(session, desk, comment_id).id)


@router.post("/said/{comment_id}/done")
def done(request: Request, desk: Reader, session: WriteSession, comment_id: int, back: Back = "") -> Response:
    """Say that one has dealt with what a comment asked of one by name."""
    act = Act(f"done-{comment_id}", "Done.", back)
    return _try(request, desk, session, act, lambda: service.dealt_with(session, desk, comment_id))
