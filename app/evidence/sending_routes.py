"""Sending a large file in pieces, before the form that it belongs to is saved.

The shape is that of the IETF's draft "Resumable Uploads for HTTP" (draft-ietf-httpbis-resumable-upload): announce the
file with its size, send pieces each with its `Upload-Offset`, and after a break ask for the offset and go on. Every
change is a POST here, as everywhere in this program, where the draft has PATCH and DELETE: some proxies let nothing
else through.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from app.accounts.guards import InAuthority, Standing
from app.core.arrivals import Announced, Arrival, Arrivals, OutOfStep
from app.core.database import WriteSession
from app.core.errors import Refused
from app.core.permission import GuardedRoute
from app.evidence.errors import FileRefused, Infected
from app.evidence.guards import gate_of
from app.evidence.permissions import keeps_library
from app.evidence.service import tell_infected
from app.evidence.uploads import clean_name

router = APIRouter(prefix="/evidence/{authority}/uploads", route_class=GuardedRoute)
Keeper = Annotated[Standing, Depends(InAuthority(keeps_library))]
SMALLEST_PIECE, LARGEST_PIECE = 64 * 1024, 4 * 1024 * 1024  # bytes; the last piece may be smaller
WRONG_SIZE = "A piece of the file is of no size that is taken here. Reload the page and choose the file again."
OFFSET = "upload-offset"


class Announcement(BaseModel):
    """A file that is going to be sent: its name, size in bytes, and SHA-256 in small hexadecimal digits."""

    name: str = Field(min_length=1, max_length=1_000)
    size: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


def _arrivals(request: Request) -> Arrivals:
    arrivals: Arrivals = request.app.state.arrivals
    return arrivals


def _arrival(request: Request, standing: Standing, key: str) -> Arrival:
    """A file that this person is sending here; anybody else's is not told."""
    return _arrivals(request).find(standing.actor.person_id, standing.place.id, key)


def _at(offset: int, status: int = 200, **more: str | int) -> Response:
    return JSONResponse({**more, "offset": offset}, status, {OFFSET: str(offset)})


@router.post("")
def announce(request: Request, standing: Keeper, sent: Announcement) -> Response:
    """Begin a file, or go on with it where some of it is here; refused at once where it is too large."""
    gate_of(request, standing).check_size(sent.size)
    announced = Announced(clean_name(sent.name), sent.size, sent.sha256, standing.place.id)
    arrival = _arrivals(request).begin(standing.actor.person_id, announced)
    answer = _at(arrival.offset, 201, key=arrival.key)
    answer.headers["location"] = f"{request.url.path}/{arrival.key}"
    return answer


@router.get("/{upload}")
def offset(request: Request, standing: Keeper, upload: str) -> Response:
    """How much of a file has arrived, in bytes."""
    return _at(_arrival(request, standing, upload).offset)


@router.post("/{upload}")
async def add_piece(
    request: Request, standing: Keeper, upload: str, begins: Annotated[int, Header(alias=OFFSET)] = -1
) -> Response:
    """Take the next piece; 409 with the right offset where it is not the next one."""
    arrival = _arrival(request, standing, upload)
    piece = await _piece(request)
    if len(piece) < min(SMALLEST_PIECE, arrival.announced.size - begins):
        raise Refused(WRONG_SIZE)
    try:
        return _at(await run_in_threadpool(arrival.add, begins, piece))
    except OutOfStep as step:
        return _at(step.offset, step.status, error=step.sentence)


async def _piece(request: Request) -> bytes:
    piece = bytearray()
    async for chunk in request.stream():
        piece += chunk
        if len(piece) > LARGEST_PIECE:
            raise Refused(WRONG_SIZE)
    return bytes(piece)


@router.post("/{upload}/check")
def check(request: Request, standing: Keeper, session: WriteSession, upload: str) -> Response:
    """Check a file that has arrived whole, as one that a form sends; where it is refused nothing is left of it."""
    arrival = _arrival(request, standing, upload)
    if not arrival.whole:
        return _at(arrival.offset, OutOfStep.status)
    try:
        gate_of(request, standing).check_arrived(arrival)
    except FileRefused as refusal:
        if isinstance(refusal, Infected):
            tell_infected(session, standing.actor, standing.place.id, arrival.announced.name, refusal.found)
        return JSONResponse({"error": refusal.sentence}, refusal.status)
    return _at(arrival.offset)


@router.post("/{upload}/cancel")
def cancel(request: Request, standing: Keeper, upload: str) -> Response:
    """Forget a file; nothing is left of it."""
    _arrival(request, standing, upload).forget()
    return Response(status_code=204)
