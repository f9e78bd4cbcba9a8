"""Keeping the states of a register that people speak of."""

import json

from sqlmodel import Session, select

from app.assessments.models import Response
from app.assessments.registers.models import RegisterRevision
from app.assessments.registers.queries import last_change, rows_of
from app.core.clock import now


def keep_state(session: Session, response: Response) -> None:
    """Keep the rows as they now stand, for ever, as those of the register's version; once is enough.

    The state is told to be of whoever changed the register last: to agree it, or to begin after it, drafts nothing.
    """
    session.flush()
    assert response.id is not None
    if not response.rows_version or _is_kept(session, response):
        return
    last = last_change(session, response.id)
    rows = [{"id": row.id, "cells": json.loads(row.cells)} for row in rows_of(session, response.id)]
    session.add(RegisterRevision(
        response_id=response.id, number=response.rows_version, rows=json.dumps(rows, ensure_ascii=False),
        author=last.author if last else "", author_id=last.author_id if last else None, at=last.at if last else now(),
    ))
    session.flush()


def _is_kept(session: Session, response: Response) -> bool:
    kept = select(RegisterRevision.id).where(
        RegisterRevision.response_id == response.id, RegisterRevision.number == response.rows_version)
    return session.exec(kept).first() is not None
