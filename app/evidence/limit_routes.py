"""The page of the settings where an administrator says how large a file of the evidence library may be.

It also tells how many of the files have been read for search by the rules of this version.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.accounts.guards import InAuthority, Standing, administers
from app.core.database import ReadSession, WriteSession
from app.core.errors import CandourError
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.evidence.passages.again import how_far
from app.evidence.queries import largest_file
from app.evidence.rules import read_megabytes
from app.evidence.service import set_limit
from app.evidence.uploads import Gate

router = APIRouter(prefix="/settings/{authority}/files", route_class=GuardedRoute)
Administrator = Annotated[Standing, Depends(InAuthority(administers))]


def _page(
    request: Request, standing: Standing, session: Session, typed: str | None = None, error: str = "",
    status: int = 200,
) -> Response:
    gate: Gate = request.app.state.gate
    set_to = largest_file(session, standing.place.id)
    seen = "" if set_to is None else str(set_to)
    return page(
        request, "evidence/limit.html", status, standing=standing, seen=seen, typed=seen if typed is None else typed,
        error=error, most=gate.megabytes, now=gate.up_to(set_to).megabytes,
        read=how_far(session, standing.place.id),
    )


@router.get("")
def limit_page(request: Request, standing: Administrator, session: ReadSession) -> Response:
    """The limit in a field, beside what the server takes."""
    return _page(request, standing, session)


@router.post("")
def save(
    request: Request, standing: Administrator, session: WriteSession,
    megabytes: Annotated[str, Form()] = "", seen: Annotated[str, Form()] = "",
) -> Response:
    """Save the limit; what was typed stands again where it cannot be, or where somebody else saved first."""
    gate: Gate = request.app.state.gate
    try:
        set_limit(session, standing.actor, standing.place.id, read_megabytes(megabytes, gate.whole_megabytes), seen)
    except CandourError as error:
        return _page(request, standing, session, megabytes, error.sentence, error.status)
    return see_other(request, f"/settings/{standing.place.slug}/files", "The largest file is saved.")
