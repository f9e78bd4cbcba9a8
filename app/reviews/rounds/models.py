"""Rounds, what happened to them, who is invited, and who may not review whom."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from app.frameworks.naming import in_year


class Round(SQLModel, table=True):
    """One region, one framework, one year.

    `sign_off_on` is the last day for signatures; it may lie before the review or after it. Moderation begins on
    `moderation_on`, when everything is to be released, the challenge on `challenge_on`; responses are due on
    `response_on`. `state` is folded from the round's events and written by `rounds.service.happen` alone.
    """

    __table_args__ = (UniqueConstraint("region_id", "framework_slug", "year"),)
    id: int | None = Field(default=None, primary_key=True)
    region_id: int = Field(foreign_key="region.id")
    framework_slug: str
    year: str
    title: str
    sign_off_on: date
    moderation_on: date
    challenge_on: date
    response_on: date
    state: str = "preparing"

    @property
    def name(self) -> str:
        """What it is called: its title with its year."""
        return in_year(self.title, self.year)


class RoundEvent(SQLModel, table=True):
    """One event of a round, never changed; a reason where one is needed."""

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    kind: str
    reason: str = ""
    person: str
    person_id: int | None = None
    at: datetime


class Invitation(SQLModel, table=True):
    """An authority that is asked to take part; `answer` is waiting, takes_part or declines, with the reason why."""

    round_id: int = Field(foreign_key="round.id", primary_key=True)
    authority_id: int = Field(foreign_key="authority.id", primary_key=True)
    answer: str = "waiting"
    reason: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None


class SharedLeadership(SQLModel, table=True):
    """Two authorities under one director or one leadership team, in every round until it ends."""

    id: int | None = Field(default=None, primary_key=True)
    region_id: int = Field(foreign_key="region.id", index=True)
    one_id: int = Field(foreign_key="authority.id")
    other_id: int = Field(foreign_key="authority.id")
    why: str
    declared_by: str
    declared_at: datetime
    ended_by: str = ""
    ended_at: datetime | None = None


class DeclaredConflict(SQLModel, table=True):
    """Two authorities that do not review one another in a round, as one of them or the region says, until lifted."""

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    one_id: int = Field(foreign_key="authority.id")
    other_id: int = Field(foreign_key="authority.id")
    why: str
    declared_by: str
    declared_for: str
    declared_at: datetime
    lifted_by: str = ""
    lifted_why: str = ""
    lifted_at: datetime | None = None
