"""Names that people gave to versions."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class NamedVersion(SQLModel, table=True):
    """A name that somebody gave to one version of a text or register, never changed."""

    id: int | None = Field(default=None, primary_key=True)
    response_id: int = Field(foreign_key="response.id", index=True)
    version: int
    name: str
    person: str
    person_id: int | None = None
    at: datetime
