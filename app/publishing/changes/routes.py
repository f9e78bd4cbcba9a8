"""A PDF of what changed: asked for on the page of a comparison, made with a progress bar, downloaded."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.activity.tags import Tag
from app.assessments.guards import OnPrompt
from app.assessments.history.routes import compared
from app.assessments.history.service import changes
from app.assessments.permissions import Desk, reads_drafts
from app.core.database import ReadSession, WriteSession
from app.core.downloads import handed_out
from app.core.errors import NotFound
from app.core.flash import see_other
from app.core.jobs import Job, enqueue
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.publishing.changes.service import noted, wanted

MAKE = "make_changes"
router = APIRouter(
    prefix="/assessments/{authority}/{framework}/{year}/prompts/{prompt}/changes", route_class=GuardedRoute
)
Reader = Annotated[Desk, Depends(OnPrompt(reads_drafts))]
Version = Annotated[int, Form(ge=0)]


@router.post("")
def make(request: Request, desk: Reader, session: WriteSession, old: Version, new: Version) -> Response:
    """Make the PDF in the background."""
    changes(session, desk, old, new)  # refused here where one of them was never there
    job = enqueue(session, MAKE, wanted(desk, old, new), desk.actor.person_id, desk.place.id)
    request.app.state.runner.wake_after(session)
    return see_other(request, f"{desk.path}/changes/{job.id}")


def _job(session: Session, desk: Desk, job_id: int) -> tuple[Job, dict[str, Any]]:
    """A job about this very prompt with what it was asked; NotFound for any other."""
    job = session.get(Job, job_id)
    asked = json.loads(job.arguments) if job and job.kind == MAKE else {}
    if job is None or (asked.get("address"), asked.get("key")) != (str(desk.address), desk.prompt.key):
        raise NotFound
    return job, asked


def _progress(job: Job) -> dict[str, Any]:
    result = json.loads(job.result)
    return {"job": job, "made": result if "sha256" in result else None, "failure": result.get("error", "")}


@router.get("/{job_id}")
def comparison(request: Request, desk: Reader, session: ReadSession, job_id: int) -> Response:
    """The comparison, with how far its PDF has come."""
    job, asked = _job(session, desk, job_id)
    found = changes(session, desk, asked["old"], asked["new"])
    return compared(request, desk, session, found, **_progress(job))


@router.get("/{job_id}/progress")
def progress(request: Request, desk: Reader, session: ReadSession, job_id: int) -> Response:
    """How far the making has come, as the fragment that the page shows."""
    job, _ = _job(session, desk, job_id)
    return page(request, "changes/_job.html", desk=desk, **_progress(job))


@router.get("/{job_id}/file")
def download(request: Request, desk: Reader, session: WriteSession, job_id: int) -> Response:
    """The PDF itself, under a name that says what it is."""
    job, asked = _job(session, desk, job_id)
    made = _progress(job)["made"]
    if made is None:
        raise NotFound
    noted(session, Tag.CHANGES_OPENED, desk, asked)
    at = str(desk.address).replace("/", "-")
    name = f"{at}-{desk.prompt.key}-changes-{asked['old']}-to-{asked['new']}.pdf"
    return handed_out(request.app.state.files, made["sha256"], "application/pdf", name)
