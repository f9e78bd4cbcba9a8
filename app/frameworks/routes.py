"""Pages that show what a framework asks for."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.accounts.guards import SignedInActor
from app.core.database import ReadSession
from app.core.errors import NotFound
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.frameworks import queries

router = APIRouter(prefix="/frameworks", route_class=GuardedRoute)


@router.get("")
def frameworks(request: Request, actor: SignedInActor, session: ReadSession) -> Response:
    """Every framework that an assessment may be opened from."""
    return page(request, "frameworks/list.html", frameworks=queries.latest(session))


@router.get("/{slug}")
def framework(request: Request, actor: SignedInActor, session: ReadSession, slug: str) -> Response:
    """One framework in full: parts, sections, prompts, guidance and scale."""
    found = queries.latest_by_slug(session, slug)
    if found is None:
        raise NotFound
    scale = queries.latest_scale(session, found.framework.scale)
    return page(request, "frameworks/framework.html", reading=found, framework=found.framework, scale=scale)
