"""One act that somebody did."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Activity(SQLModel, table=True):
    """An entry of the audit trail, never changed; `tag` is source:subject:action."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    tag: str = Field(index=True)
    person_id: int | None = Field(default=None, index=True)
    person_name: str = ""
    authority_id: int | None = Field(default=None, index=True)
    subject: str = ""
    detail: str = "{}"
