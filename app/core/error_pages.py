"""One handler turns an error into a page, a fragment's sentence or JSON."""

import hmac
import logging
import re
from collections.abc import Sequence
from urllib.parse import urlencode, urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from app.config import MEGABYTE
from app.core.body_limit import TOO_LARGE, typed_before
from app.core.errors import CandourError, Held, NotFound, SignInNeeded
from app.core.security import COOKIE, csrf_for, security_headers
from app.core.templating import page

log = logging.getLogger("candour")
HIDDEN = frozenset((  # fields that nobody types
    "above", "back", "keys", "prompt", "prompts", "revision", "section", "sections", "seen", "sent_as", "sha256",
    "sheet", "upload", "version", "window",
))
SENTENCES = {
    400: ("That did not arrive whole", "Go back and try again."),
    404: (NotFound.title, NotFound().sentence),
    405: (NotFound.title, NotFound().sentence),
    413: ("That is too large", "What was sent is larger than {} MB, the most that is taken at once. Nothing was kept."),
    422: ("Something is missing or not as expected", "Go back, check what you entered and try again."),
    500: ("Something went wrong on our side", "What you had saved is safe. Go back and try again in a minute."),
}
SIGNED_OUT = ("You are signed out", "Sign in again in another tab, or open the link in your "
              "invitation again there, then load this page again.")
KEEPS = (401, 403, 404, 409, 422, 429)  # what was sent arrived whole, and was not kept
SECRETS = ("password", "code", "csrf", "next")
PROSE = frozenset((  # fields that hold nothing but what somebody typed
    "line", "note", "owner", "passage", "priorities", "quote", "reason", "reference", "source", "text",
    "text_alternative", "title", "why", "words",
))
PART = re.compile(r"[a-z]+#([\w-]+)")  # as htmx tells what an answer is for: its element and id
WRITTEN = re.compile(r"[^\w./-]|\.$")  # what a date, an address of ours or the key of a choice does not have


async def _answer(
    request: Request, status: int, title: str, sentence: str, typed: Sequence[str] = (), boxes: Sequence[str] = (),
    way: tuple[str, str] | None = None, held: Held | None = None,
) -> Response:
    if status < 500:  # whoever is signed in keeps their own frame; a failing database is not asked again
        await request.app.state.recognise(request)
    speaks_json = request.headers.get("content-type") == "application/json"
    if speaks_json or "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"error": sentence}, status)
    template = "errors/_fragment.html" if "hx-request" in request.headers else "errors/page.html"
    words = await _typed(request) if status in KEEPS else typed
    shown = {"title": title, "sentence": sentence, "typed": words, "boxes": boxes, "part": _part(request), "way": way}
    return page(request, template, status, came_from=_came_from(request), held=held, **shown)


def _part(request: Request) -> str:
    """The id of the part of a page that asked, by which alone a page that selects its parts takes the answer in."""
    asked = PART.fullmatch(request.headers.get("hx-target", ""))
    return asked[1] if asked else ""


async def _typed(request: Request) -> list[str]:
    """The words in a form that one of our pages sent, so that whoever typed them can copy them.

    What other pages sent is not shown as if it had been typed here.
    """
    ours = request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
    if request.method != "POST" or not ours or "urlencoded" not in request.headers.get("content-type", ""):
        return []
    try:
        sent = await request.form()
    except HTTPException:  # it is malformed
        sent = FormData()
    return [value.strip() for name, value in sent.multi_items()
            if isinstance(value, str) and name not in SECRETS and _is_typed(name, value.strip())]


def _is_typed(name: str, value: str) -> bool:
    """Whether somebody typed a value, and did not choose it: a single small word where only choices are like that."""
    if not value or name in HIDDEN:
        return False
    return name in PROSE or value != value.lower() or WRITTEN.search(value) is not None


def _came_from(request: Request) -> str:
    """The page from which a request came, by its address within ours; the front page where that is not known."""
    known = urlsplit(request.headers.get("referer", ""))
    return known.path + (f"?{known.query}" if known.query else "") if known.netloc == request.url.netloc else "/"


async def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, CandourError)
    asks_part = "hx-request" in request.headers  # a whole sign-in page would be swapped into what asked
    wants_page = request.method == "GET" and "text/html" in request.headers.get("accept", "") and not asks_part
    if isinstance(error, SignInNeeded) and asks_part:
        return await _answer(request, error.status, *SIGNED_OUT)
    if isinstance(error, SignInNeeded) and wants_page:
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?{urlencode({'next': back})}", 303)
    return await _answer(request, error.status, error.title, error.sentence, way=error.way, held=error.held)


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
    shown = {name.replace("_", " ").capitalize(): value.strip() for name, value in typed.items()
             if ours and name not in SECRETS and _is_typed(name, value.strip())}
    return await _answer(request, TOO_LARGE, title, sentence.format(largest), list(shown.values()), list(shown))


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
