"""A list of statistical neighbours can be withdrawn: when, by whom and why."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = depends_on = None


def upgrade() -> None:
    """Add the columns; no list was withdrawn before."""
    op.add_column("neighbourlist", sa.Column("withdrawn_at", sa.DateTime(timezone=True)))
    for name in ("withdrawn_by", "withdrawn_why"):
        op.add_column("neighbourlist", sa.Column(name, sa.String, nullable=False, server_default=""))
