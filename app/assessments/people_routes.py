"""Who writes and who leads what, by when."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.accounts import queries as people
from app.accounts.roles import Role
from app.assessments import queries, service
from app.assessments.forms import Assignment, Wanted, chosen
from app.assessments.guards import OnWhole
from app.assessments.outline import outline
from app.assessments.permissions import Whole, coordinates
from app.core.database import ReadSession, WriteSession
from app.core.errors import CandourError
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import counted, page

router = APIRouter(prefix="/assessments/{authority}/{framework}/{year}/people", route_class=GuardedRoute)
Coordinator = Annotated[Whole, Depends(OnWhole(coordinates))]
Keys = Annotated[list[str] | None, Form()]


def _people_page(
    request: Request, whole: Whole, session: Session, typed: Assignment, error: str = "", status: int = 200
) -> Response:
    lines = queries.lines(session, whole.id)
    members: list[Any] = [one for one in people.members(session, whole.place.id) if not one.disabled_at]
    return page(
        request, "assessments/people.html", status, whole=whole, lines=lines, typed=typed, error=error,
        parts=outline(whole.reading, lines, Wanted()),
        authors=[one for one in members if {Role.AUTHOR, Role.LEAD} & set(one.roles)],
        leads=[one for one in members if Role.LEAD in one.roles],
    )


@router.get("")
def people_page(request: Request, whole: Coordinator, session: ReadSession) -> Response:
    """Everything with its author, lead and date, and the form that changes them in bulk."""
    return _people_page(request, whole, session, Assignment())


@router.post("")
def assign(
    request: Request, whole: Coordinator, session: WriteSession, prompts: Keys = None, sections: Keys = None,
    author: Annotated[str, Form()] = "", lead: Annotated[str, Form()] = "",
    due_on: Annotated[str, Form()] = "", clear_due: Annotated[bool, Form()] = False,
) -> Response:
    """Assign what was ticked; a refusal shows the form again as it was filled in."""
    typed = Assignment(tuple(prompts or ()), tuple(sections or ()), author, lead, due_on, clear_due)
    try:
        keys = chosen(typed.prompts, typed.sections, queries.lines(session, whole.id))
        count = service.assign(
            session, whole.actor, whole.assessment, whole.address, keys, typed.author_id, typed.lead_id, typed.due
        )
    except CandourError as error:
        return _people_page(request, whole, session, typed, error.sentence, error.status)
    return see_other(request, f"{whole.address.path}/people", f"{counted(count, 'item')} assigned.")
