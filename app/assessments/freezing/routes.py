"""The sign-off page: what stands in the way, the declaration, and the signature."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.assessments.freezing import queries, service
from app.assessments.freezing.content import content_hash, content_of, differs_in_figures_alone
from app.assessments.freezing.rules import DECLARATION, obstacles
from app.assessments.guards import OnWhole
from app.assessments.permissions import Whole, coordinates, directs, reads_drafts
from app.assessments.queries import lines
from app.core.database import ReadSession, WriteSession
from app.core.errors import CandourError
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page

router = APIRouter(prefix="/assessments/{authority}/{framework}/{year}", route_class=GuardedRoute)
Reader = Annotated[Whole, Depends(OnWhole(reads_drafts))]
Director = Annotated[Whole, Depends(OnWhole(directs))]
Coordinator = Annotated[Whole, Depends(OnWhole(coordinates))]


def _sign_off(request: Request, whole: Whole, session: Session, error: str = "", status: int = 200) -> Response:
    frozen = queries.frozen_of(session, whole.id)
    content = content_of(session, whole.assessment)
    sha256 = content_hash(content)
    standing = lines(session, whole.id)
    last = frozen[0].frozen if frozen and frozen[0].sign_off else None
    signed = last is not None and last.sha256 == sha256
    figures_moved = last is not None and not signed and differs_in_figures_alone(last.content, content)
    return page(
        request, "assessments/sign_off.html", status, whole=whole, frozen=frozen, sha256=sha256, error=error,
        obstacles=obstacles(standing), settled=sum(line.settled for line in standing), total=len(standing),
        signed=signed, figures_moved=figures_moved, has_pack="data_pack" in content, declaration=DECLARATION,
        is_director=directs(whole.actor, whole), may_freeze=coordinates(whole.actor, whole),
        drafted=queries.drafted_by(session, whole.id, whole.actor.person_id) if directs(whole.actor, whole) else [],
    )


@router.get("/sign-off")
def sign_off_page(request: Request, whole: Reader, session: ReadSession) -> Response:
    """What still stands in the way, and the panel where the director signs."""
    return _sign_off(request, whole, session)


@router.post("/sign-off")
def sign_off(
    request: Request, whole: Director, session: WriteSession, sha256: Annotated[str, Form()],
    password: Annotated[str, Form()] = "", declared: Annotated[bool, Form()] = False,
) -> Response:
    """Sign exactly what was read."""
    try:
        service.sign_off(session, whole, sha256, password, declared)
    except CandourError as error:
        session.rollback()
        return _sign_off(request, whole, session, error.sentence, error.status)
    return see_other(request, f"{whole.address.path}/documents", "Signed off. Make the signed document here.")


@router.post("/freeze")
def freeze(request: Request, whole: Coordinator, session: WriteSession) -> Response:
    """Freeze the assessment as it stands, without a signature."""
    try:
        frozen = service.freeze(session, whole)
    except CandourError as error:
        session.rollback()
        return _sign_off(request, whole, session, error.sentence, error.status)
    return see_other(request, f"{whole.address.path}/sign-off", f"Revision {frozen.number} is frozen as it stands.")
