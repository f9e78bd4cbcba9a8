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
from app.indicators.intake import service
from app.indicators.intake.columns import FIGURES, KINDS, MEASURES, ROLES
from app.indicators.intake.jobs import READ, TAKE
from app.indicators.intake.report import report_of, told
from app.indicators.intake.uploads import as_csv, head_of
from app.indicators.models import FigureImport
from app.indicators.permissions import imports, imports_figures
from app.indicators.queries import import_at, imports_of
from app.indicators.rules import PUBLISHED, STATUSES


async def _fields(request: Request) -> dict[str, str]:
    """The fields of the form by name, each on one line; how many there are depends on the file."""
    form = await request.form()
    return {name: " ".join(value.split()) for name, value in form.items() if isinstance(value, str)}


Chosen = Annotated[dict[str, str], Depends(_fields)]
router = APIRouter(prefix="/figures/{authority}/import", route_class=GuardedRoute)
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
                earlier=imports_of(session, standing.place.id), statuses=STATUSES, **own)


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
        data = as_csv(file.filename, sent_data)
        head = head_of(data)  # before it is put away, so that nothing of a refused file stays
        files: FileStore = request.app.state.files
        sha256 = files.put(data)
    except CandourError as error:
        return _choose(request, standing, session, error.status, error=error.sentence, what=what)
    sent = service.Sent(kind, status, clean_name(file.filename), sha256)
    one = service.begin(session, standing.actor, standing.place.id, sent, head)
    return see_other(request, f"{_at(standing, one)}/columns")


def _own(session: Session, standing: Standing, import_id: int) -> FigureImport:
    """An import of a kind that this person may bring in."""
    one = import_at(session, standing.place.id, import_id)
    if one.status not in imports(standing.actor, standing.place.id):
        raise NotFound("There is no such import.")
    return one


def _columns(request: Request, standing: Standing, one: FigureImport, error: str = "", **more: Any) -> Response:
    columns = {**json.loads(one.columns), **more}
    return page(request, "figures/columns.html", 422 if error else 200, standing=standing, one=one, columns=columns,
                roles=ROLES[one.kind], error=error, statuses=STATUSES)


@router.get("/{import_id}/columns")
def columns_page(request: Request, standing: Importer, session: ReadSession, import_id: int) -> Response:
    """What each column holds, as guessed."""
    return _columns(request, standing, _own(session, standing, import_id))


@router.post("/{import_id}/columns")
def choose_columns(
    request: Request, standing: Importer, session: WriteSession, import_id: int, sent: Chosen
) -> Response:
    """Keep what each column holds, and read the file in the background."""
    one = _own(session, standing, import_id)
    roles = [sent.get(f"column-{place}", "") for place in range(len(json.loads(one.columns)["heads"]))]
    given = {name: sent.get(name, "")[:300] for name in ("source", "licence")}
    try:
        service.choose_columns(session, one, roles, given if one.kind == MEASURES else {})
    except Refused as error:
        return _columns(request, standing, one, error.sentence, roles=roles, given=given)
    _start(request, session, standing, one, READ)
    return see_other(request, _at(standing, one))


def _start(request: Request, session: Session, standing: Standing, one: FigureImport, kind: str) -> None:
    arguments = {"import_id": one.id, "name": standing.actor.name, "person_id": standing.actor.person_id}
    one.job_id = enqueue(session, kind, arguments, standing.actor.person_id, standing.place.id).id
    session.add(one)
    request.app.state.runner.wake_after(session)


@router.get("/{import_id}")
def preview(request: Request, standing: Importer, session: ReadSession, import_id: int) -> Response:
    """How far the reading has come; then what would change, or what did."""
    one = _own(session, standing, import_id)
    job = session.get(Job, one.job_id or 0)
    if job is None:
        return see_other(request, f"{_at(standing, one)}/columns")
    template = "figures/_job.html" if "hx-request" in request.headers else "figures/preview.html"
    return page(request, template, standing=standing, one=one, job=job, report=report_of(one), told=told,
                error=json.loads(job.result).get("error", ""), statuses=STATUSES)


@router.post("/{import_id}/apply")
def apply(request: Request, standing: Importer, session: WriteSession, import_id: int) -> Response:
    """Carry out what the preview showed, in the background: a file may be long."""
    one = _own(session, standing, import_id)
    service.check_ready(one)
    _start(request, session, standing, one, TAKE)
    return see_other(request, _at(standing, one))
