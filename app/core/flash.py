"""One message for the next page, carried in a signed cookie."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from app.core.repeats import telling
from app.core.security import MESSAGE_COOKIE, browser_token


def _signature(request: Request, body: str) -> str:
    return hmac.new(browser_token(request).encode(), body.encode(), hashlib.sha256).hexdigest()[:32]


def flash(request: Request, response: Response, text: str, kind: str = "success", **more: Any) -> None:
    """Show `text` on the next page; `kind` is success, info or error; `more` may carry an undo."""
    body = urlsafe_b64encode(json.dumps({"kind": kind, "text": text, **more}).encode()).decode()
    signed = f"{body}.{_signature(request, body)}"
    response.set_cookie(MESSAGE_COOKIE, signed, max_age=60, httponly=True, samesite="lax")


def take_flash(request: Request) -> list[dict[str, Any]]:
    """The message for this page, if there is one that we wrote."""
    body, _, signature = request.cookies.get(MESSAGE_COOKIE, "").partition(".")
    if not body or not hmac.compare_digest(signature, _signature(request, body)):
        return []
    request.state.flash_taken = True
    return [json.loads(urlsafe_b64decode(body))]


def see_other(request: Request, address: str, message: str = "", **more: Any) -> RedirectResponse:
    """Go on to another page, which is told what form arrived, with a message that says what was done."""
    response = RedirectResponse(telling(address, getattr(request.state, "sent_as", "")), 303)
    if message:
        flash(request, response, message, **more)
    return response
