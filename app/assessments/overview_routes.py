"""My work, the list of assessments, opening one, its overview, its sections, and who does what."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.accounts import queries as people
from app.accounts.guards import InAuthority, SignedInActor, Standing
from app.accounts.models import Authority
from app.accounts.roles import Role
from app.assessments import queries, service
from app.assessments.address import Address
from app.assessments.forms import Wanted, chosen, due_or_keep, is_overdue, person_or_keep
from app.assessments.freezing.queries import frozen_of
from app.assessments.guards import OnWhole
from app.assessments.permissions import Whole, agrees_line, coordinates, opens_assessments, reads_drafts
from app.assessments.reading import answers_in, shown
from app.assessments.texts.queries import recovered_of
from app.assessments.work import waiting_for
from app.core.database import ReadSession, WriteSession
from app.core.errors import CandourError, NotFound
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.frameworks.queries import latest, latest_by_slug, reading

router = APIRouter(route_class=GuardedRoute)
WHOLE = "/assessments/{authority}/{framework}/{year}"
Reader = Annotated[Whole, Depends(OnWhole(reads_drafts))]
Coordinator = Annotated[Whole, Depends(OnWhole(coordinates))]
Opener = Annotated[Standing, Depends(InAuthority(opens_assessments))]


@router.get("/")
def my_work(request: Request, actor: SignedInActor, session: ReadSession) -> Response:
    """What waits for the person, by date, and how far their assessments have come."""
    items = waiting_for(session, actor)
    prompts = {item.version_id: reading(session, item.version_id).prompts for item in items}
    return page(
        request, "assessments/my_work.html", items=items, prompts=prompts,
        assessments=queries.assessments_of(session, actor), may_open=_may_open(actor),
        recovered=[one for one in recovered_of(session, actor.person_id) if one.row.restored_at is None],
    )


def _may_open(actor: SignedInActor) -> str:
    """The authority in which the actor may open an assessment, if any."""
    return next((place.slug for place in actor.places if actor.has(place.id, Role.COORDINATOR)), "")


@router.get("/assessments")
def assessments(request: Request, actor: SignedInActor, session: ReadSession) -> Response:
    """Every assessment of the person's authorities."""
    found = queries.assessments_of(session, actor)
    return page(request, "assessments/list.html", assessments=found, may_open=_may_open(actor))


@router.get("/assessments/{authority}/open")
def open_page(request: Request, standing: Opener, session: ReadSession) -> Response:
    """The form that opens a year's assessment."""
    return page(request, "assessments/open.html", standing=standing, frameworks=latest(session), error="", typed={})


@router.post("/assessments/{authority}/open")
def open_assessment(
    request: Request, standing: Opener, session: WriteSession,
    framework: Annotated[str, Form()] = "", year: Annotated[str, Form()] = "",
) -> Response:
    """Open it and go to its overview."""
    try:
        address = _opened(session, standing, framework, year)
    except CandourError as error:
        typed = {"framework": framework, "year": year}
        return page(request, "assessments/open.html", error.status, standing=standing, frameworks=latest(session),
                    error=error.sentence, typed=typed)
    return see_other(request, address.path, "The assessment is open. Next, assign authors and leads.")


def _opened(session: Session, standing: Standing, framework: str, year: str) -> Address:
    view, authority = latest_by_slug(session, framework), session.get(Authority, standing.place.id)
    address = service.checked_address(standing.place.slug, framework, year)
    if view is None or authority is None:
        raise NotFound("Choose a framework from the list.")
    service.open_assessment(session, standing.actor, authority, view, address.year)
    return address


@router.get(WHOLE)
def overview(
    request: Request, whole: Reader, session: ReadSession, state: str = "", person: str = "", show: str = ""
) -> Response:
    """Parts and sections, and every prompt's state, person, date, words and uncited claims."""
    wanted, lines = Wanted(state, person, show), queries.lines(session, whole.id)
    return page(
        request, "assessments/overview.html", whole=whole, lines=lines, wanted=wanted, is_overdue=is_overdue,
        kept=[line for line in lines if wanted.keeps(line)], people=people.members(session, whole.place.id),
        frozen=frozen_of(session, whole.id), may_assign=coordinates(whole.actor, whole),
    )


@router.get(WHOLE + "/sections/{section}")
def section_page(request: Request, whole: Reader, session: ReadSession, section: str) -> Response:
    """A section's answers one under the other, as the document will read."""
    if section not in whole.reading.sections:
        raise NotFound
    answers = answers_in(session, whole, section)
    keys = list(whole.reading.sections)
    at = keys.index(section)
    return page(
        request, "assessments/section.html", whole=whole, section=whole.reading.sections[section], answers=answers,
        shown=shown, may_agree=agrees_line, before=whole.reading.sections[keys[at - 1]] if at else None,
        after=whole.reading.sections[keys[at + 1]] if at + 1 < len(keys) else None,
    )


def _people_page(request: Request, whole: Whole, session: Session, error: str = "", status: int = 200) -> Response:
    return page(
        request, "assessments/people.html", status, whole=whole, lines=queries.lines(session, whole.id), error=error,
        people=[one for one in people.members(session, whole.place.id) if not one.disabled_at], is_overdue=is_overdue,
    )


@router.get(WHOLE + "/people")
def people_page(request: Request, whole: Coordinator, session: ReadSession) -> Response:
    """Who writes and who leads what by when, with the form that changes it in bulk."""
    return _people_page(request, whole, session)


@router.post(WHOLE + "/people")
def assign(
    request: Request, whole: Coordinator, session: WriteSession,
    prompts: Annotated[list[str] | None, Form()] = None, sections: Annotated[list[str] | None, Form()] = None,
    author: Annotated[str, Form()] = "", lead: Annotated[str, Form()] = "",
    due_on: Annotated[str, Form()] = "", clear_due: Annotated[bool, Form()] = False,
) -> Response:
    """Assign what was chosen."""
    try:
        keys = chosen(prompts or [], sections or [], queries.lines(session, whole.id))
        count = service.assign(
            session, whole.actor, whole.assessment, whole.address, keys,
            person_or_keep(author), person_or_keep(lead), due_or_keep(due_on, clear_due),
        )
    except CandourError as error:
        return _people_page(request, whole, session, error.sentence, error.status)
    return see_other(request, f"{whole.address.path}/people", f"{count} assigned.")
