"""The rows of a register live: cells up by POST as they are typed, everybody's changes down by a stream of events."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, Field, ValidationError
from sqlmodel import Session
from starlette.responses import JSONResponse, Response, StreamingResponse

from app.assessments.guards import Changing, ChangingPrompt, OnPrompt
from app.assessments.models import Response as Answer
from app.assessments.permissions import Desk, reads_drafts, writes
from app.assessments.registers import cells, service
from app.assessments.registers.models import RegisterRow
from app.assessments.writing.live import AGAIN, Event, Live
from app.core.database import ReadSession, database_of
from app.core.errors import NotFound, Refused
from app.core.json_bodies import json_of
from app.core.permission import GuardedRoute

router = APIRouter(
    prefix="/assessments/{authority}/{framework}/{year}/prompts/{prompt}/register", route_class=GuardedRoute
)
Reader = Annotated[Desk, Depends(OnPrompt(reads_drafts))]
Writer = Annotated[Desk, Depends(OnPrompt(writes))]
ChangedPrompt = Annotated[Changing, Depends(ChangingPrompt(writes))]
KEEP_ALIVE_SECONDS = 15
HERE = "here"
LOOK = Event(AGAIN, {})
STATUS = {"saved": 200, "changed": 409, "removed": 410}
NAME = Field(min_length=1, max_length=80, pattern=r"^[\w.-]+$")


class Sent(BaseModel):
    """A cell as it is typed."""

    row: int
    cell: str = Field(max_length=200)
    version: int = Field(ge=0)
    text: str = Field(max_length=200_000)
    name: str = NAME
    exact: bool = False


class Begun(BaseModel):
    """The first words of a new row, which the browser has given a name."""

    name: str = NAME
    cells: dict[str, Annotated[str, Field(max_length=200_000)]] = Field(max_length=100)


class Act(BaseModel):
    """What to do with a row as a whole."""

    act: Literal["remove", "restore", "up", "down"]


class Here(BaseModel):
    """Where somebody is: in a row and cell, or nowhere."""

    client: str = NAME
    row: int | None = None
    cell: str = Field(default="", max_length=200)
    asks: bool = False


def tell(request: Request, session: Session, desk: Desk) -> None:
    """Wake everybody who looks at the register, once its change is on disk; they read what is new themselves."""
    live: Live = request.app.state.live
    service.tell(session, live, desk.prompt.response_id)


def _register(session: Session, desk: Desk) -> Answer:
    answer = session.get(Answer, desk.prompt.response_id)
    if answer is None or answer.kind != "register":
        raise NotFound
    return answer


@router.get("/state")
def state(desk: Reader, session: ReadSession) -> dict[str, Any]:
    """The rows with the version of each cell."""
    return cells.whole(session, _register(session, desk))


async def _changing(
    request: Request, prompt: Changing, kind: type[BaseModel], work: Callable[[Session, Desk, Any], Any]
) -> Any:
    """Make a change that the body asks for; refused where it cannot be read, once it is known who asks."""
    body = await json_of(request)

    def make(session: Session, desk: Desk) -> Any:
        try:
            sent = kind.model_validate_json(body)
        except ValidationError as error:
            raise Refused("This change cannot be read. Reload the page; your words are kept.") from error
        done = work(session, desk, sent)
        tell(request, session, desk)
        return done

    return await prompt.make(make)


@router.post("/cell")
async def save_cell(request: Request, prompt: ChangedPrompt) -> Response:
    """Save a cell: 200 with what it says now, 409 where somebody has to choose, 410 where its row was removed."""

    def work(session: Session, desk: Desk, sent: Sent) -> cells.Cell:
        typed = cells.Typed(sent.row, sent.cell, sent.version, sent.text, sent.name, sent.exact)
        return cells.save_cell(session, desk, typed)

    found: cells.Cell = await _changing(request, prompt, Sent, work)
    return JSONResponse(asdict(found), STATUS[found.outcome])


@router.post("/rows")
async def begin_row(request: Request, prompt: ChangedPrompt) -> Response:
    """Add a row with its first words; asked for twice, it is there once."""

    def work(session: Session, desk: Desk, begun: Begun) -> dict[str, Any]:
        return _row(service.begin_row(session, desk, begun.cells, begun.name))

    return JSONResponse(await _changing(request, prompt, Begun, work))


@router.post("/rows/{row_id}")
async def act(request: Request, prompt: ChangedPrompt, row_id: int) -> Response:
    """Remove a row, put it back, or move it."""

    def work(session: Session, desk: Desk, wanted: Act) -> dict[str, Any]:
        return _row(_do(session, desk, row_id, wanted.act))

    return JSONResponse(await _changing(request, prompt, Act, work))


def _do(session: Session, desk: Desk, row_id: int, wanted: str) -> RegisterRow:
    if wanted == "remove":
        return service.remove_row(session, desk, row_id)
    if wanted == "restore":
        return service.put_back_row(session, desk, row_id)
    return service.move_row(session, desk, row_id, down=wanted == "down")


def _row(row: RegisterRow) -> dict[str, Any]:
    return {**cells.shown(row), "removed": row.removed_at is not None}


@router.post("/here")
async def here(request: Request, desk: Writer, at: Here) -> Response:
    """Tell the others where somebody is; nothing of it is kept."""
    live: Live = request.app.state.live
    live.publish(service.topic(desk.prompt.response_id), {**at.model_dump(), "by": desk.actor.name}, HERE)
    return Response(status_code=204)


@router.get("/events")
async def events(
    request: Request, desk: Reader, since: int = 0, last_event_id: Annotated[str, Header()] = ""
) -> StreamingResponse:
    """A stream of what changes, beginning right after `since` or the last event that the browser had."""
    start = int(last_event_id) if last_event_id.isdecimal() else since
    await database_of(request).near(lambda session: _register(session, desk))
    stream = _stream(request, desk.prompt.response_id, start)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"x-accel-buffering": "no"})


async def _stream(request: Request, response_id: int, known: int) -> AsyncIterator[str]:
    live: Live = request.app.state.live
    with live.listen(service.topic(response_id)) as queue:  # before reading, so that nothing falls between
        yield ": open\n\n"
        event: Event | None = LOOK
        while event is not None:
            if event.name not in (AGAIN, service.ROWS):
                yield _event(event.name, event.data)
            elif told := await _news(request, response_id, known):
                known = told["version"]
                yield _event(service.ROWS, told, known)
            try:
                event = await asyncio.wait_for(queue.get(), KEEP_ALIVE_SECONDS)
            except TimeoutError:
                yield ": still here\n\n"
                event = LOOK  # an import may have changed the rows


async def _news(request: Request, response_id: int, known: int) -> dict[str, Any] | None:
    return await database_of(request).near(lambda session: cells.news(session, response_id, known))


def _event(name: str, data: dict[str, Any], number: int | None = None) -> str:
    mark = "" if number is None else f"id: {number}\n"
    return f"{mark}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
