"""A picture in the evidence library says in words what it shows."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = depends_on = None


def upgrade() -> None:
    """Add the column; what is in the library already has no text alternative yet."""
    op.add_column("evidenceitem", sa.Column("text_alternative", sa.String, nullable=False, server_default=""))
