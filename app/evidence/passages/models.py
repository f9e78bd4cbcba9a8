"""The text of the library's files, place by place, and how far each file has been read."""

from sqlmodel import Field, SQLModel


class EvidenceReading(SQLModel, table=True):
    """Whether a revision's file has been read: waiting, read, empty or failed; `note` is a sentence where there is one.

    `passages` counts the places in which text was found, `rules` is the number of the rules by which it was read last.
    """

    revision_id: int = Field(primary_key=True, foreign_key="evidencerevision.id")
    state: str = "waiting"
    passages: int = 0
    note: str = ""
    rules: int = 0


class EvidencePassage(SQLModel, table=True):
    """The text of one place of a revision, such as p. 7; its words stand in the index under the same id.

    It stands where its `rules` are those of the reading. One of later rules belongs to a reading that is not at its
    end; one of earlier rules is kept where a citation may have been made of it: its place says something else now.
    """

    id: int | None = Field(default=None, primary_key=True)
    revision_id: int = Field(foreign_key="evidencerevision.id", index=True)
    place: str
    text: str
    rules: int
