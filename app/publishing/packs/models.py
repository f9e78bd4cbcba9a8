"""Packs that were made."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.publishing.models import told_unprinted


class Pack(SQLModel, table=True):
    """One pack as PDF and as zip, kept by their SHA-256; `key` names all that it came from.

    `kind` is challenge or moderation for the pack of one reviewer, feedback for the reviewed authority, round for the
    region, which has neither authority nor release. `files` is how many files of evidence the zip holds. `given` is of
    which evidence it hands out the file or the address: a JSON list of references and revisions; empty text in packs
    from before it was kept. `unprinted` says place by place which characters could not be printed, as lines.
    """

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: str
    round_id: int = Field(foreign_key="round.id", index=True)
    authority_id: int | None = Field(default=None, foreign_key="authority.id")
    release_id: int | None = Field(default=None, foreign_key="releasedrevision.id", index=True)
    reviewer_id: int | None = Field(default=None, foreign_key="reviewer.id", index=True)
    made_for: str
    address: str
    content_sha256: str = Field(index=True)
    pdf_sha256: str = Field(index=True)
    pdf_size: int
    pages: int
    zip_sha256: str = Field(index=True)
    zip_size: int
    files: int
    given: str = "[]"
    made_at: datetime
    made_by: str
    made_by_id: int | None = None
    unprinted: str = ""

    @property
    def told_unprinted(self) -> str:
        """The same in a sentence; nothing where all could be printed."""
        return told_unprinted(self.unprinted.splitlines())
