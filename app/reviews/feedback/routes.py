"""Feedback: the points of submitted reviews with their answers and actions, and every rating beside every answer."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.clock import today
from app.core.database import ReadSession, WriteSession
from app.core.errors import NOTHING_WRONG, CandourError, Wrong, wrong_of
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.reviews.feedback import queries, service
from app.reviews.feedback.guards import OnFeedback
from app.reviews.feedback.queries import Answered
from app.reviews.feedback.rules import told_of
from app.reviews.rating.rules import AGREED, HEADS
from app.reviews.releases.permissions import OWN, Reading

router = APIRouter(prefix="/reviews/released/{authority}/{framework}/{year}/feedback", route_class=GuardedRoute)
Reads = Annotated[Reading, Depends(OnFeedback())]
Answers = Annotated[Reading, Depends(OnFeedback(answers=True))]
Text = Annotated[str, Form()]


def _feedback(
    request: Request, session: Session, reading: Reading, show: str = "", head: str = "",
    error: Wrong = NOTHING_WRONG, **typed: Any,
) -> Response:
    found = queries.feedback_for(session, reading)
    return page(
        request, "reviews/feedback.html", error.status, reading=reading, feedback=found, heads=HEADS,
        error=error, sent_as=secrets.token_hex(8), typed=typed, show=show, head=head,
        shown=found.by_section([one for one in found.points if _shown(one, show, head)]),
        actions=queries.actions_of(session, reading) if reading.decides else [],
        waits=reading.why == "challenge" and not reading.submitted,
    )


def _shown(one: Answered, show: str, head: str) -> bool:
    return (show != "unanswered" or one.answer is None) and head in ("", one.point.head)


@router.get("")
def feedback_page(request: Request, reading: Reads, session: ReadSession, show: str = "", head: str = "") -> Response:
    """Every point that the person may read, section by section; the authority answers them here."""
    return _feedback(request, session, reading, show, head)


@router.get("/ratings")
def ratings_page(request: Request, reading: Reads, session: ReadSession) -> Response:
    """Every answer with every rating of it that the person may read."""
    found = queries.feedback_for(session, reading)
    return page(request, "reviews/ratings.html", reading=reading, feedback=found, agreed=AGREED,
                waits=reading.why == "challenge" and not reading.submitted, own=reading.why == OWN)


@router.post("/points/{point_id}/answer")
def answer(
    request: Request, reading: Answers, session: WriteSession, point_id: int, kind: Text = "", words: Text = "",
    sent_as: Text = "", seen: Annotated[int | None, Form()] = None,
) -> Response:
    """Answer a point."""
    try:
        service.answer(session, reading, point_id, kind, words, service.Page(sent_as, seen))
    except CandourError as error:
        session.rollback()
        return _feedback(request, session, reading, point_id=point_id, kind=kind, words=words,
                         error=wrong_of(error, kind=f"kind-{point_id}", words=f"words-{point_id}"))
    return see_other(request, f"{reading.path}/feedback#point-{point_id}", "Your answer is kept.")


@router.post("/points/{point_id}/actions")
def agree_action(
    request: Request, reading: Answers, session: WriteSession, point_id: int, what: Text = "", owner: Text = "",
    due_on: Text = "", sent_as: Text = "",
) -> Response:
    """Agree an action about a point."""
    try:
        made = service.agree_action(session, reading, point_id, what, owner, due_on, sent_as=sent_as)
    except CandourError as error:
        session.rollback()
        return _feedback(request, session, reading, point_id=point_id, what=what, owner=owner, due_on=due_on,
                         error=wrong_of(error, **{name: f"{name}-{point_id}" for name in ("what", "owner", "due_on")}))
    return see_other(request, f"{reading.path}/feedback#point-{point_id}",
                     told_of(made.due_on, today()))


@router.post("/actions/{action_id}/withdraw")
def withdraw_action(request: Request, reading: Answers, session: WriteSession, action_id: int) -> Response:
    """Withdraw an action."""
    service.withdraw_action(session, reading, action_id)
    return see_other(request, f"{reading.path}/feedback#actions", "The action is withdrawn, and stays on record.")
