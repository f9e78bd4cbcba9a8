"""Figures that were taken for answers, kept as they were, and which text shows which of them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = depends_on = None

REFUSAL = "SELECT RAISE(ABORT, 'figureextract: rows of this table are kept as they are')"


def upgrade() -> None:
    """Create the tables, and the triggers that refuse any change of an extract."""
    op.create_table(
        "figureextract",
        sa.Column("authority_id", sa.Integer, sa.ForeignKey("authority.id"), primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("measure_id", sa.Integer, sa.ForeignKey("measure.id"), nullable=False),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String, nullable=False),
    )
    op.create_index("ix_figureextract_measure_id", "figureextract", ["measure_id"])
    op.create_table(
        "figureuse",
        sa.Column("text_id", sa.Integer, sa.ForeignKey("text.id"), primary_key=True),
        sa.Column("extract", sa.String, primary_key=True),
        sa.Column("times", sa.Integer, nullable=False),
    )
    op.create_index("ix_figureuse_extract", "figureuse", ["extract"])
    _keep()


def _keep() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "CREATE TRIGGER figureextract_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON figureextract "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for act in ("update", "delete"):
        op.execute(f"CREATE TRIGGER figureextract_refuses_{act} BEFORE {act} ON figureextract BEGIN {REFUSAL}; END")
    taken = "EXISTS (SELECT 1 FROM figureextract WHERE authority_id = NEW.authority_id AND name = NEW.name)"
    op.execute(
        f"CREATE TRIGGER figureextract_refuses_replace BEFORE INSERT ON figureextract WHEN {taken} BEGIN {REFUSAL}; END"
    )
