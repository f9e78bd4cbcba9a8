"""Pages kept as they were rendered, to be shown again while everything that they were made from is the same."""

import secrets
from collections.abc import Hashable
from typing import Any

from fastapi import Request
from starlette.responses import HTMLResponse

from app.core.database import database_of
from app.core.kept import Kept
from app.core.security import MESSAGE_COOKIE, browser_token, csrf_for
from app.core.templating import page, rendered

MOST = 512  # of some 15 kB each
# These stand in a kept page where a response has its own nonce and token. Nobody outside can know them, so that
# nobody can write them into a text and have the real ones put there.
NONCE, TOKEN = secrets.token_hex(16), secrets.token_hex(16)


KeptPages = Kept[Hashable, bytes]


def kept_page(request: Request, key: Hashable) -> HTMLResponse | None:
    """The page that was kept under a key, with this response's nonce and token; a page with a message never is."""
    pages: KeptPages = request.app.state.kept_pages
    body = None if MESSAGE_COOKIE in request.cookies else pages.get((database_of(request).url, key))
    return HTMLResponse(_filled(request, body)) if body else None


def page_to_keep(request: Request, key: Hashable, template: str, **own: Any) -> HTMLResponse:
    """Render a page and keep it; the key holds, or names a version of, every value that the page shows."""
    if MESSAGE_COOKIE in request.cookies:
        return page(request, template, **own)
    body = rendered(request, template, NONCE, TOKEN, status=200, **own).encode()
    pages: KeptPages = request.app.state.kept_pages
    pages.put((database_of(request).url, key), body)
    return HTMLResponse(_filled(request, body))


def _filled(request: Request, body: bytes) -> bytes:
    nonce, token = request.state.csp_nonce, csrf_for(browser_token(request))
    return body.replace(NONCE.encode(), nonce.encode()).replace(TOKEN.encode(), token.encode())
