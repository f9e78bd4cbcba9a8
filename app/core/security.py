"""Cookies, cross-site request tokens and the headers of every response."""

import hashlib
import hmac
import secrets
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.errors import Forbidden

COOKIE = "candour"
MESSAGE_COOKIE = "candour_message"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


def new_token() -> str:
    """256 random bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What the database keeps of a token: its SHA-256, so that a stolen table signs nobody in."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_for(token: str) -> str:
    """The token that a form of this browser must send back."""
    return hmac.new(token.encode(), b"candour form", hashlib.sha256).hexdigest()


def browser_token(request: Request) -> str:
    """The browser's cookie, or a new one that the response will set."""
    token: str | None = request.cookies.get(COOKIE) or getattr(request.state, "new_cookie", None)
    if not token:
        token = request.state.new_cookie = new_token()
    return token


async def check_csrf(request: Request) -> None:
    """Refuse a change that does not come from one of our own pages; the state knows the form’s name, `sent_as`."""
    if request.method in SAFE_METHODS:
        return
    sent = request.headers.get("x-csrf-token")
    if not sent and request.headers.get("content-type", "").startswith(FORM_TYPES):
        form = await request.form()
        value, name = form.get("csrf"), form.get("sent_as")
        sent = value if isinstance(value, str) else None
        request.state.sent_as = name if isinstance(name, str) else ""
    known = request.cookies.get(COOKIE)
    if not (sent and known and hmac.compare_digest(sent, csrf_for(known))):
        raise Forbidden("This page was open for too long. Go back, reload it and try again.")


CheckCsrf = Annotated[None, Depends(check_csrf)]

STATIC_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)


def content_policy(nonce: str) -> str:
    """Only our own files and scripts that carry this response's nonce."""
    return (
        f"default-src 'self'; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


def security_headers(nonce: str) -> list[tuple[bytes, bytes]]:
    """What every response carries."""
    return [*STATIC_HEADERS, (b"content-security-policy", content_policy(nonce).encode())]


class SecureResponses:
    """ASGI layer: a nonce for the page, security headers, and the browser's first cookie."""

    def __init__(self, app: ASGIApp, secure_cookies: bool) -> None:
        self.app = app
        self.flags = "; Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if secure_cookies else "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        state: dict[str, Any] = scope.setdefault("state", {})
        state["csp_nonce"] = nonce = secrets.token_urlsafe(16)

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._dress(message, state, nonce, scope["path"])
            await send(message)

        await self.app(scope, receive, secured)

    def _dress(self, message: Message, state: dict[str, Any], nonce: str, path: str) -> None:
        message["headers"] += security_headers(nonce)
        headers = MutableHeaders(raw=message["headers"])
        if not path.startswith("/static/"):
            headers.setdefault("cache-control", "no-store")
        if state.get("flash_taken"):
            headers.append("set-cookie", f"{MESSAGE_COOKIE}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax")
        if token := state.get("new_cookie"):
            headers.append("set-cookie", f"{COOKIE}={token}{self.flags}")
