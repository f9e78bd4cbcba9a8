"""By which rules the text of a file was read, so that it is read again by newer ones."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = depends_on = None


def upgrade() -> None:
    """Add the columns; what was read before was read by the first rules, as far as anybody can tell."""
    for table in ("evidencereading", "evidencepassage"):
        op.add_column(table, sa.Column("rules", sa.Integer(), nullable=False, server_default="1"))
