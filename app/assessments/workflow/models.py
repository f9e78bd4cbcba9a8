"""What happened to a response, in the past tense."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class WorkflowEvent(SQLModel, table=True):
    """One event, never changed: `kind` happened to `version` of the response; a reason where one is needed."""

    id: int | None = Field(default=None, primary_key=True)
    response_id: int = Field(foreign_key="response.id", index=True)
    kind: str
    version: int
    reason: str = ""
    person: str
    person_id: int | None = None
    at: datetime
