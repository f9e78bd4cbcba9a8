"""The way in for guests: a link sent to them, and a code sent to the same address."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.accounts.guests import queries, service
from app.accounts.guests.rules import masked
from app.accounts.models import Guest
from app.core.clock import now
from app.core.database import ReadSession, WriteSession
from app.core.errors import TooManyAttempts
from app.core.flash import see_other
from app.core.permission import GuardedRoute, Public
from app.core.security import digest
from app.core.templating import page

router = APIRouter(
    prefix="/guest/{token}", route_class=GuardedRoute,
    dependencies=[Depends(Public("the link is the permission, with a code to the invited address"))],
)


def _page(request: Request, session: Session, token: str, asks: bool, error: str = "", status: int = 200) -> Response:
    guest = queries.open_invitation(session, digest(token), now())
    if guest is None:
        raise service.LinkOver(queries.invited_by_link(session, digest(token)))
    return _shown(request, session, guest, token, asks, error, status)


def _shown(
    request: Request, session: Session, guest: Guest, token: str, asks: bool, error: str, status: int
) -> Response:
    return page(
        request, "accounts/guest.html", status, link_token=token, asks=asks, error=error, email=masked(guest.email),
        authority=service.inviter_of(session, guest),
    )


@router.get("")
def arrive(request: Request, session: ReadSession, token: str) -> Response:
    """Where the link leads. It changes nothing, so that programs that look into mail use nothing up."""
    return _page(request, session, token, asks=False)


@router.post("")
def send_code(request: Request, session: WriteSession, token: str) -> Response:
    """Send a code, and ask for it."""
    try:
        guest = service.send_code(session, token)
    except TooManyAttempts as error:
        return _page(request, session, token, asks=True, error=error.sentence, status=error.status)
    return see_other(request, f"/guest/{token}/code", f"A code was sent to {masked(guest.email)}.")


@router.get("/code")
def code_page(request: Request, session: ReadSession, token: str) -> Response:
    """The form for the code."""
    return _page(request, session, token, asks=True)


@router.post("/code")
def enter(request: Request, session: WriteSession, token: str, code: Annotated[str, Form()] = "") -> Response:
    """Let the guest in."""
    found = service.let_in(session, request.app.state.settings, token, code)
    if isinstance(found, str):
        return _page(request, session, token, asks=True, error=found, status=422)
    request.state.new_cookie, guest = found
    return RedirectResponse(guest.path, 303)
