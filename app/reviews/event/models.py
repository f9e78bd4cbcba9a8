"""Lines of enquiry, and the notes taken on them."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Enquiry(SQLModel, table=True):
    """One line of enquiry of a challenge, in its place, until it is dropped; `point_id` is where it came from.

    `sent_as` is the name of the form that made it, sent perhaps twice.
    """

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    authority_id: int = Field(foreign_key="authority.id", index=True)
    position: int
    words: str
    point_id: int | None = Field(default=None, foreign_key="feedbackpoint.id")
    added_by: str
    added_by_id: int
    added_at: datetime
    dropped_by: str = ""
    dropped_at: datetime | None = None
    sent_as: str | None = Field(default=None, index=True, unique=True)


class EnquiryNote(SQLModel, table=True):
    """What somebody noted on a line of enquiry, never changed; sent twice under one `sent_as`, it stands once."""

    id: int | None = Field(default=None, primary_key=True)
    enquiry_id: int = Field(foreign_key="enquiry.id", index=True)
    words: str
    person: str
    person_id: int
    side: str
    sent_as: str = Field(unique=True)
    at: datetime
