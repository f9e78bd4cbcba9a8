"""Passages of texts that something refers to."""

from sqlmodel import Field, SQLModel


class Anchor(SQLModel, table=True):
    """A passage of a text: where it was made, and where it is at `version`, the text's current one.

    `state` is exact (still its words, followed step by step), moved (its place was lost, its words found elsewhere),
    changed (its place holds other words) or gone. Positions count as ProseMirror does. `made_…`, `quote` and what
    stood around it never change.
    """

    id: int | None = Field(default=None, primary_key=True)
    text_id: int = Field(foreign_key="text.id", index=True)
    made_version: int
    made_start: int
    made_end: int
    quote: str
    prefix: str
    suffix: str
    version: int
    start: int
    end: int
    state: str = "exact"
