"""Bringing a file of figures in: send it, say what its columns are, look at the preview, take it over."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from sqlmodel import Session
from starlette.responses import Response

from app.accounts.guards import InAuthority, Standing
from app.core.database import ReadSession, WriteSession
from app.core.errors import CandourError, NotFound, Refused
from app.core.files import FileStore
from app.core.flash import see_other
from app.core.jobs import Job, enqueue
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.evidence.guards import scan
from app.evidence.uploads import clean_name
from app.indicators.errors import FileUnreadable
from app.indicators.intake import service
from app.indicators.intake.columns import FIGURES, KINDS, MEASURES, ROLES
from app.indicators.intake.jobs import READ, TAKE
from app.indicators.intake.placing import look
from app.indicators.intake.report import report_of, told, told_of_years
from app.indicators.intake.uploads import likeliest, sheets_of
from app.indicators.models import FigureImport
from app.indicators.permissions import imports, imports_figures
from app.indicators.queries import import_at, imports_of
from app.indicators.rules import COMMAS, PUBLISHED, STATUSES, UNSAID


async def _fields(request: Request) -> dict[str, str]:
    """The fields of the form by name, each on one line; how many there are depends on the file."""
    form = await request.form()
    return {name: " ".join(value.split()) for name, value in form.items() if isinstance(value, str)}


Chosen = Annotated[dict[str, str], Depends(_fields)]
router = APIRouter(prefix="/figures/{authority}/import", route_class=GuardedRoute)
# What is kept of columns today and was not of files that came in earlier.
EARLIER = {"sheets": [], "sheet": 0, "delimiter": ",", "comma": UNSAID, "offered": []}
Importer = Annotated[Standing, Depends(InAuthority(imports_figures))]


def _at(standing: Standing, one: FigureImport | None = None) -> str:
    home = f"/figures/{standing.place.slug}/import"
    return f"{home}/{one.id}" if one else home


def _allowed(standing: Standing) -> dict[str, str]:
    """What this person may bring in, each as it is sent and as it is said."""
    found = {}
    for status in imports(standing.actor, standing.place.id):
        whose = f"of {standing.place.name} alone" if status != PUBLISHED else "of every authority"
        found[f"{FIGURES}:{status}"] = f"{STATUSES[status]} figures {whose}"
        found |= {f"{MEASURES}:{status}": KINDS[MEASURES]} if status == PUBLISHED else {}
    return found


def _choose(request: Request, standing: Standing, session: Session, status: int = 200, **more: Any) -> Response:
    own = {"error": "", "what": "", **more}
    return page(request, "figures/import.html", status, standing=standing, allowed=_allowed(standing),
                earlier=imports_of(session, standing.place.id), statuses=STATUSES,
                opened=imports(standing.actor, standing.place.id), **own)


@router.get("")
def choose(request: Request, standing: Importer, session: ReadSession) -> Response:
    """The form, and the files that came in before."""
    return _choose(request, standing, session)


@router.post("")
def send(
    request: Request, standing: Importer, session: WriteSession, file: Annotated[UploadFile | None, File()] = None,
    what: Annotated[str, Form()] = "",
) -> Response:
    """Take the file in, checked before the database is locked; nothing of it counts yet."""
    try:
        if what not in _allowed(standing):
            raise Refused("Choose what the file holds.")
        if file is None or not file.filename:
            raise Refused("Choose the file to bring in.")
        kind, _, status = what.partition(":")
        sent_data = file.file.read()
        scan(request, session, standing.actor, standing.place.id, file.filename, sent_data)
        sheets = sheets_of(file.filename, sent_data)
        place, head = likeliest(kind, sheets)  # before they are put away, so that nothing of a refused file stays
        files: FileStore = request.app.state.files
        kept = tuple((sheet.name, files.put(sheet.data)) for sheet in sheets)
    except CandourError as error:
        return _choose(request, standing, session, error.status, error=error.sentence, what=what)
    sent = service.Sent(kind, status, clean_name(file.filename), kept, place)
    one = service.begin(session, standing.actor, standing.place.id, sent, head)
    return see_other(request, f"{_at(standing, one)}/columns")


def _own(session: Session, standing: Standing, import_id: int) -> FigureImport:
    """An import of a kind that this person may bring in."""
    one = import_at(session, standing.place.id, import_id)
    if one.status not in imports(standing.actor, standing.place.id):
        raise NotFound("There is no such import.")
    return one


def _columns(request: Request, standing: Standing, one: FigureImport, error: str = "", **more: Any) -> Response:
    columns = {**EARLIER, **json.loads(one.columns), **more}
    return page(request, "figures/columns.html", 422 if error else 200, standing=standing, one=one, columns=columns,
                roles=ROLES[one.kind], commas=COMMAS, error=error, statuses=STATUSES)


def _looked_at(request: Request, one: FigureImport, sheet: int, line: int) -> dict[str, Any]:
    """The columns as they are kept, or with the heads where somebody looks for them, and where else they may stand.

    FileUnreadable where no heads stand there. Sheet -1 and line 0 are those that are kept.
    """
    columns: dict[str, Any] = json.loads(one.columns)
    sheets = columns.get("sheets") or [("", one.file_sha256)]
    kept, place = columns.get("sheet", 0), sheet if 0 <= sheet < len(sheets) else columns.get("sheet", 0)
    if not sheets[place][1]:
        return columns  # brought in by a command, which keeps no file
    files: FileStore = request.app.state.files
    with files.on_disk(sheets[place][1]) as path:
        seen = look(one.kind, path, line or (columns["line"] if place == kept else 0))
    if (place, seen.head.line) != (kept, columns["line"]):
        columns |= service.placed(one.kind, place, seen.head)
    return {**columns, "delimiter": seen.head.delimiter, "offered": seen.offered}


@router.get("/{import_id}/columns")
def columns_page(
    request: Request, standing: Importer, session: ReadSession, import_id: int, sheet: int = -1, of: int = -1,
    line: int = 0,
) -> Response:
    """What each column holds, as guessed; the line counts on the sheet that it was chosen on (`of`)."""
    one = _own(session, standing, import_id)
    try:
        seen = _looked_at(request, one, sheet, line if of == sheet else 0)
    except FileUnreadable as error:
        return _columns(request, standing, one, error.sentence, **_looked_at(request, one, -1, 0))
    return _columns(request, standing, one, **seen)


@router.post("/{import_id}/columns")
def choose_columns(
    request: Request, standing: Importer, session: WriteSession, import_id: int, sent: Chosen
) -> Response:
    """Keep what each column holds, and read the file in the background."""
    one = _own(session, standing, import_id)
    seen = _looked_at(request, one, _number(sent, "sheet", -1), _number(sent, "line", 0))
    offered = seen.pop("offered", [])
    roles = [sent.get(f"column-{place}", "") for place in range(len(seen["heads"]))]
    given = {name: sent.get(name, "")[:300] for name in ("source", "licence")} if one.kind == MEASURES else {}
    said = {**seen, "roles": roles, "given": given, "comma": sent.get("comma", UNSAID), "years": ""}
    try:
        service.choose_columns(session, one, said)
    except Refused as error:
        return _columns(request, standing, one, error.sentence, **said, offered=offered)
    _start(request, session, standing, one, READ)
    return see_other(request, _at(standing, one))


def _number(sent: dict[str, str], name: str, without: int) -> int:
    text = sent.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 9 else without


def _start(request: Request, session: Session, standing: Standing, one: FigureImport, kind: str) -> None:
    arguments = {"import_id": one.id, "name": standing.actor.name, "person_id": standing.actor.person_id}
    one.job_id = enqueue(session, kind, arguments, standing.actor.person_id, standing.place.id).id
    session.add(one)
    request.app.state.runner.wake_after(session)


def _preview(request: Request, standing: Standing, session: Session, one: FigureImport, problem: str = "") -> Response:
    job = session.get(Job, one.job_id or 0)
    if job is None:
        return see_other(request, f"{_at(standing, one)}/columns")
    template = "figures/_job.html" if "hx-request" in request.headers else "figures/preview.html"
    return page(request, template, 422 if problem else 200, standing=standing, one=one, job=job, told=told,
                report=report_of(one), error=json.loads(job.result).get("error", ""), statuses=STATUSES,
                problem=problem, told_of_years=told_of_years)


@router.get("/{import_id}")
def preview(request: Request, standing: Importer, session: ReadSession, import_id: int) -> Response:
    """How far the reading has come; then what would change, or what did."""
    return _preview(request, standing, session, _own(session, standing, import_id))


@router.post("/{import_id}/years")
def answer_years(
    request: Request, standing: Importer, session: WriteSession, import_id: int, years: Annotated[str, Form()] = ""
) -> Response:
    """Keep whether years under two names are the same, and read the file anew with that answer."""
    one = _own(session, standing, import_id)
    try:
        service.answer_years(session, one, years)
    except Refused as error:
        return _preview(request, standing, session, one, error.sentence)
    _start(request, session, standing, one, READ)
    return see_other(request, _at(standing, one))


@router.post("/{import_id}/apply")
def apply(request: Request, standing: Importer, session: WriteSession, import_id: int) -> Response:
    """Carry out what the preview showed, in the background: a file may be long."""
    one = _own(session, standing, import_id)
    service.check_ready(one)
    _start(request, session, standing, one, TAKE)
    return see_other(request, _at(standing, one))
