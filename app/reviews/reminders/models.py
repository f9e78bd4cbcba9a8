"""Reminders that were sent."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel, UniqueConstraint


class Reminder(SQLModel, table=True):
    """A reminder to one person, never changed; the database refuses a second one on the same day."""

    __table_args__ = (UniqueConstraint("round_id", "person_id", "sent_on"),)
    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    authority_id: int = Field(foreign_key="authority.id")
    person_id: int = Field(foreign_key="person.id")
    what: str
    text: str
    sent_by: str
    sent_on: date
    sent_at: datetime
