"""The released revision as it reads: its contents, and its sections at reading width; frozen content alone."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.core.database import ReadSession
from app.core.errors import NotFound
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.reviews.annotations.beside import annotations_for
from app.reviews.rating.guards import OnRecord
from app.reviews.rating.panel import rating_for
from app.reviews.releases.frozen import content_of, evidence_of, heading, sections_of, told, unanswered
from app.reviews.releases.permissions import Reading
from app.reviews.rounds.permissions import decides_part

router = APIRouter(prefix="/reviews/released/{authority}/{framework}/{year}", route_class=GuardedRoute)
Reader = Annotated[Reading, Depends(OnRecord(text=True))]


@router.get("")
def released(request: Request, reading: Reader, session: ReadSession) -> Response:
    """What was released, by whom, with which hash, signed or not, and its sections."""
    content = content_of(session, reading)
    return page(request, "reviews/released.html", reading=reading, content=content,
                sections=list(sections_of(content)),
                unanswered=unanswered, decides=decides_part(reading.actor, reading.place.id))


@router.get("/sections/{section}")
def section_page(request: Request, reading: Reader, session: ReadSession, section: str) -> Response:
    """One section, its answers one under the other, with the evidence that it cites."""
    content = content_of(session, reading)
    sections = list(sections_of(content))
    at = next((place for place, one in enumerate(sections) if one.key == section), None)
    if at is None:
        raise NotFound
    evidence = evidence_of(content)
    return page(
        request, "reviews/section.html", reading=reading, content=content, section=sections[at],
        cited=evidence.cited_in(sections[at]), told=told, heading=heading, unanswered=unanswered,
        **annotations_for(session, reading, sections[at], evidence),
        before=sections[at - 1] if at else None, after=sections[at + 1] if at + 1 < len(sections) else None,
        rating=rating_for(session, reading, section),
    )
