"""Reading what happened to a response."""

from collections.abc import Sequence

from sqlmodel import Session, select

from app.assessments.workflow.models import WorkflowEvent


def events_of(session: Session, response_id: int) -> Sequence[WorkflowEvent]:
    """Everything that happened to a response, oldest first."""
    return session.exec(
        select(WorkflowEvent).where(WorkflowEvent.response_id == response_id).order_by(WorkflowEvent.id)
    ).all()
