"""One cell saved while somebody types in it, and what everybody who looks at the register is to know."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.activity.service import record
from app.activity.tags import Tag
from app.assessments.models import Response
from app.assessments.permissions import Desk
from app.assessments.registers.models import RegisterChange, RegisterRow
from app.assessments.registers.queries import cell_changes, changes_since, last_change, rows_named, rows_of
from app.assessments.registers.rules import clean, joined
from app.assessments.registers.service import hand_of, register_of, row_of, write_cell
from app.core.errors import NotFound
from app.frameworks.rules import Column
from app.richtext.merge import Splice

MOST = 500  # changes told one by one; whoever missed more reads the register again


@dataclass(frozen=True)
class Typed:
    """What somebody typed into a cell that they had seen at `version`.

    `name` is what the browser calls this save. With `exact` it holds only for that version, as words do that an
    earlier visit left behind.
    """

    row_id: int
    cell: str
    version: int
    text: str
    name: str
    exact: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell as it stands once a save was decided: `outcome` is saved, changed (both stand apart) or removed.

    `by` is whoever changed the row last.
    """

    outcome: str
    version: int
    text: str
    by: str
    number: int


def save_cell(session: Session, desk: Desk, typed: Typed) -> Cell:
    """Save a cell; others' changes that do not meet the person's are kept with them, and nothing is saved over any."""
    response = register_of(session, desk)
    row = row_of(session, response, typed.row_id)
    column = _column(desk, typed.cell)
    text = clean(column, typed.text)
    if row.removed_at is not None:
        return _cell("removed", response, row, typed.cell)
    together = _together(session, row, column, typed, text)
    if together is None:
        return _cell("changed", response, row, typed.cell)
    if together != json.loads(row.cells).get(typed.cell, ""):
        begins = write_cell(session, response, row, typed.cell, together, hand_of(desk), typed.name)
        if begins:
            told = desk.reading.prompts[desk.prompt.key].name
            record(session, Tag.RESPONSE_WRITTEN, desk.actor, desk.place.id, desk.path, prompts=told)
    return _cell("saved", response, row, typed.cell)


def _column(desk: Desk, key: str) -> Column:
    found = next((one for one in desk.reading.prompts[desk.prompt.key].columns if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def _together(session: Session, row: RegisterRow, column: Column, typed: Typed, text: str) -> str | None:
    """What the cell should say; None where the person has to choose between theirs and the others'."""
    held, version = json.loads(row.cells).get(column.key, ""), json.loads(row.versions).get(column.key, 0)
    if typed.version == version:
        return text
    later = cell_changes(session, row, column.key, typed.version)
    if any(change.client_id == typed.name for change in later):
        return str(held)  # it arrived before, and only the answer to it was lost
    if typed.exact or typed.version > version:  # a later one than there is: a backup was restored
        return text if text == held else None
    return joined(column, _before(later, held), text, held)


def _before(later: Sequence[RegisterChange], text: str) -> str:
    """What stood there before these changes, the newest of which comes first."""
    for change in later:
        text = Splice(change.start, change.cut, change.put).undone(text)
    return text


def _cell(outcome: str, response: Response, row: RegisterRow, key: str) -> Cell:
    cells, versions = json.loads(row.cells), json.loads(row.versions)
    return Cell(outcome, versions.get(key, 0), cells.get(key, ""), row.changed_by, response.rows_version)


def whole(session: Session, response: Response) -> dict[str, Any]:
    """The register as it stands, for whoever begins to look at it."""
    assert response.id is not None
    return {"version": response.rows_version, "rows": [shown(row) for row in rows_of(session, response.id)]}


def shown(row: RegisterRow) -> dict[str, Any]:
    """A row as the browser is told of it."""
    return {"id": row.id, "cells": json.loads(row.cells), "versions": json.loads(row.versions), "by": row.changed_by}


def news(session: Session, response_id: int, since: int) -> dict[str, Any] | None:
    """What changed after a version: cells as they are now, rows that went, or that the whole is to be read again."""
    changes = changes_since(session, response_id, since, MOST + 1)
    if not changes:
        return None
    if len(changes) > MOST:
        last = last_change(session, response_id)
        assert last is not None
        return {"version": last.number, "cells": [], "removed": [], "again": True}
    newest = {(one.row_id, one.cell): one for one in changes if one.kind == "cell"}
    rows = {row.id: row for row in rows_named(session, sorted({key for key, _ in newest if key is not None}))}
    removed = [{"row": one.row_id, "by": one.author} for one in changes if one.kind == "removed"]
    return {
        "version": changes[-1].number, "removed": removed,
        "cells": [_told(rows[key], cell, change) for (key, cell), change in newest.items() if key is not None],
        "again": any(one.kind in ("added", "restored", "moved", "replaced") for one in changes),
    }


def _told(row: RegisterRow, cell: str, change: RegisterChange) -> dict[str, Any]:
    cells, versions = json.loads(row.cells), json.loads(row.versions)
    return {
        "row": row.id, "cell": cell, "version": versions.get(cell, 0), "text": cells.get(cell, ""),
        "by": change.author, "name": change.client_id,
    }
