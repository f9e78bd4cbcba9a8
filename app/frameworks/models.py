"""Frameworks and scales as they were loaded: each version a row that never changes."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint


class FrameworkVersion(SQLModel, table=True):
    """One version of a framework; `content` is its canonical JSON. Assessments point at the one they opened with."""

    __table_args__ = (UniqueConstraint("slug", "fingerprint"),)
    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(index=True)
    fingerprint: str
    title: str
    content: str
    loaded_at: datetime


class ScaleVersion(SQLModel, table=True):
    """One version of a judgement scale; `content` is its canonical JSON."""

    __table_args__ = (UniqueConstraint("slug", "fingerprint"),)
    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(index=True)
    fingerprint: str
    title: str
    content: str
    loaded_at: datetime
