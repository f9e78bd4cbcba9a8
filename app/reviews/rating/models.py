"""The ratings and remarks of a review, each as it ever stood, and what was submitted."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Rating(SQLModel, table=True):
    """How a reviewer rates one answer or section from one moment on, never changed; the newest counts.

    `scope` is answer or section, `key` that of its first prompt or of the section. `about_sha256` is the hash of the
    very words that were rated, in the frozen revision beside it. `level` and `agrees` are keys of rating.rules; a
    rating may want its reason still. `written_in` names the window in which it was typed.
    """

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", index=True)
    frozen_id: int = Field(foreign_key="frozenrevision.id")
    scope: str
    key: str
    about_sha256: str
    level: str
    reason: str
    agrees: str
    written_in: str
    at: datetime


class Remark(SQLModel, table=True):
    """Feedback under one heading from one moment on, never changed; the newest counts.

    `section` is empty for what is said of the whole.
    """

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", index=True)
    section: str
    head: str
    words: str
    written_in: str
    at: datetime


class Submission(SQLModel, table=True):
    """A review as it was submitted, never changed: its canonical JSON, with the SHA-256 of that in hexadecimal."""

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", unique=True)
    frozen_id: int = Field(foreign_key="frozenrevision.id")
    content: str
    sha256: str
    submitted_by: str
    submitted_by_id: int
    at: datetime


class FeedbackPoint(SQLModel, table=True):
    """One point of a submitted review, never changed; the authority answers each."""

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", index=True)
    section: str
    head: str
    number: int
    words: str
