"""Frozen revisions that were released to a round, the people who review them, and the review that each has begun."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class ReleasedRevision(SQLModel, table=True):
    """A frozen revision that reviewers of a round may read, never changed; the newest of an assessment counts."""

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    frozen_id: int = Field(foreign_key="frozenrevision.id")
    name: str
    released_by: str
    released_by_id: int | None = None
    released_at: datetime


class Reviewer(SQLModel, table=True):
    """A named person who reviews what a pair says, until they are taken off it: of the reviewing authority, or with
    `guest_id` somebody whom it invited. `removed_why` is a sentence where nobody took them off, and empty otherwise."""

    id: int | None = Field(default=None, primary_key=True)
    pair_id: int = Field(foreign_key="pair.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    guest_id: int | None = Field(default=None, foreign_key="guest.id", index=True)
    assigned_by: str
    assigned_at: datetime
    removed_by: str = ""
    removed_at: datetime | None = None
    removed_why: str = ""


class Review(SQLModel, table=True):
    """What one reviewer has begun; once it is submitted, the database refuses every change of it."""

    id: int | None = Field(default=None, primary_key=True)
    reviewer_id: int = Field(foreign_key="reviewer.id", unique=True)
    begun_at: datetime
    submitted_at: datetime | None = None
