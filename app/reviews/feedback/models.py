"""What an authority answers to the points of its reviews, and the actions that are agreed."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel


class PointAnswer(SQLModel, table=True):
    """An answer to one point from one moment on, never changed; the newest counts. `kind` is a key of ANSWERS.

    `shares` is whether it lets the region share the point, of good practice, with every authority. `sent_as` is the
    name of the form that made it, sent perhaps twice; so below.
    """

    id: int | None = Field(default=None, primary_key=True)
    point_id: int = Field(foreign_key="feedbackpoint.id", index=True)
    kind: str
    words: str
    shares: bool = False
    answered_by: str
    answered_by_id: int
    at: datetime
    sent_as: str | None = Field(default=None, index=True, unique=True)


class AgreedAction(SQLModel, table=True):
    """Something that the authority will do, by whom and when, until it is withdrawn; about a point, or none."""

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    authority_id: int = Field(foreign_key="authority.id", index=True)
    point_id: int | None = Field(default=None, foreign_key="feedbackpoint.id")
    enquiry_id: int | None = Field(default=None, foreign_key="enquiry.id")
    words: str
    owner: str
    due_on: date
    agreed_by: str
    agreed_by_id: int
    at: datetime
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = None
    sent_as: str | None = Field(default=None, index=True, unique=True)
