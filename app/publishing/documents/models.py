"""A finished file that was made of an assessment."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.publishing.models import told_unprinted


class Document(SQLModel, table=True):
    """One PDF; `key` names the content, edition and maker that it came from, `file_sha256` its bytes.

    `unprinted` says place by place which characters could not be printed, as lines.
    """

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    key: str = Field(unique=True)
    edition: str
    number: int
    content_sha256: str = Field(index=True)
    file_sha256: str = Field(index=True)
    size: int
    pages: int
    made_at: datetime
    made_by: str
    unprinted: str = ""

    @property
    def told_unprinted(self) -> str:
        """The same in a sentence; nothing where all could be printed."""
        return told_unprinted(self.unprinted.splitlines())
