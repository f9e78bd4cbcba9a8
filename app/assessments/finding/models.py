"""What was replaced at one stroke, so that it can be put back."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Replacement(SQLModel, table=True):
    """Words replaced in many places by one person, never changed; `made` is JSON of where and in which steps.

    `undoes_id` names the replacement that this one put back.
    """

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    at: datetime
    words: str
    by: str
    made: str
    undoes_id: int | None = Field(default=None, foreign_key="replacement.id", unique=True)
