"""Assessments, their prompts and the responses to them."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel, UniqueConstraint


class Assessment(SQLModel, table=True):
    """One authority, one framework, one year; its wording is the framework version it was opened with.

    `budget` is how many words the whole is to have; `section_budgets` is JSON of section key to words.
    """

    __table_args__ = (UniqueConstraint("authority_id", "framework_slug", "year"),)
    id: int | None = Field(default=None, primary_key=True)
    authority_id: int = Field(foreign_key="authority.id", index=True)
    framework_slug: str
    framework_version_id: int = Field(foreign_key="frameworkversion.id")
    year: str
    title: str
    opened_at: datetime
    opened_by: str
    budget: int | None = None
    section_budgets: str = "{}"


class Text(SQLModel, table=True):
    """A rich text as it stands: `doc` is the document of `version`, counted in steps.

    `last_author_id` and `last_at` tell whose steps came last, so that a new hand begins a new revision.
    """

    id: int | None = Field(default=None, primary_key=True)
    version: int = 0
    schema_version: int
    doc: str
    words: int = 0
    uncited: int = 0
    last_author: str = ""
    last_author_id: int | None = None
    last_at: datetime | None = None


class Response(SQLModel, table=True):
    """What the authority says to one prompt, or to several answered together.

    `kind` is text or register. `state`, `agreed_version` and `reason` are folded from the workflow's events and
    written by `workflow.service.happen` alone. `rows_version` counts changes of a register's rows.
    """

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    kind: str
    text_id: int | None = Field(default=None, foreign_key="text.id", unique=True)
    rows_version: int = 0
    state: str = "not_started"
    agreed_version: int | None = None
    reason: str = ""
    comments_version: int = 0


class Prompt(SQLModel, table=True):
    """One prompt of an assessment; its wording and guidance stand in the framework version.

    `response_id` is the answer it has now, `own_response_id` the one it had when the assessment was opened:
    prompts answered together share one. `budget` is how many words its answer is to have.
    """

    __table_args__ = (UniqueConstraint("assessment_id", "key"),)
    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    key: str
    position: int
    section_key: str
    kind: str
    own_response_id: int = Field(foreign_key="response.id")
    response_id: int = Field(foreign_key="response.id", index=True)
    author_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    lead_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    due_on: date | None = None
    wording_received: str = ""
    sub_items_received: str = "{}"
    budget: int | None = None
