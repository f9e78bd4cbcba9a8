"""One handler turns an error into a page, a fragment's sentence or JSON."""

import hmac
import logging
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from app.config import MEGABYTE
from app.core.body_limit import TOO_LARGE, typed_before
from app.core.errors import CandourError, NotFound, SignInNeeded
from app.core.security import COOKIE, csrf_for, security_headers
from app.core.templating import page

log = logging.getLogger("candour")
HIDDEN = ("upload", "version", "back", "revision")  # fields that nobody types
SENTENCES = {
    400: ("That did not arrive whole", "Go back and try again."),
    404: (NotFound.title, NotFound().sentence),
    405: (NotFound.title, NotFound().sentence),
    413: ("That is too large", "What was sent is larger than {} MB, the most that is taken at once. Nothing was kept."),
    422: ("Something is missing or not as expected", "Go back, check what you entered and try again."),
    500: ("Something went wrong on our side", "What you had saved is safe. Go back and try again in a minute."),
}


async def _answer(request: Request, status: int, title: str, sentence: str, **more: Any) -> Response:
    if status < 500:  # whoever is signed in keeps their own frame; a failing database is not asked again
        await request.app.state.recognise(request)
    speaks_json = request.headers.get("content-type") == "application/json"
    if speaks_json or "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"error": sentence}, status)
    template = "errors/_fragment.html" if "hx-request" in request.headers else "errors/page.html"
    return page(request, template, status, title=title, sentence=sentence, **more)


async def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, CandourError)
    wants_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    if isinstance(error, SignInNeeded) and wants_page:
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?{urlencode({'next': back})}", 303)
    return await _answer(request, error.status, error.title, error.sentence)


async def _by_status(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 422
    if status not in SENTENCES:
        status = 400 if status < 500 else 500
    if status == TOO_LARGE:
        return await _too_large(request)
    return await _answer(request, status, *SENTENCES[status])


async def _too_large(request: Request) -> Response:
    """What somebody typed into the form is shown to them again, where it came before the file and from a page of ours.
    """
    title, sentence = SENTENCES[TOO_LARGE]
    largest = f"{request.app.state.settings.largest_request / MEGABYTE:,.4g}"
    typed = await typed_before(request)
    ours = hmac.compare_digest(typed.pop("csrf", ""), csrf_for(request.cookies.get(COOKIE, "")))
    shown = {name: value for name, value in typed.items() if name not in HIDDEN} if ours else {}
    return await _answer(request, TOO_LARGE, title, sentence.format(largest), typed=shown)


async def _unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected error at %s", request.url.path, exc_info=error)
    answer = await _answer(request, 500, *SENTENCES[500])
    answer.raw_headers += security_headers(request.state.csp_nonce)  # it leaves outside every layer of ours
    return answer


def install(app: FastAPI) -> None:
    """Give the application its friendly errors."""
    app.add_exception_handler(CandourError, _ours)
    app.add_exception_handler(HTTPException, _by_status)
    app.add_exception_handler(RequestValidationError, _by_status)
    app.add_exception_handler(Exception, _unexpected)
