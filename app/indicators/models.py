"""Measures, the areas they are taken in, their figures, and figures on their way in."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel, UniqueConstraint


class Measure(SQLModel, table=True):
    """What is counted, shared by all authorities; `code` is its name in files, `slug` in addresses.

    `polarity` is high or low where that end is good, else none. Without `decimals` a value is shown as it was given.
    """

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    slug: str = Field(unique=True)
    title: str
    topic: str = ""
    numerator: str = ""
    denominator: str = ""
    unit: str = ""
    decimals: int | None = None
    polarity: str = "none"
    source: str = ""
    licence: str = ""
    frequency: str = ""


class Area(SQLModel, table=True):
    """Where something is counted: an authority, a region, England, or the statistical neighbours of an authority.

    `number` is the one that the Department for Education gives it. `authority_id` names whose area this is, or for
    statistical neighbours whose neighbours they are.
    """

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    kind: str
    number: str = ""
    region_id: int | None = Field(default=None, foreign_key="area.id", index=True)
    authority_id: int | None = Field(default=None, foreign_key="authority.id", index=True)


class Observation(SQLModel, table=True):
    """One figure: `value` as exact decimal text, or nothing with a `mark` that says why there is none.

    `period_order` sorts periods by time. Published figures are everybody's; provisional ones are seen by the
    area's own authority alone.
    """

    __table_args__ = (UniqueConstraint("measure_id", "area_id", "period", "status"),)
    id: int | None = Field(default=None, primary_key=True)
    measure_id: int = Field(foreign_key="measure.id")
    area_id: int = Field(foreign_key="area.id", index=True)
    period: str
    period_order: int
    value: str
    mark: str
    status: str


class FigureExtract(SQLModel, table=True):
    """Figures that somebody took for an answer, never changed: `content` is JSON, see `extracts.rules`.

    `name` is derived from the content, so that the same figures are kept once in an authority.
    """

    authority_id: int = Field(foreign_key="authority.id", primary_key=True)
    name: str = Field(primary_key=True)
    measure_id: int = Field(foreign_key="measure.id", index=True)
    content: str
    taken_at: datetime
    taken_by: str


class NeighbourList(SQLModel, table=True):
    """Which authorities are an authority's statistical neighbours, by whose reckoning and as at which day.

    A list that was withdrawn stays to be seen, and is compared with no more.
    """

    id: int | None = Field(default=None, primary_key=True)
    authority_id: int = Field(foreign_key="authority.id", index=True)
    as_at: date
    source: str
    added_at: datetime
    added_by: str
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""
    withdrawn_why: str = ""


class Neighbour(SQLModel, table=True):
    """One authority on such a list, the nearest first."""

    list_id: int = Field(foreign_key="neighbourlist.id", primary_key=True)
    area_id: int = Field(foreign_key="area.id", primary_key=True)
    position: int


class FigureImport(SQLModel, table=True):
    """A file on its way in: `kind` is figures or measures, `status` what its figures will be.

    `state` goes from sent over read to done; `columns` and `result` are JSON, see `intake.columns` and `intake.report`.
    """

    id: int | None = Field(default=None, primary_key=True)
    authority_id: int | None = Field(default=None, foreign_key="authority.id", index=True)
    kind: str
    status: str
    file_name: str
    file_sha256: str = ""
    columns: str = "{}"
    result: str = "{}"
    state: str = "sent"
    job_id: int | None = None
    sent_at: datetime
    sent_by: str
    done_at: datetime | None = None


class StagedFigure(SQLModel, table=True):
    """A figure that was read and waits for somebody to say yes; gone once it is taken over."""

    id: int | None = Field(default=None, primary_key=True)
    import_id: int = Field(foreign_key="figureimport.id", index=True)
    line: int
    measure_id: int
    area_id: int
    period: str
    period_order: int
    value: str
    mark: str
