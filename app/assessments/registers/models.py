"""Rows of a register and the states that the register has been in."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint


class RegisterRow(SQLModel, table=True):
    """One row; `cells` is JSON of column key to text, `version` counts its changes."""

    id: int | None = Field(default=None, primary_key=True)
    response_id: int = Field(foreign_key="response.id", index=True)
    position: int
    cells: str
    version: int = 1
    changed_by: str
    changed_at: datetime
    removed_at: datetime | None = None


class RegisterRevision(SQLModel, table=True):
    """All rows of a register after one change, never changed; `number` is the register's version then."""

    __table_args__ = (UniqueConstraint("response_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    response_id: int = Field(foreign_key="response.id", index=True)
    number: int
    rows: str
    author: str
    author_id: int | None = None
    at: datetime
