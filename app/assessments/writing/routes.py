"""Pages about one prompt: reading, editing, and answering together."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from markupsafe import Markup
from sqlmodel import Session
from starlette.responses import Response

from app.assessments.comments.queries import (
    Pinned,
    colleagues,
    in_reading_order,
    marks,
    pinned,
    told_to_script,
    whole_threads,
)
from app.assessments.comments.service import settles
from app.assessments.guards import OnPrompt, open_desk
from app.assessments.permissions import Desk, agrees, reads_drafts, writes
from app.assessments.proposals import queries as proposals
from app.assessments.proposals.queries import Standing
from app.assessments.reading import Answer, answer_on, citer, neighbours, shown
from app.assessments.workflow.queries import events_of
from app.assessments.writing import grouping, service
from app.assessments.writing.guards import Glance, Glanced, glance
from app.core.database import ReadSession, WriteSession, database_of
from app.core.errors import CandourError, NotFound
from app.core.flash import see_other
from app.core.kept_pages import kept_page, page_to_keep
from app.core.permission import GuardedRoute
from app.core.security import new_token
from app.core.templating import page
from app.evidence import queries as evidence
from app.evidence.permissions import keeps_library
from app.evidence.rules import KINDS
from app.indicators.extracts.laying import NO_FIGURES, laid_out
from app.indicators.extracts.showing import showing_of
from app.richtext.compare import compare
from app.richtext.hints.document import hints_of
from app.richtext.laid import Laid, lay_in
from app.richtext.markup import to_markup
from app.richtext.steps import tree_of
from app.richtext.text import citations, extracts, uncited_claims

PREFIX = "/assessments/{authority}/{framework}/{year}"
router = APIRouter(prefix=PREFIX + "/prompts/{prompt}", route_class=GuardedRoute)
STAYS = "The agreed text stays in the document until the joined answer is agreed."
Reader = Annotated[Desk, Depends(OnPrompt(reads_drafts))]
Writer = Annotated[Desk, Depends(OnPrompt(writes))]


def around(session: Session, desk: Desk, beside: str) -> dict[str, Any]:
    """What the page of a prompt and its editing page both show."""
    answer = answer_on(session, desk)
    before, after = neighbours(desk, answer)
    pins = in_reading_order(pinned(session, desk.prompt.response_id), answer.text.id if answer.text else None)
    return {
        **_suggested(session, desk, answer, beside),
        "desk": desk, "asked": desk.reading.prompts[desk.prompt.key], "answer": answer,
        "before": before, "after": after,
        "section": desk.reading.section_of[desk.prompt.key], "beside": beside, "refusal": None,
        "may_write": writes(desk.actor, desk), "may_agree": agrees(desk.actor, desk),
        "events": events_of(session, desk.prompt.response_id)[-12:][::-1] if beside == "history" else [],
        "uncited": uncited_claims(answer.doc) if answer.doc else [],
        "hints": hints_of(answer.doc) if answer.doc and beside == "checks" else None,
        "pins": pins, "editing": False, **(_comments(session, desk, pins) if beside == "comments" else {}),
    }


def _comments(session: Session, desk: Desk, pins: list[Pinned]) -> dict[str, Any]:
    """What the list of comments shows besides where they stand; `again` is what was refused, typed as it was."""
    return {
        "threads": whole_threads(session, pins), "people": colleagues(session, desk.place.id), "again": None,
        "settles": settles, "sent_as": new_token(), "told_to_script": told_to_script,
    }


def _suggested(session: Session, desk: Desk, answer: Answer, beside: str) -> dict[str, Any]:
    """What others propose for an answer: undecided, by proposal, and on its own page what was decided lately."""
    if answer.text is None or answer.text.id is None:
        return {"suggested": [], "batches": [], "decided": [], "also_cited": {}, "figures": NO_FIGURES}
    suggested = proposals.open_in(session, answer.text.id, tree_of(answer.text.doc))
    decided = proposals.decided_in(session, answer.text.id) if beside == "suggestions" else []
    cites = {(cite.item, cite.revision) for one in suggested for cite in citations(one.as_doc)} - answer.cited.keys()
    also = evidence.cited(session, desk.place.id, sorted(cites))
    docs = [one.as_doc for one in suggested]
    more = {name for doc in docs for name, _ in extracts(doc)} - answer.figures.known.keys()
    figures = showing_of(session, desk.place, docs, answer.figures.known) if more else answer.figures
    return {
        "suggested": suggested, "batches": proposals.batches(suggested), "decided": decided, "also_cited": also,
        "figures": figures,
    }


@router.get("")
async def prompt_page(request: Request, seen: Glanced, beside: str = "evidence") -> Response:
    """The standard, the answer, and what stands beside it."""
    if kept := kept_page(request, (seen.looks, beside)):
        return kept
    return await database_of(request).near(lambda session: _prompt_page(request, session, seen, beside))


def _prompt_page(request: Request, session: Session, seen: Glance, beside: str) -> Response:
    """Render the page from one transaction, and keep it under what that transaction saw."""
    looks = glance(session, seen.actor, seen.address, seen.key).looks
    desk = open_desk(session, seen.actor, seen.address, seen.key)
    name, context = view_of(desk, around(session, desk, beside))
    apart = beside in ("history", "comments", "suggestions") or context["suggested"] or context["figures"].known
    if apart:  # which is no part of the looks
        return page(request, name, **context)
    return page_to_keep(request, (looks, beside), name, **context)


def view_of(desk: Desk, context: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The template of a prompt's page, and what it shows from what is around the prompt."""
    answer = context["answer"]
    if answer.text is None:
        return "assessments/register.html", context
    return "assessments/prompt.html", {**context, "html": _with_suggestions(desk, context)}


def _with_suggestions(desk: Desk, context: dict[str, Any]) -> Markup:
    """The answer as it is shown, with what others propose laid into it and what they comment on marked."""
    answer: Answer = context["answer"]
    suggested: list[Standing] = context["suggested"]
    assert answer.text is not None and answer.doc is not None
    laid = [
        Laid(one.start, one.end, one.becomes, one.proposal.author, f"?beside=suggestions#suggestion-{one.id}")
        for one in suggested if one.state == "open"
    ]
    doc = lay_in(tree_of(answer.text.doc), laid) if laid else answer.doc
    marked = marks(context["pins"], answer.text.id)
    return shown(desk, doc, answer.cited | context["also_cited"], context["figures"], marked)


@router.get("/edit")
def edit_page(request: Request, desk: Writer, session: ReadSession, beside: str = "evidence") -> Response:
    """The same with the editor in place of the answer; a plain form where there is no script."""
    context = around(session, desk, beside)
    if context["answer"].text is None:
        raise NotFound
    return _edit(request, context, to_markup(context["answer"].doc), context["answer"].version)


@router.get("/checks")
def checks(request: Request, desk: Reader, session: ReadSession) -> Response:
    """What stands in the tab of checks, as the text is now."""
    context = around(session, desk, "checks")
    if context["answer"].text is None:
        raise NotFound
    return page(request, "assessments/_checks.html", **context)


def _edit(
    request: Request, context: dict[str, Any], typed: str, version: int, status: int = 200, **more: Any
) -> Response:
    known = known_of(context["answer"].cited)
    keeps = keeps_library(context["desk"].actor, context["desk"].place.id)
    own = {"error": "", "changed": None, "mine": "", "may_keep": keeps, **more}
    context = {**context, "editing": True}
    return page(request, "assessments/edit.html", status, typed=typed, version=version, known=known, **own, **context)


def known_of(cited: dict[tuple[str, int], evidence.Cited]) -> list[dict[str, Any]]:
    """What the editor knows of the library from the start."""
    return [
        {"ref": item.ref, "revision": item.revision, "title": item.title, "kind": KINDS[item.kind].lower(),
         "status": item.status, "as_at": item.as_at.isoformat(), "newest": item.newest}
        for item in cited.values()
    ]


@router.post("/plain")
def save_plain(
    request: Request, desk: Writer, session: WriteSession, version: Annotated[int, Form()],
    text: Annotated[str, Form()] = "", conflict: Annotated[bool, Form()] = False, keep: Annotated[str, Form()] = "",
) -> Response:
    """Save the plain form; a refusal or a newer version shows what was typed again, and nothing is saved."""
    if conflict and keep == "theirs":
        return see_other(request, desk.path, "The text stands as the others wrote it. Yours was not saved.")
    if conflict and keep != "merged":
        error = "Choose which text should stand, then save."
        return _edit(request, around(session, desk, "evidence"), text, version, 422, error=error, changed="", mine=text)
    try:
        with session.begin_nested():
            service.save_plain(session, request.app.state.live, desk, version, text)
    except service.TextChanged as newer:
        return _both(request, session, desk, newer, text)
    except CandourError as error:
        return _edit(request, around(session, desk, "evidence"), text, version, error.status, error=error.sentence)
    return see_other(request, desk.path, "Your text is saved.")


def _both(request: Request, session: Session, desk: Desk, newer: service.TextChanged, typed: str) -> Response:
    """What the others changed, and a form that holds both; saving it needs a choice."""
    pairs = sorted({(cite.item, cite.revision) for doc in (newer.before, newer.after) for cite in citations(doc)})
    cite = citer(desk.place.slug, evidence.cited(session, desk.place.id, pairs))
    figures = showing_of(session, desk.place, [newer.before, newer.after], compared=False)
    changed = compare(laid_out(newer.before, figures), laid_out(newer.after, figures), cite)
    context = around(session, desk, "evidence")
    return _edit(
        request, context, newer.merged, newer.version, newer.status, error=newer.sentence, changed=changed, mine=typed
    )


@router.post("/group")
def group(request: Request, desk: Writer, session: WriteSession) -> Response:
    """Answer this statement together with the next one."""
    joined = grouping.group_with_next(session, request.app.state.live, desk)
    told = f"{', '.join(joined.keys[:-1])} and {joined.keys[-1]} are now answered together."
    if joined.agreed_text_stays:
        told += f" {STAYS}"
    return see_other(request, desk.path, told, undo=f"{desk.path}/ungroup")


@router.post("/ungroup")
def ungroup(request: Request, desk: Writer, session: WriteSession) -> Response:
    """Answer each statement of the group on its own again."""
    grouping.ungroup(session, request.app.state.live, desk)
    return see_other(request, desk.path, "Each statement has its own answer again.")


