"""Signing in and out, and setting a password by a link."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from app.accounts import service
from app.accounts.guards import ActorOrGuest, maybe_actor
from app.accounts.passwords import SHORTEST
from app.accounts.queries import open_link
from app.core.clock import now
from app.core.database import ReadSession, WriteSession
from app.core.errors import Refused
from app.core.flash import flash, see_other
from app.core.permission import GuardedRoute, Public
from app.core.security import COOKIE, digest
from app.core.templating import page

router = APIRouter(route_class=GuardedRoute)
front_door = Depends(Public("the sign-in page itself"))
by_link = Depends(Public("the link is the permission"))


def _inside(address: str) -> str:
    """Where to go after signing in: a path of ours, never another site."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else "/"


@router.get("/sign-in", dependencies=[front_door])
async def sign_in_page(request: Request, next: str = "/") -> Response:
    """The sign-in form; somebody already signed in goes on to their work, a guest may have an account as well."""
    actor = await maybe_actor(request)
    if actor and not actor.visit:
        return RedirectResponse(_inside(next), 303)
    return page(request, "accounts/sign_in.html", next=_inside(next), email="", error="")


@router.post("/sign-in", dependencies=[front_door])
def sign_in(
    request: Request, session: WriteSession, email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "", next: Annotated[str, Form()] = "/",
) -> Response:
    """Sign in; the answer does not say which of the two was wrong."""
    address = request.client.host if request.client else ""
    token = service.sign_in(session, request.app.state.settings, email, password, address)
    if token is None:
        error = "The e-mail address or the password is not right. Check both and try again."
        return page(request, "accounts/sign_in.html", 422, next=_inside(next), email=email, error=error)
    request.state.new_cookie = token
    return RedirectResponse(_inside(next), 303)


@router.post("/sign-out")
def sign_out(request: Request, actor: ActorOrGuest, session: WriteSession) -> Response:
    """Sign out this browser."""
    service.sign_out(session, actor, request.cookies[COOKIE])
    response = RedirectResponse("/sign-in", 303)
    flash(request, response, "You have signed out.")
    return response


@router.get("/set-password/{token}", dependencies=[by_link])
def set_password_page(request: Request, session: ReadSession, token: str) -> Response:
    """The form for a new password, while the link may still be used."""
    if open_link(session, digest(token), now()) is None:
        raise service.LinkUsed
    return page(request, "accounts/set_password.html", link_token=token, error="", shortest=SHORTEST)


@router.post("/set-password/{token}", dependencies=[by_link])
def set_password(
    request: Request, session: WriteSession, token: str, password: Annotated[str, Form()] = ""
) -> Response:
    """Set the password once."""
    try:
        service.use_password_link(session, token, password)
    except Refused as refusal:
        own = {"link_token": token, "error": refusal.sentence, "shortest": SHORTEST}
        return page(request, "accounts/set_password.html", 422, **own)
    return see_other(request, "/sign-in", "Your new password is set. Sign in with it.")


@router.get("/health", dependencies=[Depends(Public("watched by machines, tells nothing"))])
def health(session: ReadSession) -> dict[str, str]:
    """Whether the program and its database answer."""
    session.connection()
    return {"status": "ok"}
