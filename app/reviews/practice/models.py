"""Good practice, offered and asked for."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Practice(SQLModel, table=True):
    """A passage of a released assessment, offered to the region with a note.

    `quote` stands in the release word for word, in the section and answer that `place` names. `state` is offered,
    accepted, declined or withdrawn; only `practice.service` changes it. `sent_as` is the name of the form that made it,
    sent perhaps twice; so below.
    """

    id: int | None = Field(default=None, primary_key=True)
    region_id: int = Field(foreign_key="region.id", index=True)
    authority_id: int = Field(foreign_key="authority.id", index=True)
    release_id: int = Field(foreign_key="releasedrevision.id")
    place: str
    title: str
    quote: str
    note: str
    offered_by: str
    offered_at: datetime
    state: str = "offered"
    decided_by: str = ""
    reason: str = ""
    decided_at: datetime | None = None
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = None
    sent_as: str | None = Field(default=None, index=True, unique=True)


class PracticeAsk(SQLModel, table=True):
    """Good practice that an authority would like to learn from others, in a line of its own, until withdrawn."""

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    authority_id: int = Field(foreign_key="authority.id", index=True)
    words: str
    asked_by: str
    asked_at: datetime
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = None
    sent_as: str | None = Field(default=None, index=True, unique=True)
