"""Measures, areas, figures, statistical neighbours, and figures on their way in."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _measure()
    _area()
    _observation()
    _neighbours()
    _intake()


def _text(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String, nullable=False) for name in names]


def _measure() -> None:
    op.create_table(
        "measure",
        sa.Column("id", sa.Integer, primary_key=True),
        *_text("code", "slug", "title", "topic", "numerator", "denominator", "unit"),
        sa.Column("decimals", sa.Integer),
        *_text("polarity", "source", "licence", "frequency"),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("slug"),
    )


def _area() -> None:
    op.create_table(
        "area",
        sa.Column("id", sa.Integer, primary_key=True),
        *_text("slug", "name", "kind", "number"),
        sa.Column("region_id", sa.Integer, sa.ForeignKey("area.id")),
        sa.Column("authority_id", sa.Integer, sa.ForeignKey("authority.id")),
        sa.UniqueConstraint("slug"),
    )
    op.create_index("ix_area_region_id", "area", ["region_id"])
    op.create_index("ix_area_authority_id", "area", ["authority_id"])


def _observation() -> None:
    op.create_table(
        "observation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("measure_id", sa.Integer, sa.ForeignKey("measure.id"), nullable=False),
        sa.Column("area_id", sa.Integer, sa.ForeignKey("area.id"), nullable=False),
        *_text("period"),
        sa.Column("period_order", sa.Integer, nullable=False),
        *_text("value", "mark", "status"),
        sa.UniqueConstraint("measure_id", "area_id", "period", "status"),
    )
    op.create_index("ix_observation_area_id", "observation", ["area_id"])


def _neighbours() -> None:
    op.create_table(
        "neighbourlist",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("authority_id", sa.Integer, sa.ForeignKey("authority.id"), nullable=False),
        sa.Column("as_at", sa.Date, nullable=False),
        *_text("source"),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        *_text("added_by"),
    )
    op.create_index("ix_neighbourlist_authority_id", "neighbourlist", ["authority_id"])
    op.create_table(
        "neighbour",
        sa.Column("list_id", sa.Integer, sa.ForeignKey("neighbourlist.id"), primary_key=True),
        sa.Column("area_id", sa.Integer, sa.ForeignKey("area.id"), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
    )


def _intake() -> None:
    op.create_table(
        "figureimport",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("authority_id", sa.Integer, sa.ForeignKey("authority.id")),
        *_text("kind", "status", "file_name", "file_sha256", "columns", "result", "state"),
        sa.Column("job_id", sa.Integer),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        *_text("sent_by"),
        sa.Column("done_at", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_figureimport_authority_id", "figureimport", ["authority_id"])
    op.create_table(
        "stagedfigure",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("import_id", sa.Integer, sa.ForeignKey("figureimport.id"), nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("measure_id", sa.Integer, nullable=False),
        sa.Column("area_id", sa.Integer, nullable=False),
        *_text("period"),
        sa.Column("period_order", sa.Integer, nullable=False),
        *_text("value", "mark"),
    )
    op.create_index("ix_stagedfigure_import_id", "stagedfigure", ["import_id"])
