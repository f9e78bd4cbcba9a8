"""The allocation of a round: who reviews whom as a table, running it, locking and changing pairs, publishing."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.database import ReadSession, WriteSession
from app.core.errors import NOTHING_WRONG, CandourError, Conflict, Refused, Wrong, wrong_of
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.reviews.allocation.rules import MEMORIES, WHOLE_MEMORY
from app.reviews.allocation.telling import years
from app.reviews.arranging import queries, service
from app.reviews.arranging.rules import begun_told, written_told
from app.reviews.arranging.table import by_authority
from app.reviews.pairing.models import AllocationRun
from app.reviews.pairing.queries import Standing, pair_at
from app.reviews.releases.rules import why_stays
from app.reviews.rounds.guards import OnRound
from app.reviews.rounds.permissions import Run
from app.reviews.rounds.rules import STATES

router = APIRouter(prefix="/region/{region}/rounds/{framework}/{year}", route_class=GuardedRoute)
Running = Annotated[Run, Depends(OnRound())]
Text = Annotated[str, Form()]


def _allocation(
    request: Request, session: Session, run: Run, error: Wrong = NOTHING_WRONG, **typed: Any
) -> Response:
    runs = queries.runs_in(session, run.id)
    ground = queries.ground(session, run.round, memory=runs[0].memory if runs else WHOLE_MEMORY)
    failed = [[], []] if not runs or runs[0].found else json.loads(runs[0].told)
    losing = [(ground.absent_in(own), _losing(ground, own)) for own in ground.losing()]
    return page(
        request, "reviews/allocation.html", error.status, run=run, error=error, runs=runs, states=STATES,
        table=by_authority(ground), ground=ground, broken=failed[0], advice=failed[1],
        begun=[told for absent, told in losing if not absent], in_vain=[told for absent, told in losing if absent],
        unexplained=queries.unexplained(ground), years=years, due=service.letters_due(session, run, ground),
        written=[*written_told(ground.standing, ground.written.submitted, "submitted"),
                 *written_told(ground.standing, ground.written.begun, "began")],
        memories=[(memory, years(memory) if memory > 1 else "not at all") for memory in MEMORIES],
        typed={"seed": "", "memory": ground.task.memory, "reason": "", "kind": "", "reviewer": "", "reviewed": "",
               "why": "", "withdrawing": "", **typed},
    )


def _losing(ground: queries.Ground, own: Standing) -> str:
    """A pair that the next run may remove, with why it does so surely and what is begun of it, in words."""
    absent, names = ground.absent_in(own), ground.written.begun.get(own.pair.id or 0, "")
    begun = begun_told(names, own.told) if names else f"{own.told}."
    return f"{begun} {absent} takes no part." if absent else begun


@router.get("/allocation")
def allocation(request: Request, run: Running, session: ReadSession) -> Response:
    """Who reviews whom, and the runs that led there."""
    return _allocation(request, session, run)


@router.post("/allocation")
def run_allocation(
    request: Request, run: Running, look: ReadSession, session: WriteSession, seed: Text = "",
    memory: Annotated[int, Form()] = WHOLE_MEMORY, reason: Text = "", seen: Text = "",
) -> Response:
    """Run it; where the rules cannot all hold, the page says which, and what to relax."""
    try:
        row = service.keep(session, run, service.draft(look, run, _seed(seed), memory), reason, seen)
    except CandourError as error:
        session.rollback()
        return _allocation(request, session, run, wrong_of(error), seed=seed, memory=memory, reason=reason)
    return see_other(request, f"{run.path}/allocation", _came_of(row),
                     kind="success" if row.found else "error")


def _came_of(row: AllocationRun) -> str:
    return "Everybody is allocated." if row.found else "No allocation keeps every rule, so the pairs stay as they were."


def _seed(text: str) -> int | None:
    """A seed as typed; None where the box is empty, and one is drawn."""
    text = text.strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text) > service.LARGEST_SEED:
        raise Refused(f"Write the seed as a whole number of at most {service.LARGEST_SEED}, or leave it empty.", "seed")
    return int(text)


@router.post("/pairs/{pair_id}/lock")
def lock(request: Request, run: Running, session: WriteSession, pair_id: int) -> Response:
    """Keep a pair in later runs."""
    own = service.set_lock(session, run, pair_id, True)
    return see_other(request, f"{run.path}/allocation", f"Locked: {own.told}.")


@router.post("/pairs/{pair_id}/unlock")
def unlock(request: Request, run: Running, session: WriteSession, pair_id: int) -> Response:
    """Let later runs change a pair."""
    own = service.set_lock(session, run, pair_id, False)
    return see_other(request, f"{run.path}/allocation", f"No longer locked: {own.told}.")


def _pair(
    request: Request, session: Session, run: Run, pair_id: int, error: Wrong = NOTHING_WRONG, **typed: str
) -> Response:
    own, ground = pair_at(session, run.id, pair_id), queries.ground(session, run.round)
    unexplained = queries.unexplained(ground).of(pair_id)
    begun, submitted = (names.get(pair_id, "") for names in (ground.written.begun, ground.written.submitted))
    return page(
        request, "reviews/pair.html", error.status, run=run, own=own, error=error, seen=ground.version,
        breaks=unexplained,
        choices=[] if submitted else service.choices_for(ground, own), stays=why_stays(submitted) if submitted else "",
        begun=begun_told(begun, own.told) if begun else "", typed={"choice": "", "reason": "", "kept": "", **typed},
    )


@router.get("/pairs/{pair_id}")
def pair_page(request: Request, run: Running, session: ReadSession, pair_id: int) -> Response:
    """What can stand instead of a pair, and which rules each choice breaks."""
    return _pair(request, session, run, pair_id)


@router.post("/pairs/{pair_id}")
def change_pair(
    request: Request, run: Running, session: WriteSession, pair_id: int, choice: Text = "", reason: Text = "",
    seen: Text = "",
) -> Response:
    """Change a pair by hand."""
    try:
        service.change_pair(session, run, pair_id, choice, reason, seen)
    except (Refused, Conflict) as error:
        session.rollback()
        return _pair(request, session, run, pair_id, wrong_of(error), choice=choice, reason=reason)
    return see_other(request, f"{run.path}/allocation",
                     "The pair is gone." if choice == "nobody" else "The pair is changed, and locked.")


@router.post("/pairs/{pair_id}/keep")
def keep_pair(
    request: Request, run: Running, session: WriteSession, pair_id: int, reason: Text = "", seen: Text = "",
) -> Response:
    """Say why a pair stands that breaks a rule."""
    try:
        service.keep_pair(session, run, pair_id, reason, seen)
    except (Refused, Conflict) as error:
        session.rollback()
        return _pair(request, session, run, pair_id, wrong_of(error, reason="keep-reason"), kept=reason)
    return see_other(request, f"{run.path}/allocation", "Your reason is kept with the pair.")


@router.post("/pairs")
def add_pair(
    request: Request, run: Running, session: WriteSession, kind: Text = "", reviewer: Annotated[int, Form()] = 0,
    reviewed: Annotated[int, Form()] = 0, why: Text = "",
) -> Response:
    """Make a further pair by hand."""
    try:
        service.add_pair(session, run, kind, reviewer, reviewed, why)
    except CandourError as error:
        session.rollback()
        return _allocation(request, session, run, wrong_of(error, reason="why"), kind=kind,
                           reviewer=reviewer, reviewed=reviewed, why=why)
    return see_other(request, f"{run.path}/allocation", "The pair is made, and locked.")


@router.post("/publish")
def publish(request: Request, run: Running, session: WriteSession, seen: Text = "") -> Response:
    """Show the allocation to the authorities."""
    try:
        service.publish(session, run, seen)
    except CandourError as error:
        session.rollback()
        return _allocation(request, session, run, wrong_of(error))
    return see_other(request, run.path, "The allocation is published. Authorities can assign their reviewers.")


@router.post("/withdraw")
def withdraw(request: Request, run: Running, session: WriteSession, reason: Text = "") -> Response:
    """Take a published allocation back."""
    try:
        service.withdraw(session, run, reason)
    except CandourError as error:
        session.rollback()
        return _allocation(request, session, run, wrong_of(error), withdrawing=reason)
    return see_other(request, f"{run.path}/allocation", "The allocation is withdrawn.")
