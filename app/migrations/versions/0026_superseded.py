"""What an item of evidence was true of, and how it stood, in each revision that has been superseded."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = depends_on = None


def upgrade() -> None:
    """Add the table; of revisions that were superseded before, only the item's own date is known."""
    op.create_table(
        "supersededrevision",
        sa.Column("revision_id", sa.Integer, sa.ForeignKey("evidencerevision.id"), primary_key=True),
        sa.Column("as_at", sa.Date, nullable=False), sa.Column("status", sa.String, nullable=False),
    )
