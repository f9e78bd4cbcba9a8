"""Reading a register's rows and its earlier states."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.assessments.registers.models import RegisterRevision, RegisterRow


def rows_of(session: Session, response_id: int) -> Sequence[RegisterRow]:
    """The rows that stand in a register, in order."""
    return session.exec(
        select(RegisterRow).where(RegisterRow.response_id == response_id, col(RegisterRow.removed_at).is_(None))
        .order_by(col(RegisterRow.position), col(RegisterRow.id))
    ).all()


def revisions_of(session: Session, response_id: int) -> Sequence[RegisterRevision]:
    """Every state of a register, newest first."""
    return session.exec(
        select(RegisterRevision).where(RegisterRevision.response_id == response_id)
        .order_by(col(RegisterRevision.number).desc())
    ).all()


def revision_at(session: Session, response_id: int, number: int) -> RegisterRevision | None:
    """One state of a register."""
    return session.exec(
        select(RegisterRevision).where(RegisterRevision.response_id == response_id, RegisterRevision.number == number)
    ).first()
