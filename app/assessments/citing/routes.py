"""The library's list, one item with where it is cited, and the claims that cite nothing."""

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import Response

from app.accounts.guards import InAuthority, Standing
from app.assessments.citing import queries, service
from app.assessments.citing.asking import letters
from app.assessments.citing.rules import GAPS, Wanted, is_overdue
from app.assessments.finding.queries import replacement_of
from app.assessments.finding.routes import told
from app.assessments.finding.service import writable
from app.assessments.finding.undoing import put_back
from app.assessments.guards import OnWhole
from app.assessments.permissions import Whole, drafts
from app.core.database import ReadSession, WriteSession
from app.core.errors import Conflict
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import counted, page
from app.evidence.passages.queries import inside, readings_of
from app.evidence.permissions import keeps_library, reads_library
from app.evidence.queries import item_at, revisions_of
from app.evidence.queries import library as library_of
from app.evidence.rules import KINDS, SENSITIVITIES, STATUSES, choices

router = APIRouter(prefix="/evidence/{authority}", route_class=GuardedRoute)
whole_router = APIRouter(
    prefix="/assessments/{authority}/{framework}/{year}/citations/{ref}", route_class=GuardedRoute
)
Drafter = Annotated[Whole, Depends(OnWhole(drafts))]
STATES = {
    "moved": "Found at another place", "changed": "The place says something else now",
    "partly": "Not all of it can be compared", "lost": "Not found",
    "unread": "Cannot be compared", "kept": "Says the same",
}
Reader = Annotated[Standing, Depends(InAuthority(reads_library))]


def _keeps(standing: Standing) -> bool:
    return keeps_library(standing.actor, standing.place.id)


@router.get("")
def library(
    request: Request, standing: Reader, session: ReadSession,
    q: str = "", kind: str = "", status: str = "", show: str = "",
) -> Response:
    """Every item, what is amiss first."""
    wanted, shelves = Wanted(q[:200], kind, status, show), queries.shelves(session, standing.place.id)
    hits = inside(session, standing.place.id, wanted.q)
    kept = [one for one in shelves if wanted.keeps(one, hits)]
    groups = [(gap, [one for one in kept if one.gap == gap]) for gap in (*GAPS, "")]
    return page(
        request, "evidence/library.html", standing=standing, wanted=wanted, total=len(shelves), kept=kept,
        groups=[group for group in groups if group[1]], gaps=GAPS, kinds=KINDS, statuses=STATUSES,
        sensitivities=SENSITIVITIES, choices=choices, may_keep=_keeps(standing), hits=hits,
        uncited=queries.count_uncited(session, standing.place),
    )


@router.get("/claims")
def claims(request: Request, standing: Reader, session: ReadSession, section: str = "") -> Response:
    """Every claim of the current assessments that cites nothing, answer by answer."""
    found = queries.claims_uncited(session, standing.place)
    kept = [one for one in found if section in ("", one.spot.section_value)]
    assessments = [(spot, list(group)) for spot, group in groupby(kept, key=lambda one: one.spot.address)]
    return page(
        request, "evidence/claims.html", standing=standing, assessments=assessments, section=section,
        sections=[{"value": value, "text": text} for value, text in queries.chapters(found)],
        shown=sum(len(one.claims) for one in kept), total=sum(len(one.claims) for one in found),
        items=len(library_of(session, standing.place.id)),
    )


@router.get("/owners")
def owners(request: Request, standing: Reader, session: ReadSession) -> Response:
    """What to ask whom about items that may no longer hold."""
    shelves = queries.shelves(session, standing.place.id)
    return page(
        request, "evidence/owners.html", standing=standing, letters=letters(shelves, standing.place.name),
        items=len(shelves), uncited=queries.count_uncited(session, standing.place),
    )


@router.get("/{ref}")
def item_page(request: Request, standing: Reader, session: ReadSession, ref: str) -> Response:
    """One item: what it is, its revisions and every place that cites it."""
    item = item_at(session, standing.place.id, ref)
    assert item.id is not None
    cited, revisions = queries.cited_at(session, standing.place, item), revisions_of(session, item)
    movable = [one for one in cited if one.cites_before(revisions[0].number)]
    keys = {one.spot.path: one.spot.written_by(standing.actor, standing.place.id) for one in movable}
    assessments = [(address, list(group)) for address, group in groupby(cited, key=lambda one: one.spot.address)]
    return page(
        request, "evidence/item.html", standing=standing, item=item, revisions=revisions,
        keys=keys, overdue=is_overdue(item),
        assessments=assessments, kinds=KINDS, sensitivities=SENSITIVITIES, may_keep=_keeps(standing),
        readings=readings_of(session, item.id), times=sum(len(one.passages) for one in cited), answers=len(cited),
    )


@dataclass(frozen=True)
class Asked:
    """The answers that are to cite a revision; `back` is the prompt from whose page it was asked, if from one."""

    revision: int
    keys: tuple[str, ...]
    back: str

    @property
    def query(self) -> str:
        """The same in an address."""
        return urlencode([("revision", self.revision), *(("keys", key) for key in self.keys), ("back", self.back)])


def _asked_in_address(
    revision: Annotated[int, Query(ge=1)], keys: Annotated[list[str] | None, Query()] = None, back: str = ""
) -> Asked:
    return Asked(revision, tuple(keys or ()), back)


def _asked_in_form(
    revision: Annotated[int, Form(ge=1)] = 1, keys: Annotated[list[str] | None, Form()] = None,
    back: Annotated[str, Form()] = "",
) -> Asked:
    return Asked(revision, tuple(keys or ()), back)


async def _choices(request: Request) -> dict[str, str]:
    """What was chosen for each citation, by its name; how many there are depends on the answers."""
    form = await request.form()
    return {name: value for name, value in form.items() if name.startswith("move-") and isinstance(value, str)}


@whole_router.get("")
def moving_page(
    request: Request, whole: Drafter, session: ReadSession, ref: str,
    asked: Annotated[Asked, Depends(_asked_in_address)],
) -> Response:
    """What the newer revision says where these answers cite an earlier one, and what is to become of each citation."""
    writable(session, whole, asked.keys)
    found = queries.moving(session, whole, ref, asked.revision, asked.keys)
    grouped = [(state, [one for one in found if one.followed.state == state]) for state in STATES]
    return page(
        request, "evidence/moving.html", whole=whole, ref=ref, asked=asked, states=STATES,
        groups=[group for group in grouped if group[1]], back=_back(whole, ref, asked.back),
    )


@whole_router.post("")
def move(
    request: Request, whole: Drafter, session: WriteSession, ref: str, asked: Annotated[Asked, Depends(_asked_in_form)],
    choices: Annotated[dict[str, str], Depends(_choices)],
) -> Response:
    """Let these answers cite this revision; where it does not say the same, the person is asked before."""
    writable(session, whole, asked.keys)
    path = f"{whole.address.path}/citations/{ref}"
    if not choices and any(not one.is_kept for one in queries.moving(session, whole, ref, asked.revision, asked.keys)):
        return see_other(request, f"{path}?{asked.query}")
    outcome = service.move_citations(session, request.app.state.live, whole, ref, asked.revision, asked.keys, choices)
    undo = f"{path}/{outcome.id}/undo?back={quote(asked.back)}" if outcome.id else ""
    words = told(replace(outcome, left=0), f"Revision {asked.revision} of {ref} is now cited in")
    if outcome.left:
        words += f" {counted(outcome.left, 'citation stays', 'citations stay')} at an earlier revision."
    return see_other(request, _back(whole, ref, asked.back), words, kind="success" if undo else "info", undo=undo)


@whole_router.post("/{replacement_id}/undo")
def move_back(
    request: Request, whole: Drafter, session: WriteSession, ref: str, replacement_id: int, back: str = ""
) -> Response:
    """Cite what was cited before, where nobody has changed the citation since."""
    replacement = replacement_of(session, whole, replacement_id)
    try:
        outcome = put_back(session, request.app.state.live, whole, replacement)
    except Conflict as conflict:
        return see_other(request, _back(whole, ref, back), conflict.sentence, kind="error")
    return see_other(request, _back(whole, ref, back), told(outcome, "Put back in"))


def _back(whole: Whole, ref: str, key: str) -> str:
    """The page of the prompt where it is one of these, else that of the item."""
    prompt = f"{whole.address.path}/prompts/{key}"
    return prompt if key in whole.reading.prompts else f"/evidence/{whole.place.slug}/{ref}"
