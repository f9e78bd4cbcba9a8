"""Importing a file in the browser: choose, read with a progress bar, preview, apply."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from sqlmodel import Session
from starlette.responses import Response

from app.accounts.guards import InAuthority, Standing
from app.accounts.models import Authority
from app.assessments.permissions import opens_assessments
from app.assessments.service import checked_address
from app.core.database import ReadSession, WriteSession
from app.core.errors import CandourError, Conflict, NotFound, Refused
from app.core.flash import see_other
from app.core.jobs import Job, enqueue
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.evidence.guards import scan
from app.frameworks.queries import latest
from app.importing.loading.jobs import READ
from app.importing.loading.service import load, plan, read_documents
from app.importing.source import read_bytes

router = APIRouter(prefix="/assessments/{authority}/import", route_class=GuardedRoute)
Coordinator = Annotated[Standing, Depends(InAuthority(opens_assessments))]


def _choose(request: Request, standing: Standing, session: Session, status: int = 200, **more: Any) -> Response:
    own = {"error": "", "typed": {}, **more}
    return page(request, "importing/choose.html", status, standing=standing, frameworks=latest(session), **own)


@router.get("")
def choose(
    request: Request, standing: Coordinator, session: ReadSession, framework: str = "", year: str = ""
) -> Response:
    """The form: file, framework, year."""
    return _choose(request, standing, session, typed={"framework": framework, "year": year})


@router.post("")
def read(
    request: Request, standing: Coordinator, session: WriteSession, file: Annotated[UploadFile | None, File()] = None,
    framework: Annotated[str, Form()] = "", year: Annotated[str, Form()] = "",
) -> Response:
    """Take the file in and read it in the background; nothing of it is in any assessment yet."""
    data, name = (file.file.read(), file.filename or "file") if file else (b"", "")
    try:
        address = checked_address(standing.place.slug, framework, year)
        if not data:
            raise Refused(f"“{name}” is empty. Choose another file." if name else "Choose the file to import.")
        scan(request, session, standing.actor, standing.place.id, name, data)
        read_bytes(name, data)
    except CandourError as error:
        typed = {"framework": framework, "year": year}
        return _choose(request, standing, session, error.status, error=error.sentence, typed=typed)
    arguments = {"file": name, "sha256": request.app.state.files.put(data), "authority": standing.place.slug,
                 "framework": framework, "year": address.year}
    job = enqueue(session, READ, arguments, standing.actor.person_id, standing.place.id)
    request.app.state.runner.wake_after(session)
    return see_other(request, f"/assessments/{standing.place.slug}/import/{job.id}")


def _job(session: Session, standing: Standing, job_id: int) -> tuple[Job, dict[str, Any], dict[str, Any]]:
    job = session.get(Job, job_id)
    if job is None or job.kind != READ or job.authority_id != standing.place.id:
        raise NotFound
    return job, json.loads(job.arguments), json.loads(job.result)


@router.get("/{job_id}")
def preview(request: Request, standing: Coordinator, session: ReadSession, job_id: int) -> Response:
    """How far the reading has come; then what the file holds and what importing it would change."""
    job, arguments, result = _job(session, standing, job_id)
    template = "importing/_job.html" if "hx-request" in request.headers else "importing/preview.html"
    return page(request, template, standing=standing, job=job, arguments=arguments, result=result)


@router.post("/{job_id}/apply")
def apply(
    request: Request, standing: Coordinator, session: WriteSession, job_id: int,
    overwrite: Annotated[bool, Form()] = False,
) -> Response:
    """Carry out what the preview showed; Conflict where it would now change more than the person agreed to."""
    _, arguments, result = _job(session, standing, job_id)
    source = read_bytes(arguments["file"], request.app.state.files.get(arguments["sha256"]) or b"")
    authority = session.get(Authority, standing.place.id)
    assert authority is not None
    parsed, readings = read_documents(session, source, arguments["framework"])
    plans = plan(session, parsed, readings, authority, arguments["framework"], arguments["year"])
    shown = [[[change.key, change.sentence] for change in one.changes] for one in plans]
    if shown != [one["changes"] for one in result.get("plans", [])]:
        raise Conflict("The assessment has changed since this preview. Read the file again to see what differs now.")
    if any(one.overwrites for one in plans) and not overwrite:
        raise Refused("This would change what people have written. Go back, look at the differences and tick the box.")
    load(session, standing.actor, authority, plans, arguments["file"])
    return see_other(request, plans[0].address.path, f"{arguments['file']} is imported.")
