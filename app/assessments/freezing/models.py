"""Frozen revisions of a whole assessment, and who signed them."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint


class FrozenRevision(SQLModel, table=True):
    """The whole content at one moment, as canonical JSON with its SHA-256; the database refuses any change."""

    __table_args__ = (UniqueConstraint("assessment_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    number: int
    content: str
    sha256: str
    frozen_at: datetime
    frozen_by: str
    frozen_by_id: int | None = None


class SignOff(SQLModel, table=True):
    """A director's signature under one frozen revision; the database refuses any change."""

    id: int | None = Field(default=None, primary_key=True)
    frozen_id: int = Field(foreign_key="frozenrevision.id", unique=True)
    person_id: int = Field(foreign_key="person.id")
    name: str
    role: str
    declaration: str
    signed_at: datetime
