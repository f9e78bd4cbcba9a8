"""Which files of evidence the zip of a pack holds, so that one restricted since is no longer handed out."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = depends_on = None


def upgrade() -> None:
    """Add the column; a pack with files from before says nothing of them, and so has to be made again."""
    op.add_column("pack", sa.Column("given", sa.String, nullable=False, server_default="[]"))
