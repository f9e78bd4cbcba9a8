"""The page of coverage: a table of statements by kinds of evidence."""

from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.assessments.coverage.queries import coverage
from app.assessments.coverage.rules import GAPS, STRENGTHS, kinds_never_cited, measured_on
from app.assessments.guards import OnWhole
from app.assessments.permissions import Whole, coordinates, reads_drafts
from app.core.clock import today
from app.core.database import ReadSession
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.evidence.rules import KINDS, choices

router = APIRouter(prefix="/assessments/{authority}/{framework}/{year}/coverage", route_class=GuardedRoute)
Reader = Annotated[Whole, Depends(OnWhole(reads_drafts))]


@router.get("")
def coverage_page(
    request: Request, whole: Reader, session: ReadSession, section: str = "", show: str = "", annex_m: bool = False
) -> Response:
    """What each statement rests on, narrowed down by the filter in the address."""
    rows, on = coverage(session, whole), measured_on(whole.assessment.year, today())
    kept = [
        row for row in rows
        if section in ("", row.section.key) and (not show or show in row.gaps) and (row.annex_m or not annex_m)
    ]
    sections = list({row.section.key: row.section for row in rows}.values())
    return page(
        request, "assessments/coverage.html", whole=whole, kinds=KINDS, strengths=STRENGTHS, gaps=GAPS, total=len(rows),
        kept=kept, groups=[(key, list(group)) for key, group in groupby(kept, key=lambda row: row.section)],
        section=section, show=show, annex_m=annex_m, sections=sections, choices=choices,
        counts={gap: sum(gap in row.gaps for row in rows) for gap in GAPS}, missing=kinds_never_cited(rows),
        on=on, past=on < today(), coordinator=coordinates(whole.actor, whole),
    )
