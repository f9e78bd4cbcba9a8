"""Proposals, the differences that they consist of, and the private texts in which they are written."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Proposal(SQLModel, table=True):
    """Somebody's version of a text, made from its version `made_version`; never changed once it is sent.

    `source` is suggested or word. `author` says whose words they are, with an id where that is somebody who signs
    in; `sent_by` who brought them here.
    """

    id: int | None = Field(default=None, primary_key=True)
    text_id: int = Field(foreign_key="text.id", index=True)
    made_version: int
    source: str
    author: str
    author_id: int | None = Field(default=None, foreign_key="person.id")
    sent_by: str
    sent_by_id: int = Field(foreign_key="person.id")
    note: str = ""
    at: datetime


class Suggestion(SQLModel, table=True):
    """One difference of a proposal: `was` gives way to `becomes`, both lists of nodes as JSON; either may be empty.

    `state` is open, accepted or rejected. While it is open an anchor holds its place; once decided, `start` is
    where it stood at `version`, so that the decision can be taken back.
    """

    id: int | None = Field(default=None, primary_key=True)
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    text_id: int = Field(foreign_key="text.id", index=True)
    anchor_id: int | None = Field(default=None, foreign_key="anchor.id")
    was: str
    becomes: str
    state: str = "open"
    decided_by: str = ""
    decided_by_id: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = None
    version: int = 0
    start: int = 0


class Draft(SQLModel, table=True):
    """A private copy of a text, from its version `base_version`, in which its author writes a proposal.

    It is a text of its own, saved step by step like any other; closed once it is sent or given up.
    """

    id: int | None = Field(default=None, primary_key=True)
    text_id: int = Field(foreign_key="text.id", index=True)
    own_text_id: int = Field(foreign_key="text.id", unique=True)
    author_id: int = Field(foreign_key="person.id")
    base_version: int
    begun_at: datetime
    closed_at: datetime | None = None
