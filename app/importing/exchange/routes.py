"""Answers out as Word files, and returned files in."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from starlette.responses import Response

from app.assessments.guards import OnPrompt, OnWhole
from app.assessments.permissions import Desk, Whole, reads_drafts
from app.core.database import WriteSession
from app.core.errors import CandourError, NotFound
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.evidence.guards import scan
from app.importing.exchange import service

router = APIRouter(prefix="/assessments/{authority}/{framework}/{year}", route_class=GuardedRoute)
Reader = Annotated[Whole, Depends(OnWhole(reads_drafts))]
PromptReader = Annotated[Desk, Depends(OnPrompt(reads_drafts))]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _file(data: bytes, name: str) -> Response:
    disposition = f"attachment; filename*=UTF-8''{quote(name)}.docx"
    return Response(data, media_type=WORD, headers={"content-disposition": disposition, "cache-control": "no-store"})


@router.get("/prompts/{prompt}/word/file")
def answer_file(desk: PromptReader, session: WriteSession) -> Response:
    """One answer as a Word file; that it was handed out is recorded."""
    section = desk.reading.section_of[desk.prompt.key]
    data = service.write_out(session, desk, [section], only=desk.prompt.key)
    return _file(data, f"{desk.place.slug}-{desk.address.year}-{desk.prompt.key}")


@router.get("/sections/{section}/word/file")
def section_file(whole: Reader, session: WriteSession, section: str) -> Response:
    """The answers of a section as a Word file."""
    found = whole.reading.sections.get(section)
    if found is None:
        raise NotFound
    return _file(service.write_out(session, whole, [found]), f"{whole.place.slug}-{whole.address.year}-{section}")


@router.get("/word/file")
def whole_file(whole: Reader, session: WriteSession) -> Response:
    """Every answer as one Word file."""
    data = service.write_out(session, whole, list(whole.reading.sections.values()))
    return _file(data, f"{whole.place.slug}-{whole.address.year}")


@router.get("/word")
def choose(request: Request, whole: Reader) -> Response:
    """The form that takes a returned file in."""
    return _choose(request, whole)


def _choose(request: Request, whole: Whole, status: int = 200, **more: Any) -> Response:
    own = {"error": "", "partner": "", **more}
    return page(request, "exchange/word.html", status, whole=whole, **own)


@router.post("/word")
def take_in(
    request: Request, whole: Reader, session: WriteSession, file: Annotated[UploadFile | None, File()] = None,
    partner: Annotated[str, Form()] = "",
) -> Response:
    """Make proposals of a returned file, and say what became of all of it."""
    data, name = (file.file.read(), file.filename or "file") if file else (b"", "")
    try:
        scan(request, session, whole.actor, whole.place.id, name, data)
        with session.begin_nested():
            returned = service.take_in(session, request.app.state.live, whole, name, data, partner)
    except CandourError as error:
        return _choose(request, whole, error.status, error=error.sentence, partner=partner)
    return page(request, "exchange/returned.html", whole=whole, returned=returned, file=name, partner=partner)
