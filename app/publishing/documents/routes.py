"""The documents of an assessment: made with a progress bar, downloaded, verified."""

import hashlib
import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from sqlmodel import Session
from starlette.responses import Response

from app.activity.service import record
from app.activity.tags import Tag
from app.assessments.freezing.queries import frozen_of
from app.assessments.guards import OnWhole
from app.assessments.permissions import Whole, coordinates, is_member, reads_drafts
from app.core.database import ReadSession, WriteSession
from app.core.downloads import handed_out
from app.core.errors import NotFound
from app.core.flash import see_other
from app.core.jobs import Job, enqueue
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.indicators.permissions import reads_figures
from app.indicators.queries import years_of
from app.publishing.documents import queries
from app.publishing.documents.models import Document
from app.publishing.documents.service import order
from app.publishing.documents.verify import verify
from app.publishing.packs.verify import verify_pack

MAKE = "make_document"
router = APIRouter(prefix="/assessments/{authority}/{framework}/{year}/documents", route_class=GuardedRoute)
Member = Annotated[Whole, Depends(OnWhole(is_member))]


@router.get("")
def documents(request: Request, whole: Member, session: ReadSession, job: int | None = None) -> Response:
    """Every document made so far, and the buttons that make another."""
    return _page(request, whole, session, **(_progress(session, whole, job) if job else {}))


def _page(request: Request, whole: Whole, session: Session, status: int = 200, **more: object) -> Response:
    drafts = reads_drafts(whole.actor, whole)
    own: dict[str, object] = {"job": None, "verdict": None, "error": "", **more}
    return page(
        request, "documents/documents.html", status, whole=whole, drafts=drafts,
        documents=queries.documents_of(session, whole.id, drafts),
        signed=any(one.sign_off for one in frozen_of(session, whole.id)), coordinates=coordinates(whole.actor, whole),
        figures=reads_figures(whole.actor, whole.place.id) and bool(years_of(session, whole.place.id)), **own,
    )


def _job(session: Session, whole: Whole, job_id: int) -> Job:
    job = session.get(Job, job_id)
    if job is None or job.kind != MAKE or json.loads(job.arguments)["assessment_id"] != whole.id:
        raise NotFound
    return job


def _progress(session: Session, whole: Whole, job_id: int) -> dict[str, Any]:
    """A job with what came of it: the document, or the sentence that says why there is none."""
    job = _job(session, whole, job_id)
    result = json.loads(job.result)
    made = session.get(Document, result["document_id"]) if "document_id" in result else None
    return {"job": job, "document": made, "failure": result.get("error", "")}


@router.post("")
def make(
    request: Request, whole: Member, session: WriteSession, edition: Annotated[str, Form()] = "draft",
    without_pack: Annotated[bool, Form()] = False,
) -> Response:
    """Make an edition in the background; one that was made before is there at once."""
    if edition not in ("draft", "signed") or (edition == "draft" and not reads_drafts(whole.actor, whole)):
        raise NotFound
    wanted = order(session, whole.assessment, whole.address, edition, not without_pack)
    if known := queries.by_key(session, wanted.key):
        here = f"{whole.address.path}/documents#document-{known.id}"
        told = "This document is up to date: nothing has changed since it was made."
        return see_other(request, here, told, kind="info")
    arguments = {"assessment_id": whole.id, "edition": edition, "data_pack": not without_pack,
                 "person_id": whole.actor.person_id, "name": whole.actor.name, "address": str(whole.address)}
    job = enqueue(session, MAKE, arguments, whole.actor.person_id, whole.place.id)
    request.app.state.runner.wake_after(session)
    return see_other(request, f"{whole.address.path}/documents?job={job.id}")


@router.get("/jobs/{job_id}")
def progress(request: Request, whole: Member, session: ReadSession, job_id: int) -> Response:
    """How far the making has come, as the fragment that the page shows; once done, the page loads its list again."""
    so_far = _progress(session, whole, job_id)
    fragment = page(request, "documents/_job.html", whole=whole, **so_far)
    if so_far["job"].state == "done":
        fragment.headers["hx-refresh"] = "true"
    return fragment


@router.get("/{document_id}/file")
def download(request: Request, whole: Member, session: WriteSession, document_id: int) -> Response:
    """The PDF itself, under a name that says what it is."""
    document = session.get(Document, document_id)
    hidden = document is not None and document.edition == "draft" and not reads_drafts(whole.actor, whole)
    if document is None or document.assessment_id != whole.id or hidden:
        raise NotFound
    record(
        session, Tag.DOCUMENT_OPENED, whole.actor, whole.place.id, str(whole.address),
        edition=document.edition, sha256=document.file_sha256[:12],
    )
    kind = f"signed-{document.number}" if document.edition == "signed" else f"draft-{document.content_sha256[:8]}"
    name = f"{str(whole.address).replace('/', '-')}-{kind}.pdf"
    return handed_out(request.app.state.files, document.file_sha256, "application/pdf", name)


@router.post("/verify")
def verify_file(
    request: Request, whole: Member, session: ReadSession, file: Annotated[UploadFile | None, File()] = None
) -> Response:
    """Whether a file is one that was made here, a document or a pack, unaltered."""
    data = file.file.read() if file else b""
    if file is None or not data:
        return _page(request, whole, session, 422, error="Choose the file to check.")
    places = [place.id for place in whole.actor.places]
    verdict = verify_pack(session, data, places) or verify(session, data, places)
    digest = hashlib.sha256(data).hexdigest()
    return _page(request, whole, session, verdict=verdict, digest=digest, file_name=file.filename)
