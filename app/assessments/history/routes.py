"""The history of an answer: its timeline, versions with names, what changed between two, and who wrote what."""

from datetime import UTC
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from pydantic import AwareDatetime
from sqlmodel import Session
from starlette.responses import Response

from app.assessments.guards import OnPrompt
from app.assessments.history import queries, service, timeline
from app.assessments.history.runs import passages, runs
from app.assessments.history.service import Changes, changes, traced
from app.assessments.models import Text
from app.assessments.permissions import Desk, reads_drafts, writes
from app.assessments.reading import answer_on, citer, shown
from app.assessments.registers.queries import states_of
from app.assessments.texts import queries as texts
from app.assessments.workflow.queries import events_of
from app.assessments.writing.protocol import text_of
from app.assessments.writing.routes import PREFIX, around
from app.assessments.writing.service import restore
from app.core.database import ReadSession, WriteSession, database_of
from app.core.errors import CandourError, Conflict, Refused
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.evidence import queries as evidence
from app.indicators.extracts.laying import laid_out
from app.indicators.extracts.showing import showing_of
from app.richtext.compare import compare
from app.richtext.flat import moved, splices
from app.richtext.headings import levelled
from app.richtext.render import to_html
from app.richtext.text import citations

router = APIRouter(prefix=PREFIX + "/prompts/{prompt}", route_class=GuardedRoute)
Reader = Annotated[Desk, Depends(OnPrompt(reads_drafts))]
Writer = Annotated[Desk, Depends(OnPrompt(writes))]
Version = Annotated[int, Query(ge=0)]
MOST_RUNS = 40  # that the editor shows of one selection


@router.get("/history")
def history(
    request: Request, desk: Reader, session: ReadSession, number: Annotated[int, Query(alias="page", ge=1)] = 1
) -> Response:
    """Who wrote what, day by day, and every version, two of which can be compared."""
    return _history(request, desk, session, number)


def _history(
    request: Request, desk: Desk, session: Session, number: int = 1, status: int = 200, **more: Any
) -> Response:
    context = around(session, desk, "history")
    response, text = context["answer"].response, context["answer"].text
    names, events = queries.names_of(session, response.id), events_of(session, response.id)
    if text is None:
        kept: Any = states_of(session, response)
        days, template = timeline.of_register(kept, events, names), "assessments/register_history.html"
    else:
        kept, template = texts.history(session, text), "assessments/history.html"
        days = timeline.of_text(traced(session, text).fold, events, names)
    here, earlier = timeline.paged(days, number)
    named = {one.version: [other.name for other in names if other.version == one.version] for one in names}
    own = {"kept": kept, "days": here, "number": number, "earlier": earlier, "named": named, **NOTHING_TYPED, **more}
    return page(request, template, status, **own, **context)


NOTHING_TYPED: dict[str, Any] = {"error": "", "typed_name": "", "typed_version": None}


@router.post("/keep")
def keep(
    request: Request, desk: Writer, name: Annotated[str, Form()] = "",
    version: Annotated[int | None, Form(ge=0)] = None, back: Annotated[str, Form()] = "",
) -> Response:
    """Keep a version under a name; a refusal shows the history with the name still in its field."""
    database = database_of(request)
    try:
        with database.write() as session:
            kept = service.keep_version(session, desk, name, version)
    except CandourError as error:  # in a transaction of its own: reading a long history must not hold up the savers
        typed = {"typed_name": name, "typed_version": version}
        with database.read() as session:
            return _history(request, desk, session, 1, error.status, error=error.sentence, **typed)
    where = f"{desk.path}/{back}" if back in ("edit", "history") else desk.path
    return see_other(request, where, f"Version {kept.version} is kept as “{kept.name}”. It is in the history.")


@router.get("/compare")
def compare_page(request: Request, desk: Reader, session: ReadSession, old: Version, new: Version) -> Response:
    """What was added and removed between two versions."""
    return compared(request, desk, session, changes(session, desk, old, new))


def compared(request: Request, desk: Desk, session: Session, found: Changes, **more: Any) -> Response:
    """The page of a comparison; `more` may hold the making of a PDF of it."""
    context = around(session, desk, "history")
    own = {"changes": found, "old": found.old.version, "new": found.new.version, "job": None, "failure": "", **more}
    if found.docs is None:
        return page(request, "assessments/register_compare.html", **own, **context)
    cite = citer(desk.place.slug, evidence.cited(session, desk.place.id, found.cited))
    figures = showing_of(session, desk.place, found.docs, compared=False)
    html = compare(laid_out(found.docs[0], figures), laid_out(found.docs[1], figures), cite)
    return page(request, "assessments/compare.html", html=html, **own, **context)


@router.get("/since")
def since(
    request: Request, desk: Reader, session: ReadSession, moment: Annotated[AwareDatetime, Query(alias="at")]
) -> Response:
    """On to what changed since a moment."""
    answer = answer_on(session, desk)
    old = queries.version_at(session, answer.response, moment.astimezone(UTC))
    return see_other(request, f"{desk.path}/compare?old={old}&new={answer.version}")


@router.get("/versions/{version}")
def version_page(request: Request, desk: Reader, session: ReadSession, version: int) -> Response:
    """The text as it was at one version."""
    context = around(session, desk, "history")
    doc = texts.doc_at(session, text_of(session, desk), version)
    pairs = sorted({(cite.item, cite.revision) for cite in citations(doc)})
    figures = showing_of(session, desk.place, [doc], compared=False)
    html = shown(desk, doc, evidence.cited(session, desk.place.id, pairs), figures)
    side = queries.sides(session, context["answer"].response, [version])[0]
    return page(request, "assessments/version.html", html=html, version=version, side=side, **context)


@router.post("/versions/{version}/restore")
def go_back(
    request: Request, desk: Writer, session: WriteSession, version: int,
    current: Annotated[int | None, Form()] = None, standing: int | None = None,
) -> Response:
    """Make an earlier version the text again, with a way back; `standing` is `current` where no form has a field."""
    stood = current if current is not None else standing
    if stood is None:
        raise Refused("Open the history again, then choose the version to go back to.")
    changed = restore(session, request.app.state.live, desk, stood, version)
    if not changed:
        return see_other(request, desk.path, f"The text is as it was at version {version} already.", kind="info")
    told = f"Version {version} is the text again. What stood here before is in its history."
    undo = f"{desk.path}/versions/{stood}/restore?standing={text_of(session, desk).version}"
    return see_other(request, desk.path, told, undo=undo)


@router.get("/who")
def who_page(request: Request, desk: Reader, session: ReadSession) -> Response:
    """The text as it stands, with whose words they are beside them."""
    context = around(session, desk, "history")
    answer, text = context["answer"], text_of(session, desk)
    cite = citer(desk.place.slug, answer.cited)
    found = [
        (to_html(laid_out({"type": "doc", "content": one.blocks}, answer.figures), cite, scroll=True), one.runs)
        for one in passages(traced(session, text).fold, levelled(answer.doc))
    ]
    return page(request, "assessments/who.html", passages=found, **context)


@router.get("/attribution")
def attribution(
    desk: Reader, session: ReadSession, version: Version, start: Annotated[int, Query(alias="from", ge=0)],
    end: Annotated[int, Query(alias="to", ge=0)],
) -> dict[str, Any]:
    """Who wrote what stands between two positions of a version, as the editor has them."""
    text = text_of(session, desk)
    if version > text.version:
        raise Conflict("These words are not saved yet. Ask again in a moment.")
    found = traced(session, text)
    start, end = _now(session, text, version, start, end)
    here = runs(found.fold, start, end)
    return {
        "version": found.version, "runs": [{"words": one.quoted, "who": one.who} for one in here[:MOST_RUNS]],
        "more": max(0, len(here) - MOST_RUNS),
    }


def _now(session: Session, text: Text, version: int, *places: int) -> list[int]:
    """Where positions of an earlier version are in the text as it stands."""
    assert text.id is not None
    for step in texts.steps_since(session, text.id, version):
        made = splices(step["s"])
        places = tuple(moved(place, made) for place in places)
    return list(places)
