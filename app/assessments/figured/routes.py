"""The figures in the answers of an authority, and taking newer ones over."""

from itertools import groupby
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from app.accounts.guards import InAuthority, Standing
from app.assessments.figured import queries, service
from app.assessments.finding.queries import replacement_of
from app.assessments.finding.routes import told
from app.assessments.finding.undoing import put_back
from app.assessments.guards import OnWhole
from app.assessments.permissions import Whole, drafts
from app.core.database import ReadSession, WriteSession
from app.core.errors import Conflict
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.indicators.permissions import reads_figures

router = APIRouter(prefix="/figures/{authority}", route_class=GuardedRoute)
whole_router = APIRouter(prefix="/assessments/{authority}/{framework}/{year}/figures", route_class=GuardedRoute)
Drafter = Annotated[Whole, Depends(OnWhole(drafts))]
Reader = Annotated[Standing, Depends(InAuthority(reads_figures))]


@router.get("/answers")
def answers(request: Request, standing: Reader, session: ReadSession, show: str = "") -> Response:
    """Every answer of the current assessments that shows figures, and which of those are different today."""
    found = queries.shown_at(session, standing.place)
    kept = [one for one in found if one.has_newer or show != "newer"]
    assessments = [(spot, list(group)) for spot, group in groupby(kept, key=lambda one: one.spot.address)]
    keys = {one.spot.path: one.renewed_by(standing.actor, standing.place.id) for one in found}
    return page(
        request, "figures/answers.html", standing=standing, home=f"/figures/{standing.place.slug}", keys=keys,
        assessments=assessments, show=show, total=len(found), newer=sum(one.has_newer for one in found),
    )


@whole_router.post("/newer")
def renew(
    request: Request, whole: Drafter, session: WriteSession, keys: Annotated[list[str] | None, Form()] = None,
    back: Annotated[str, Form()] = "",
) -> Response:
    """Let these answers show the figures of today; `back` is the prompt from whose page it was asked, if from one."""
    outcome = service.renew(session, request.app.state.live, whole, keys or [])
    undo = f"{whole.address.path}/figures/newer/{outcome.id}/undo?back={quote(back)}" if outcome.id else ""
    words = told(outcome, "The newer figures now stand in")
    return see_other(request, _back(whole, back), words, kind="success" if undo else "info", undo=undo)


@whole_router.post("/newer/{replacement_id}/undo")
def go_back(request: Request, whole: Drafter, session: WriteSession, replacement_id: int, back: str = "") -> Response:
    """Show the earlier figures again, where nobody has changed them since."""
    replacement = replacement_of(session, whole, replacement_id)
    try:
        outcome = put_back(session, request.app.state.live, whole, replacement)
    except Conflict as conflict:
        return see_other(request, _back(whole, back), conflict.sentence, kind="error")
    return see_other(request, _back(whole, back), told(outcome, "Put back in"))


def _back(whole: Whole, key: str) -> str:
    """The page of the prompt where it is one of these, else the list of figures in the answers."""
    prompt = f"{whole.address.path}/prompts/{key}"
    return prompt if key in whole.reading.prompts else f"/figures/{whole.place.slug}/answers"
