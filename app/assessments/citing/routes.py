"""The library's list, one item with where it is cited, and the claims that cite nothing."""

from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.accounts.guards import InAuthority, Standing
from app.assessments.citing import queries
from app.assessments.citing.rules import GAPS, Wanted
from app.core.database import ReadSession
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.evidence.passages.queries import inside, readings_of
from app.evidence.permissions import keeps_library, reads_library
from app.evidence.queries import item_at, revisions_of
from app.evidence.queries import library as library_of
from app.evidence.rules import KINDS, SENSITIVITIES, STATUSES, choices

router = APIRouter(prefix="/evidence/{authority}", route_class=GuardedRoute)
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


@router.get("/{ref}")
def item_page(request: Request, standing: Reader, session: ReadSession, ref: str) -> Response:
    """One item: what it is, its revisions and every place that cites it."""
    item = item_at(session, standing.place.id, ref)
    assert item.id is not None
    cited = queries.cited_at(session, standing.place, item)
    assessments = [(address, list(group)) for address, group in groupby(cited, key=lambda one: one.spot.address)]
    return page(
        request, "evidence/item.html", standing=standing, item=item, revisions=revisions_of(session, item),
        assessments=assessments, kinds=KINDS, sensitivities=SENSITIVITIES, may_keep=_keeps(standing),
        readings=readings_of(session, item.id), times=sum(len(one.passages) for one in cited), answers=len(cited),
    )
