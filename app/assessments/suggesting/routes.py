"""Pages of suggesting: writing a proposal, and deciding about what was proposed."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from sqlmodel import Session
from starlette.responses import JSONResponse, Response

from app.assessments.guards import OnPrompt
from app.assessments.models import Text
from app.assessments.permissions import Desk, reads_drafts, writes
from app.assessments.proposals import queries
from app.assessments.proposals.models import Draft
from app.assessments.suggesting import service
from app.assessments.suggesting.service import counted
from app.assessments.texts.queries import doc_at
from app.assessments.writing.protocol import text_of
from app.assessments.writing.routes import around, known_of
from app.core.database import ReadSession, WriteSession
from app.core.errors import CandourError, NotFound
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.richtext.markup import to_markup
from app.richtext.steps import tree_of

router = APIRouter(prefix="/assessments/{authority}/{framework}/{year}/prompts/{prompt}", route_class=GuardedRoute)
Reader = Annotated[Desk, Depends(OnPrompt(reads_drafts))]
Writer = Annotated[Desk, Depends(OnPrompt(writes))]
Note = Annotated[str, Form()]
Chosen = Annotated[list[int], Form(max_length=2000)]


@router.get("/suggest")
def suggest_page(request: Request, desk: Reader, session: ReadSession, beside: str = "evidence") -> Response:
    """The actor's private copy of the answer to change; before it is begun, what suggesting is."""
    draft = queries.draft_of(session, desk.prompt.response_id, desk.actor.person_id)
    return _suggest(request, desk, session, draft, beside=beside)


def _suggest(
    request: Request, desk: Desk, session: Session, draft: Draft | None, status: int = 200, beside: str = "evidence",
    **more: Any,
) -> Response:
    context = around(session, desk, beside)
    if context["answer"].text is None:
        raise NotFound
    own = {"error": "", "note": "", "typed": "", "version": 0, **more}
    if draft and not own["typed"]:
        text = session.get(Text, draft.own_text_id)
        assert text is not None
        own |= {"typed": to_markup(doc_at(session, text, text.version)), "version": text.version}
    known = known_of(context["answer"].cited)
    return page(request, "assessments/suggest.html", status, draft=draft, known=known, **own, **context)


@router.post("/suggest")
def begin(request: Request, desk: Reader, session: WriteSession) -> Response:
    """Begin suggestions, or go on with those that were begun."""
    service.begin(session, desk)
    return see_other(request, f"{desk.path}/suggest")


@router.post("/suggest/plain")
def save_plain(
    request: Request, desk: Reader, session: WriteSession, version: Annotated[int, Form()],
    text: Annotated[str, Form()] = "", note: Note = "", later: Annotated[bool, Form()] = False,
) -> Response:
    """Save the plain form and send it, unless it is to be kept for later; a refusal shows what was typed again."""
    draft, live = service.own_draft(session, desk), request.app.state.live
    try:
        with session.begin_nested():
            service.write_plain(session, live, desk, version, text)
            count = 0 if later else service.send(session, live, desk, note)
    except CandourError as error:
        again: dict[str, Any] = {"error": error.sentence, "typed": text, "version": version, "note": note}
        return _suggest(request, desk, session, draft, error.status, **again)
    if later:
        return see_other(request, f"{desk.path}/suggest", "Kept for you alone. Send it when you are ready.")
    return _sent(request, desk, count)


@router.post("/suggest/send")
def send(request: Request, desk: Reader, session: WriteSession, note: Note = "") -> Response:
    """Send what the editor saved."""
    draft, live = service.own_draft(session, desk), request.app.state.live
    try:
        with session.begin_nested():
            count = service.send(session, live, desk, note)
    except CandourError as error:
        return _suggest(request, desk, session, draft, error.status, error=error.sentence, note=note)
    return _sent(request, desk, count)


def _sent(request: Request, desk: Desk, count: int) -> Response:
    told = f"Your {counted(count)} {'is' if count == 1 else 'are'} suggested. Those who write here decide."
    return see_other(request, f"{desk.path}?beside=suggestions", told)


@router.post("/suggest/discard")
def discard(request: Request, desk: Reader, session: WriteSession) -> Response:
    """Give the draft up."""
    service.give_up(session, desk)
    return see_other(request, desk.path, "Your suggestions were given up. Nobody else has seen them.")


@router.get("/suggestions")
def listed(request: Request, desk: Reader, session: ReadSession) -> Response:
    """The list of suggestions as the side column shows it."""
    return page(request, "assessments/_suggestions.html", **around(session, desk, "suggestions"))


@router.get("/suggestions/places")
def places(desk: Reader, session: ReadSession) -> dict[str, Any]:
    """Where open suggestions stand in the text, for the editor to show them there."""
    text = text_of(session, desk)
    assert text.id is not None
    standing = queries.open_in(session, text.id, tree_of(text.doc))
    items = [
        {"id": one.id, "from": one.start, "to": one.end, "by": one.proposal.author,
         "old": one.old_words, "new": one.new_words}
        for one in service.apart([one for one in standing if one.state == "open"])
    ]
    return {"version": text.version, "items": items, "waiting": len(standing)}


@router.post("/suggestions/accept")
def accept(request: Request, desk: Writer, session: WriteSession, change: Chosen) -> Response:
    """Put suggestions into the text."""
    done, left = service.accept(session, request.app.state.live, desk, change)
    told = f"{counted(done).capitalize()} accepted."
    if left:
        told += f" {counted(left).capitalize()} could not be made, because somebody changed the words meanwhile."
    return _decided(request, desk, told, change)


@router.post("/suggestions/reject")
def reject(request: Request, desk: Writer, session: WriteSession, change: Chosen) -> Response:
    """Leave the text as it is."""
    done = service.reject(session, request.app.state.live, desk, change)
    return _decided(request, desk, f"{counted(done).capitalize()} rejected.", change)


@router.post("/suggestions/withdraw")
def withdraw(request: Request, desk: Reader, session: WriteSession, change: Chosen) -> Response:
    """Take one’s own suggestions back."""
    done = service.withdraw(session, request.app.state.live, desk, change)
    return _decided(request, desk, f"{counted(done).capitalize()} withdrawn.", [])


@router.post("/suggestions/undo")
def undo(
    request: Request, desk: Writer, session: WriteSession, change: Annotated[list[int], Query(max_length=2000)]
) -> Response:
    """Take a decision back."""
    done = service.take_back(session, request.app.state.live, desk, change)
    return _decided(request, desk, f"{counted(done).capitalize()} open again.", [])


def _decided(request: Request, desk: Desk, told: str, undoable: list[int]) -> Response:
    again = f"{desk.path}/suggestions/undo?{'&'.join(f'change={one}' for one in undoable)}" if undoable else ""
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"told": told, "undo": again})
    return see_other(request, f"{desk.path}?beside=suggestions", told, **({"undo": again} if again else {}))
