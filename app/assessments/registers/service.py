"""Verbs about rows: add, save, remove, put back; each makes a new state of the register."""

import json
from collections.abc import Mapping, Sequence
from typing import NoReturn

from sqlmodel import Session, func, select

from app.activity.service import record
from app.activity.tags import Tag
from app.assessments.models import Response
from app.assessments.permissions import Desk
from app.assessments.registers.models import RegisterRevision, RegisterRow
from app.assessments.registers.queries import rows_of
from app.assessments.registers.rules import clean_cells
from app.assessments.texts.service import Hand
from app.assessments.workflow.service import response_of, wrote
from app.core.clock import now
from app.core.errors import Conflict, NotFound, Refused


class RowChanged(Conflict):
    """Somebody saved this row first; carries both, so that the person can choose or merge."""

    def __init__(self, theirs: RegisterRow | None, mine: Mapping[str, str]) -> None:
        super().__init__("Somebody else changed this row while you were editing it. Choose what to keep.")
        self.theirs, self.mine = theirs, dict(mine)


def add_row(session: Session, desk: Desk, typed: Mapping[str, str]) -> RegisterRow:
    """Add a row at the end; Refused where the register is full."""
    prompt, response = desk.reading.prompts[desk.prompt.key], _register(session, desk)
    cells = clean_cells(prompt.columns, typed)
    assert response.id is not None
    standing = rows_of(session, response.id)
    if prompt.max_rows is not None and len(standing) >= prompt.max_rows:
        raise Refused(f"This register holds at most {prompt.max_rows} rows. Change or remove one of them.")
    last = session.exec(select(func.max(RegisterRow.position)).where(RegisterRow.response_id == response.id)).one()
    row = RegisterRow(
        response_id=response.id, position=(last or 0) + 1, cells=json.dumps(cells, ensure_ascii=False),
        changed_by=desk.actor.name, changed_at=now(),
    )
    session.add(row)
    _changed(session, desk, response, Tag.ROW_SAVED)
    return row


def save_row(session: Session, desk: Desk, row_id: int, version: int, typed: Mapping[str, str]) -> RegisterRow:
    """Save a row that the person saw at `version`; RowChanged where it is newer or gone."""
    prompt, response = desk.reading.prompts[desk.prompt.key], _register(session, desk)
    row = _row(session, response, row_id)
    if row.removed_at is not None or row.version != version:
        raise RowChanged(None if row.removed_at else row, typed)
    cells = json.dumps(clean_cells(prompt.columns, typed), ensure_ascii=False)
    if cells != row.cells:
        row.cells, row.version, row.changed_by, row.changed_at = cells, row.version + 1, desk.actor.name, now()
        _changed(session, desk, response, Tag.ROW_SAVED)
    return row


def ask_again(session: Session, desk: Desk, row_id: int, typed: Mapping[str, str]) -> NoReturn:
    """Raise RowChanged with the row as it is now: the person has seen both and not said which should stand."""
    row = _row(session, _register(session, desk), row_id)
    raise RowChanged(None if row.removed_at else row, typed)


def remove_row(session: Session, desk: Desk, row_id: int, version: int) -> None:
    """Take a row out; it can be put back."""
    response = _register(session, desk)
    row = _row(session, response, row_id)
    if row.removed_at is not None or row.version != version:
        raise RowChanged(None if row.removed_at else row, json.loads(row.cells))
    row.removed_at, row.version = now(), row.version + 1
    _changed(session, desk, response, Tag.ROW_REMOVED)


def put_back_row(session: Session, desk: Desk, row_id: int) -> None:
    """Put a removed row back where it stood."""
    prompt, response = desk.reading.prompts[desk.prompt.key], _register(session, desk)
    row = _row(session, response, row_id)
    assert response.id is not None
    if prompt.max_rows is not None and row.removed_at and len(rows_of(session, response.id)) >= prompt.max_rows:
        raise Refused(f"This register holds at most {prompt.max_rows} rows. Remove one before putting this back.")
    if row.removed_at is not None:
        row.removed_at, row.version = None, row.version + 1
        _changed(session, desk, response, Tag.ROW_RESTORED)


def replace_rows(session: Session, response: Response, rows: Sequence[Mapping[str, str]], hand: Hand) -> None:
    """Set a register's rows as a whole, as an import or a first filling does."""
    assert response.id is not None
    for old in rows_of(session, response.id):
        old.removed_at = now()
    session.add_all(
        RegisterRow(response_id=response.id, position=position, cells=json.dumps(dict(cells), ensure_ascii=False),
                    changed_by=hand.name, changed_at=now())
        for position, cells in enumerate(rows, 1)
    )
    keep_rows(session, response, hand)


def keep_rows(session: Session, response: Response, hand: Hand) -> None:
    """Keep the register as it now stands as its next state, and tell the workflow."""
    session.flush()
    assert response.id is not None
    rows = [{"id": row.id, "cells": json.loads(row.cells)} for row in rows_of(session, response.id)]
    response.rows_version += 1
    session.add(RegisterRevision(
        response_id=response.id, number=response.rows_version, rows=json.dumps(rows, ensure_ascii=False),
        author=hand.name, author_id=hand.person_id, at=now(),
    ))
    wrote(session, response, response.rows_version, hand)


def _changed(session: Session, desk: Desk, response: Response, tag: Tag) -> None:
    keep_rows(session, response, Hand(desk.actor.name, desk.actor.person_id))
    record(session, tag, desk.actor, desk.place.id, desk.path, prompts=desk.reading.prompts[desk.prompt.key].name)


def _register(session: Session, desk: Desk) -> Response:
    response = response_of(session, desk)
    if response.kind != "register":
        raise NotFound
    return response


def _row(session: Session, response: Response, row_id: int) -> RegisterRow:
    row = session.get(RegisterRow, row_id, with_for_update=True, populate_existing=True)
    if row is None or row.response_id != response.id:
        raise NotFound
    return row
