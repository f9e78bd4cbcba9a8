"""Rows of a register, every change of them, and the states that were kept."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint


class RegisterRow(SQLModel, table=True):
    """One row; `cells` is JSON of column key to text, `version` counts its changes.

    `versions` is JSON of column key to how often that cell has changed; a cell that never has is left out.
    """

    id: int | None = Field(default=None, primary_key=True)
    response_id: int = Field(foreign_key="response.id", index=True)
    position: int
    cells: str
    version: int = 1
    versions: str = "{}"
    changed_by: str
    changed_at: datetime
    removed_at: datetime | None = None


class RegisterChange(SQLModel, table=True):
    """One change of a register, never changed itself; it brings the register's rows to version `number`.

    `kind` is cell, added, removed, restored, moved or replaced. For a cell, `cut` at `start` gave way to `put`, which
    made it the cell's version `cell_version`. `client_id` is what the browser called this change, so that one whose
    acknowledgement was lost is known again.
    """

    response_id: int = Field(foreign_key="response.id", primary_key=True)
    number: int = Field(primary_key=True)
    kind: str
    row_id: int | None = Field(default=None, index=True)
    cell: str = ""
    cell_version: int = 0
    start: int = 0
    cut: str = ""
    put: str = ""
    client_id: str = ""
    author: str
    author_id: int | None = None
    at: datetime


class RegisterRevision(SQLModel, table=True):
    """All rows of a register as one version left them, never changed; `number` is the register's version then."""

    __table_args__ = (UniqueConstraint("response_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    response_id: int = Field(foreign_key="response.id", index=True)
    number: int
    rows: str
    author: str
    author_id: int | None = None
    at: datetime
