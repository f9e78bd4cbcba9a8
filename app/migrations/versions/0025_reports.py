"""What authorities ask of one another as good practice, and the priorities that a region proposes."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = depends_on = None


def upgrade() -> None:
    """Add the table, and the column."""
    op.create_table(
        "practiceask", sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("round_id", sa.Integer, sa.ForeignKey("round.id"), nullable=False),
        sa.Column("authority_id", sa.Integer, sa.ForeignKey("authority.id"), nullable=False),
        sa.Column("words", sa.String, nullable=False), sa.Column("asked_by", sa.String, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.String, nullable=False), sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
    )
    for column in ("round_id", "authority_id"):
        op.create_index(f"ix_practiceask_{column}", "practiceask", [column])
    op.add_column("roundsummary", sa.Column("priorities", sa.String, nullable=False, server_default=""))
