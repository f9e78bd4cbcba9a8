"""Which characters of a pack could not be printed, so that whoever made it is told."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = depends_on = None


def upgrade() -> None:
    """Add the column; of packs made before nothing is known."""
    op.add_column("pack", sa.Column("unprinted", sa.String(), nullable=False, server_default=""))
