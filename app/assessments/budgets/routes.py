"""The page where a coordinator sets how many words the whole, its sections and its prompts are to have."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.responses import Response

from app.assessments import queries
from app.assessments.budgets.rules import BadBudget, Budgets, budgets_of, read_budgets, shape_of, share
from app.assessments.budgets.service import set_budgets
from app.assessments.forms import Wanted
from app.assessments.guards import OnWhole
from app.assessments.outline import outline, words_in
from app.assessments.permissions import Whole, coordinates
from app.assessments.queries import Line
from app.core.database import ReadSession, WriteSession
from app.core.errors import Conflict
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page

router = APIRouter(prefix="/assessments/{authority}/{framework}/{year}/budgets", route_class=GuardedRoute)
Coordinator = Annotated[Whole, Depends(OnWhole(coordinates))]
FILLED = "Empty fields are filled in below, and nothing is saved yet. Change what does not suit, then save."


async def typed_fields(request: Request) -> dict[str, str]:
    """The form as it was filled in."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


Typed = Annotated[dict[str, str], Depends(typed_fields)]


def _standing(whole: Whole, lines: list[Line]) -> Budgets:
    prompts = {line.key: line.budget for line in lines if line.budget is not None}
    return Budgets(whole.assessment.budget, budgets_of(whole.assessment), prompts)


def _page(
    request: Request, whole: Whole, lines: list[Line], typed: dict[str, str] | None = None, status: int = 200,
    **more: Any,
) -> Response:
    stands = _standing(whole, lines)
    own = {"error": "", "error_field": "", "note": "", "seen": stands.fingerprint, **more}
    return page(
        request, "assessments/budgets.html", status, whole=whole, shape=shape_of(lines), words=words_in(lines),
        parts=outline(whole.reading, lines, Wanted()), typed=stands.fields if typed is None else typed, **own,
    )


@router.get("")
def budgets_page(request: Request, whole: Coordinator, session: ReadSession) -> Response:
    """Every budget in a field, beside how long each answer is now."""
    return _page(request, whole, queries.lines(session, whole.id))


@router.post("")
def save(request: Request, whole: Coordinator, session: WriteSession, typed: Typed) -> Response:
    """Save all fields, or only fill in the empty ones; a refusal shows the form again as it was filled in."""
    lines, seen = queries.lines(session, whole.id), typed.get("seen", "")
    try:
        wanted = read_budgets(typed, shape_of(lines))
    except BadBudget as error:
        return _page(request, whole, lines, typed, 422, error=error.sentence, error_field=error.name, seen=seen)
    if typed.get("act") == "share":
        return _page(request, whole, lines, share(wanted, shape_of(lines)).fields, note=FILLED, seen=seen)
    if typed.get("act") == "clear":
        return _page(request, whole, lines, {}, note="Every field is empty, and nothing is saved yet.", seen=seen)
    return _saved(request, whole, session, seen, wanted)


def _saved(request: Request, whole: Whole, session: Session, seen: str, wanted: Budgets) -> Response:
    try:
        told = set_budgets(session, whole, seen, wanted)
    except Conflict as conflict:
        return _page(request, whole, queries.lines(session, whole.id), status=conflict.status, error=conflict.sentence)
    message = f"The word budgets are saved: {told}." if told else "Nothing was changed."
    return see_other(request, f"{whole.address.path}/budgets", message)
