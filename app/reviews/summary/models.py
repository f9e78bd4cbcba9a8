"""What the region says of a round when it closes it."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class RoundSummary(SQLModel, table=True):
    """The summary of a round from one moment on, never changed; the newest counts.

    `priorities` are those that the region proposes, one to a line. `names_authorities` is whether authorities see
    one another's names beside the ratings.
    """

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    words: str
    priorities: str = ""
    names_authorities: bool
    written_by: str
    written_by_id: int
    at: datetime
