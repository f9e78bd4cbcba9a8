"""An assessment as a whole, and its sections one by one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.accounts import queries as people
from app.assessments import queries
from app.assessments.budgets.rules import budgets_of
from app.assessments.forms import Wanted
from app.assessments.freezing.queries import frozen_of
from app.assessments.guards import OnWhole
from app.assessments.outline import outline, words_in
from app.assessments.permissions import Whole, coordinates, reads_drafts, writes_line
from app.assessments.proposals.queries import open_counts
from app.assessments.reading import answers_in, shown, to_agree
from app.core.database import ReadSession
from app.core.errors import NotFound
from app.core.permission import GuardedRoute
from app.core.templating import page

router = APIRouter(prefix="/assessments/{authority}/{framework}/{year}", route_class=GuardedRoute)
Reader = Annotated[Whole, Depends(OnWhole(reads_drafts))]


@router.get("")
def overview(
    request: Request, whole: Reader, session: ReadSession, state: str = "", person: str = "", show: str = "",
    detail: str = "",
) -> Response:
    """Parts and sections, and every prompt's state, person, date, words and uncited claims."""
    wanted, lines = Wanted(state, person, show), queries.lines(session, whole.id)
    return page(
        request, "assessments/overview.html", whole=whole, lines=lines, wanted=wanted,
        parts=outline(whole.reading, lines, wanted, budgets_of(whole.assessment)),
        kept=sum(wanted.keeps(line) for line in lines),
        people=people.members(session, whole.place.id), frozen=frozen_of(session, whole.id),
        may_assign=coordinates(whole.actor, whole), words=words_in(lines), unfolded=wanted.narrows or detail == "all",
    )


@router.get("/sections/{section}")
def section_page(request: Request, whole: Reader, session: ReadSession, section: str) -> Response:
    """A section's answers one under the other, as the document will read."""
    if section not in whole.reading.sections:
        raise NotFound
    answers = answers_in(session, whole, section)
    suggested = open_counts(session, [answer.text.id for answer in answers if answer.text and answer.text.id])
    keys = list(whole.reading.sections)
    at = keys.index(section)
    return page(
        request, "assessments/section.html", whole=whole, section=whole.reading.sections[section], answers=answers,
        shown=shown, suggested=suggested, to_agree=to_agree(whole, answers), writes_line=writes_line,
        part=whole.reading.part_of[section], before=whole.reading.sections[keys[at - 1]] if at else None,
        after=whole.reading.sections[keys[at + 1]] if at + 1 < len(keys) else None,
    )
