"""Packs of what was released: made with a progress bar, fetched as PDF and as zip."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.database import ReadSession, WriteSession
from app.core.downloads import handed_out
from app.core.errors import Conflict, NotFound
from app.core.flash import see_other
from app.core.jobs import Job, enqueue
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.publishing.packs import queries, service
from app.publishing.packs.guards import OnPacks, OnReport
from app.publishing.packs.models import Pack
from app.publishing.packs.rules import NAMES, file_name, until
from app.reviews.releases.permissions import OWN, Reading

MAKE = "make_pack"
KINDS = {"pdf": ("application/pdf", "pdf_sha256"), "zip": ("application/zip", "zip_sha256")}
router = APIRouter(prefix="/reviews/released/{authority}/{framework}/{year}/packs", route_class=GuardedRoute)
Entitled = Annotated[Reading, Depends(OnPacks())]
Reported = Annotated[Reading, Depends(OnReport())]


@router.get("")
def packs(request: Request, reading: Entitled, session: ReadSession, job: int | None = None) -> Response:
    """For whom a pack can be made, and those that were made."""
    found = queries.packs_on(session, reading)
    more = _progress(session, reading, job, found) if job else {"job": None, "names": NAMES}
    return page(
        request, "packs/packs.html", reading=reading, named=queries.named_on(session, reading), packs=found,
        own=reading.why == OWN, until=until(reading.round.response_on), outdated=queries.outdated(session, found),
        **more,
    )


def _progress(session: Session, reading: Reading, job_id: int, packs: Sequence[Pack]) -> dict[str, Any]:
    """A job that the actor asked for as who they are now, with what came of it; NotFound for any other."""
    job = session.get(Job, job_id)
    asked = json.loads(job.arguments) if job and job.kind == MAKE else {}
    if job is None or not _theirs(reading, asked):
        raise NotFound
    return came_of(job, packs)


def _theirs(reading: Reading, asked: dict[str, Any]) -> bool:
    """Whether they asked for it, and could now too: whoever answered for an authority then may only review it now."""
    return (
        asked.get("person_id") == reading.actor.person_id and asked["address"] == str(reading.address)
        and asked["round_id"] == reading.round.id
        and (reading.why == OWN or asked["reviewer_id"] == reading.reviewer_id)
    )


def came_of(job: Job, packs: Sequence[Pack]) -> dict[str, Any]:
    """A job with which of these packs it made, or the sentence that says why there is none."""
    result = json.loads(job.result)
    made = next((one for one in packs if one.id == result.get("pack_id")), None)
    return {"job": job, "made": made, "names": NAMES, "failure": result.get("error", "")}


@router.post("")
def make(
    request: Request, reading: Entitled, session: WriteSession, reviewer_id: Annotated[int, Form()] = 0,
) -> Response:
    """Make the pack of a reviewer in the background; one that was made before of the same is found again."""
    if reviewer_id not in [one.reviewer_id for one in queries.named_on(session, reading)]:
        raise NotFound
    return _asked(request, session, reading, reviewer_id)


def _asked(request: Request, session: Session, reading: Reading, reviewer_id: int | None) -> Response:
    job = enqueue(session, MAKE, service.wanted(reading, reviewer_id), reading.actor.person_id, reading.place.id)
    request.app.state.runner.wake_after(session)
    return see_other(request, f"{reading.path}/packs?job={job.id}")


@router.post("/feedback")
def make_feedback(request: Request, reading: Reported, session: WriteSession) -> Response:
    """Make the feedback report in the background."""
    return _asked(request, session, reading, None)


@router.get("/jobs/{job_id}")
def progress(request: Request, reading: Entitled, session: ReadSession, job_id: int) -> Response:
    """How far the making has come, as the fragment that the page shows; once done, the page loads its list again."""
    found = queries.packs_on(session, reading)
    so_far = _progress(session, reading, job_id, found) | {"outdated": queries.outdated(session, found)}
    return fragment(request, f"{reading.path}/packs", so_far)


def fragment(request: Request, at: str, so_far: dict[str, Any]) -> Response:
    """A job as it goes on, in the page `at` which packs are fetched."""
    shown = page(request, "packs/_job.html", at=at, **so_far)
    if so_far["job"].state == "done":
        shown.headers["hx-refresh"] = "true"
    return shown


@router.get("/{pack_id}/{kind}")
def download(request: Request, reading: Entitled, session: WriteSession, pack_id: int, kind: str) -> Response:
    """The PDF or the zip of a pack; Conflict where it hands out a file or an address that it should not any more."""
    pack = queries.pack_on(session, reading, pack_id)
    if queries.outdated(session, [pack]):
        raise Conflict("This pack holds a file or an address that is no longer handed out. Make the pack again: the new"
                       " one leaves it out.")
    return handed(request, session, reading.actor, pack, kind)


def handed(request: Request, session: Session, actor: Any, pack: Pack, kind: str) -> Response:
    """A file of a pack, the fetching kept in the trail; NotFound for any other kind of file."""
    if kind not in KINDS:
        raise NotFound
    service.opened(session, actor, pack)
    media_type, digest = KINDS[kind]
    name = file_name(pack.address, pack.kind, pack.made_for, kind)
    return handed_out(request.app.state.files, getattr(pack, digest), media_type, name)
