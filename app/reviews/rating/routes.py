"""A reviewer's own pages: how far the review is, what is said of the whole, and saving it as it is typed."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import JSONResponse, Response

from app.core.clock import now
from app.core.database import WriteSession
from app.core.errors import CandourError
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import clock, page
from app.reviews.rating import queries, service
from app.reviews.rating.guards import OnReview
from app.reviews.rating.panel import Panel, new_window, remarks_in
from app.reviews.rating.permissions import Reviewing
from app.reviews.rating.rules import AGREEMENT, HEADS, LEVELS, done, wants
from app.reviews.rating.service import Typed, Window

router = APIRouter(prefix="/reviews/released/{authority}/{framework}/{year}", route_class=GuardedRoute)
Reviews = Annotated[Reviewing, Depends(OnReview())]
Rates = Annotated[Reviewing, Depends(OnReview(rates=True))]
Text = Annotated[str, Form()]
Number = Annotated[int, Form()]


async def _sent(request: Request) -> FormData:
    return await request.form()


def review_shown(
    request: Request, session: Session, reviewing: Reviewing, error: str = "", status: int = 200,
    leads: Sequence[dict[str, str]] = (), saved: Mapping[str, Mapping[str, str]] | None = None,
) -> Response:
    """The page of a review; `error` says why something that was sent was not done, `leads` are links that help.

    `saved` is what the server has of it once it is submitted, of which the browser needs to hold nothing.
    """
    there = service.standing(session, reviewing)
    found = queries.submission_of(session, reviewing.review_id) if reviewing.submitted else None
    submission, about = found or (None, None)
    panel = Panel(reviewing, "", {}, remarks_in(session, reviewing, ""), new_window())
    return page(
        request, "reviews/review.html", status, reviewing=reviewing, reading=reviewing.reading, error=error,
        leads=list(leads), saved=saved, gaps=there.gaps, done=done(there.outline, there.rated), panel=panel,
        outline=there.outline, rated=there.rated, said=there.said, levels=LEVELS,
        submission=submission, about=about,
    )


@router.post("/ratings")
def rate(
    request: Request, reviewing: Rates, session: WriteSession, section: Text = "", scope: Text = "", key: Text = "",
    level: Text = "", reason: Text = "", agrees: Text = "", window: Text = "", seen: Number = 0,
) -> Response:
    """Keep a rating as far as it is typed."""
    try:
        row = service.rate(session, reviewing, (scope, key), Typed(level, reason, agrees), Window(window, seen))
    except CandourError as error:
        session.rollback()
        if _is_script(request):
            raise
        typed = {"section": section, "scope": scope, "key": key, "level": level, "reason": reason, "agrees": agrees}
        return _again(request, reviewing, error, "ratings", typed, seen)
    back = f"{reviewing.reading.path}/sections/{section}#{scope}-{key}"
    return _saved(request, back, row.id or 0, wants(row.level, row.reason))


@router.post("/remarks")
def remark(
    request: Request, reviewing: Reviews, session: WriteSession, sent: Annotated[FormData, Depends(_sent)],
    section: Text = "", window: Text = "", seen: Number = 0,
) -> Response:
    """Keep what is said under each heading of a section, or of the whole."""
    typed = {head: value for head in HEADS if isinstance(value := sent.get(head), str)}
    try:
        newest = service.remark(session, reviewing, section, typed, Window(window, seen))
    except CandourError as error:
        session.rollback()
        if _is_script(request):
            raise
        return _again(request, reviewing, error, "remarks", {"section": section, **typed}, seen)
    back = f"{reviewing.reading.path}/sections/{section}#remarks" if section else f"{reviewing.path}#overall"
    return _saved(request, back, newest, "")


def _is_script(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _saved(request: Request, back: str, seen: int, wanted: str) -> Response:
    told = f"Saved at {clock(now())}."
    if _is_script(request):
        return JSONResponse({"seen": seen, "told": told, "wants": wanted})
    return see_other(request, back, f"{told} {wanted}".strip())


def _again(
    request: Request, reviewing: Reviewing, error: CandourError, kind: str, typed: dict[str, Any], seen: int
) -> Response:
    """The form once more with what was typed, for a browser without script."""
    return page(request, "reviews/unsaved.html", error.status, reviewing=reviewing, error=error.sentence, kind=kind,
                typed=typed, seen=seen, window=new_window(), heads=HEADS, levels=LEVELS, agreement=AGREEMENT)
