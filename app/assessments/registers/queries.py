"""Reading a register's rows, what has changed in them, and its earlier states."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.assessments.models import Response
from app.assessments.registers.models import RegisterChange, RegisterRevision, RegisterRow


def rows_of(session: Session, response_id: int) -> Sequence[RegisterRow]:
    """The rows that stand in a register, in order."""
    return session.exec(
        select(RegisterRow).where(RegisterRow.response_id == response_id, col(RegisterRow.removed_at).is_(None))
        .order_by(col(RegisterRow.position), col(RegisterRow.id))
    ).all()


def rows_named(session: Session, ids: Sequence[int]) -> Sequence[RegisterRow]:
    """Rows by id, standing or removed."""
    return session.exec(select(RegisterRow).where(col(RegisterRow.id).in_(ids))).all() if ids else []


def last_change(session: Session, response_id: int) -> RegisterChange | None:
    """What happened to a register last."""
    return session.exec(
        select(RegisterChange).where(RegisterChange.response_id == response_id)
        .order_by(col(RegisterChange.number).desc()).limit(1)
    ).first()


def changes_since(session: Session, response_id: int, number: int, most: int) -> Sequence[RegisterChange]:
    """What happened first to a register after one of its versions, in order."""
    return session.exec(
        select(RegisterChange).where(RegisterChange.response_id == response_id, RegisterChange.number > number)
        .order_by(col(RegisterChange.number)).limit(most)
    ).all()


def row_called(session: Session, response_id: int, client_id: str) -> RegisterRow | None:
    """The row to which a browser gave this name when it added it, if that arrived."""
    return session.exec(
        select(RegisterRow).join(RegisterChange, col(RegisterChange.row_id) == RegisterRow.id).where(
            RegisterChange.response_id == response_id, RegisterChange.kind == "added",
            RegisterChange.client_id == client_id,
        )
    ).first()


def cell_changes(session: Session, row: RegisterRow, cell: str, version: int) -> Sequence[RegisterChange]:
    """What happened to a cell after one of its versions, newest first."""
    return session.exec(
        select(RegisterChange).where(
            RegisterChange.row_id == row.id, RegisterChange.cell == cell, RegisterChange.cell_version > version,
        ).order_by(col(RegisterChange.cell_version).desc())
    ).all()


@dataclass(frozen=True)
class State:
    """One version of a register that can be looked at, without its rows."""

    number: int
    author: str
    at: datetime


def states_of(session: Session, response: Response) -> list[State]:
    """The kept states of a register, newest first, the one that stands at their head."""
    assert response.id is not None
    kept = [State(*row) for row in session.execute(
        select(RegisterRevision.number, RegisterRevision.author, RegisterRevision.at)
        .where(RegisterRevision.response_id == response.id).order_by(col(RegisterRevision.number).desc())
    ).all()]
    last = last_change(session, response.id)
    if last is not None and not (kept and kept[0].number == response.rows_version):
        kept.insert(0, State(response.rows_version, last.author, last.at))
    return kept


def state_at(session: Session, response: Response, number: int) -> list[dict[str, Any]] | None:
    """The rows of one version, each with its id and cells; None where it was not kept."""
    assert response.id is not None
    if number == response.rows_version:
        return [{"id": row.id, "cells": json.loads(row.cells)} for row in rows_of(session, response.id)]
    found = session.exec(
        select(RegisterRevision.rows)
        .where(RegisterRevision.response_id == response.id, RegisterRevision.number == number)
    ).first()
    return None if found is None else json.loads(found)
