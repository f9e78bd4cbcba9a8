"""How a text came to be: its steps, its revisions, what was rescued, and what it cites."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Field, SQLModel


@dataclass
class HeldText:
    """A text as it stands, its row held until the transaction ends; a change makes it what it then is.

    The columns of `Text`, outside the session: minding one object of the session takes longer than reading it.
    """

    id: int
    version: int
    schema_version: int
    doc: str
    words: int
    uncited: int
    last_author: str
    last_author_id: int | None
    last_at: datetime | None


class Step(SQLModel, table=True):
    """One step of editing, never changed; applying it to version - 1 gives `version`."""

    text_id: int = Field(foreign_key="text.id", primary_key=True)
    version: int = Field(primary_key=True)
    client_id: str
    author: str
    author_id: int | None = None
    at: datetime
    step: str


class Revision(SQLModel, table=True):
    """The whole document at one version, never changed.

    `kind` says why it was kept: checkpoint (for speed alone), written (a new hand or a pause began), saved,
    imported, restored, grouped, named or agreed.
    """

    id: int | None = Field(default=None, primary_key=True)
    text_id: int = Field(foreign_key="text.id", index=True)
    version: int
    kind: str
    doc: str
    schema_version: int
    words: int
    author: str
    author_id: int | None = None
    at: datetime


class TextSource(SQLModel, table=True):
    """Where the words of a version came from that nobody typed anew, never changed.

    `kind` is restored (an earlier version of the same text), joined (the text of another answer) or apart (the text
    as it was before it was joined).
    """

    text_id: int = Field(foreign_key="text.id", primary_key=True)
    version: int = Field(primary_key=True)
    kind: str
    source_text_id: int = Field(foreign_key="text.id")
    source_version: int


class Recovered(SQLModel, table=True):
    """Words that could not stay where they were typed, kept for their author; no program deletes them."""

    id: int | None = Field(default=None, primary_key=True)
    text_id: int = Field(foreign_key="text.id", index=True)
    author_id: int = Field(foreign_key="person.id", index=True)
    at: datetime
    words: str
    doc: str
    restored_at: datetime | None = None


class CitationUse(SQLModel, table=True):
    """Which revision of which item a text cites now, and how often; derived whenever a step is committed."""

    text_id: int = Field(foreign_key="text.id", primary_key=True)
    evidence_revision_id: int = Field(foreign_key="evidencerevision.id", primary_key=True, index=True)
    times: int


class FigureUse(SQLModel, table=True):
    """Which extract of an authority's figures a text shows now, and how often; derived whenever a step is committed."""

    text_id: int = Field(foreign_key="text.id", primary_key=True)
    extract: str = Field(primary_key=True, index=True)
    times: int
