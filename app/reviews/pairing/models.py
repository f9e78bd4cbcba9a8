"""Runs of the allocation, and the pairs that came of them."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class AllocationRun(SQLModel, table=True):
    """One run, never changed: its seed, the memory of the rotation in years, why it was made, what came of it.

    `told` is JSON: the sentences that say which rules could not hold and what to relax; empty where pairs were found.
    """

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    seed: int
    memory: int
    reason: str
    found: bool
    told: str = "[]"
    run_by: str
    run_by_id: int | None = None
    run_at: datetime


class Pair(SQLModel, table=True):
    """One authority challenges or moderates another one in a round, until it is removed.

    `locked_by` keeps it in later runs. `changed_why` is the reason of a change by hand, `breaks` the rules that it
    broke, as sentences; one that stays for its submitted review is given both when it breaks a rule by now. `published`
    says whether the authorities were told last that it stands.
    """

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    run_id: int | None = Field(default=None, foreign_key="allocationrun.id")
    kind: str
    reviewer_id: int = Field(foreign_key="authority.id", index=True)
    reviewed_id: int = Field(foreign_key="authority.id", index=True)
    locked_by: str = ""
    changed_by: str = ""
    changed_why: str = ""
    breaks: str = ""
    changed_at: datetime | None = None
    published: bool = False
    made_at: datetime
    removed_at: datetime | None = None
