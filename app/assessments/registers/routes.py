"""Editing a register row by row."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from app.assessments.guards import OnPrompt
from app.assessments.permissions import Desk, writes
from app.assessments.registers import service
from app.assessments.registers.models import RegisterRow
from app.assessments.registers.protocol import tell
from app.assessments.registers.service import RowChanged
from app.core.database import ReadSession, WriteSession
from app.core.errors import NotFound, Refused
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page

router = APIRouter(prefix="/assessments/{authority}/{framework}/{year}/prompts/{prompt}/rows", route_class=GuardedRoute)
Writer = Annotated[Desk, Depends(OnPrompt(writes))]


async def typed_cells(request: Request) -> dict[str, str]:
    """The cells that the form sends: every field that begins with cell-."""
    form = await request.form()
    return {name[5:]: value for name, value in form.items() if name.startswith("cell-") and isinstance(value, str)}


Cells = Annotated[dict[str, str], Depends(typed_cells)]


def _form(request: Request, desk: Desk, cells: dict[str, str], status: int = 200, **more: Any) -> Response:
    asked = desk.reading.prompts[desk.prompt.key]
    own = {"row_id": None, "version": 0, "error": "", "theirs": None, **more}
    return page(request, "assessments/row.html", status, desk=desk, asked=asked, cells=cells, **own)


@router.get("/new")
def new_row(request: Request, desk: Writer) -> Response:
    """An empty row."""
    return _form(request, desk, {})


@router.post("/new")
def add_row(request: Request, desk: Writer, session: WriteSession, cells: Cells) -> Response:
    """Add the row."""
    try:
        service.add_row(session, desk, cells)
    except Refused as refusal:
        return _form(request, desk, cells, refusal.status, error=refusal.sentence)
    tell(request, session, desk)
    return see_other(request, desk.path, "The row is added.")


@router.get("/{row_id}")
def row_page(request: Request, desk: Writer, session: ReadSession, row_id: int) -> Response:
    """One row in a form."""
    row = session.get(RegisterRow, row_id)
    if row is None or row.response_id != desk.prompt.response_id or row.removed_at:
        raise NotFound
    return _form(request, desk, json.loads(row.cells), row_id=row_id, version=row.version)


@router.post("/{row_id}")
def save_row(
    request: Request, desk: Writer, session: WriteSession, row_id: int, version: Annotated[int, Form()], cells: Cells,
    conflict: Annotated[bool, Form()] = False, keep: Annotated[str, Form()] = "",
) -> Response:
    """Save the row; where somebody saved it first, both are shown and the person says which to keep."""
    if conflict and keep == "theirs":
        return see_other(request, desk.path, "The other version of the row is kept.")
    try:
        if conflict and keep != "mine":
            service.ask_again(session, desk, row_id, cells)
        service.save_row(session, desk, row_id, version, cells)
    except RowChanged as changed:
        return _conflict(request, desk, row_id, changed)
    except Refused as refusal:
        return _form(request, desk, cells, refusal.status, row_id=row_id, version=version, error=refusal.sentence)
    tell(request, session, desk)
    return see_other(request, desk.path, "The row is saved.")


def _conflict(request: Request, desk: Desk, row_id: int, changed: RowChanged) -> Response:
    """Both rows side by side, with the newer version's number and no choice made: saving again needs one."""
    theirs = changed.theirs
    more: dict[str, Any] = {"error": changed.sentence}
    if theirs is None:
        more["error"] = "Somebody removed this row while you were editing it. Save to add yours as a new row."
    else:
        held = json.loads(theirs.cells)
        more |= {"row_id": row_id, "version": theirs.version, "theirs": held, "by": theirs.changed_by}
    return _form(request, desk, changed.mine, changed.status, **more)


@router.post("/{row_id}/remove")
def remove_row(
    request: Request, desk: Writer, session: WriteSession, row_id: int, version: Annotated[int, Form()]
) -> Response:
    """Take the row out, with a way back."""
    try:
        service.remove_row(session, desk, row_id, version)
    except RowChanged as changed:
        return _conflict(request, desk, row_id, changed)
    tell(request, session, desk)
    return see_other(request, desk.path, "The row is removed.", undo=f"{desk.path}/rows/{row_id}/restore")


@router.post("/{row_id}/restore")
def restore_row(request: Request, desk: Writer, session: WriteSession, row_id: int) -> Response:
    """Put a removed row back."""
    service.put_back_row(session, desk, row_id)
    tell(request, session, desk)
    return see_other(request, desk.path, "The row is back.")


@router.post("/{row_id}/move")
def move_row(
    request: Request, desk: Writer, session: WriteSession, row_id: int, where: Annotated[Literal["up", "down"], Form()]
) -> Response:
    """Let the row change places with the one before or after."""
    service.move_row(session, desk, row_id, down=where == "down")
    tell(request, session, desk)
    return see_other(request, desk.path, "The row is moved.")
