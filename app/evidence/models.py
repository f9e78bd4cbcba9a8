"""The evidence library: items, their revisions and the files behind them."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel, UniqueConstraint


class EvidenceItem(SQLModel, table=True):
    """One thing that claims can rest on; `ref` such as E12 is its name within the authority.

    `as_at` is what the item is true of, not when it was added. `text_alternative` says what a picture shows to
    whoever cannot see it. By `review_by`, if set, the owner looks whether it still holds. `version` counts changes of
    these fields.
    """

    __table_args__ = (UniqueConstraint("authority_id", "ref"),)
    id: int | None = Field(default=None, primary_key=True)
    authority_id: int = Field(foreign_key="authority.id", index=True)
    ref: str
    title: str
    kind: str
    owner: str
    as_at: date
    status: str
    sensitivity: str
    version: int = 1
    text_alternative: str = ""
    review_by: date | None = None
    added_at: datetime


class EvidenceLimit(SQLModel, table=True):
    """How large a file of an authority's library may be, where its administrator has set that."""

    authority_id: int = Field(foreign_key="authority.id", primary_key=True)
    megabytes: int


class EvidenceRevision(SQLModel, table=True):
    """A revision of an item, never changed: a file with its SHA-256, or a link."""

    __table_args__ = (UniqueConstraint("item_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="evidenceitem.id", index=True)
    number: int
    link: str = ""
    file_name: str = ""
    file_sha256: str = ""
    file_size: int = 0
    media_type: str = ""
    added_at: datetime
    added_by: str


class SupersededRevision(SQLModel, table=True):
    """What an item was true of, and its status, when a revision was superseded; those of the newest are the item's."""

    revision_id: int = Field(foreign_key="evidencerevision.id", primary_key=True)
    as_at: date
    status: str
