"""The report of a round, for whoever runs it: made with a progress bar, fetched as PDF and as zip."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.database import ReadSession, WriteSession
from app.core.errors import Conflict, NotFound
from app.core.flash import see_other
from app.core.jobs import Job, enqueue
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.publishing.packs import queries, service
from app.publishing.packs.models import Pack
from app.publishing.packs.routes import came_of, fragment, handed
from app.publishing.packs.rules import NAMES
from app.reviews.rounds.guards import OnRound
from app.reviews.rounds.permissions import Run
from app.reviews.rounds.rules import ALLOCATED, STATES

MAKE = "make_round_report"
router = APIRouter(prefix="/region/{region}/rounds/{framework}/{year}/report", route_class=GuardedRoute)
Running = Annotated[Run, Depends(OnRound())]


@router.get("")
def reports(request: Request, run: Running, session: ReadSession, job: int | None = None) -> Response:
    """The reports that were made, and the button that makes another."""
    found = queries.packs_of_round(session, run.id)
    more = _progress(session, run, job, found) if job else {"job": None, "names": NAMES}
    return page(request, "packs/round.html", run=run, states=STATES, packs=found, outdated=(), **more)


def _progress(session: Session, run: Run, job_id: int, packs: Sequence[Pack]) -> dict[str, Any]:
    """A job about the round with what came of it; NotFound for any other."""
    job = session.get(Job, job_id)
    if job is None or job.kind != MAKE or json.loads(job.arguments)["round_id"] != run.id:
        raise NotFound
    return came_of(job, packs)


@router.post("")
def make(request: Request, run: Running, session: WriteSession) -> Response:
    """Make the report in the background; Conflict before the allocation is published."""
    if run.round.state not in ALLOCATED:
        raise Conflict("The allocation is not published yet, so there is nothing to report.")
    job = enqueue(session, MAKE, service.report_wanted(run), run.actor.person_id, None)
    request.app.state.runner.wake_after(session)
    return see_other(request, f"{run.path}/report?job={job.id}")


@router.get("/jobs/{job_id}")
def progress(request: Request, run: Running, session: ReadSession, job_id: int) -> Response:
    """How far the making has come, as the fragment that the page shows."""
    so_far = _progress(session, run, job_id, queries.packs_of_round(session, run.id))
    return fragment(request, f"{run.path}/report", so_far | {"outdated": ()})


@router.get("/{pack_id}/{kind}")
def download(request: Request, run: Running, session: WriteSession, pack_id: int, kind: str) -> Response:
    """The PDF or the zip of a report."""
    pack = next((one for one in queries.packs_of_round(session, run.id) if one.id == pack_id), None)
    if pack is None:
        raise NotFound
    return handed(request, session, run.actor, pack, kind)
