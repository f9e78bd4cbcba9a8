"""Which characters of a document could not be printed, so that whoever made it is told."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = depends_on = None


def upgrade() -> None:
    """Add the column; of documents made before nothing is known."""
    op.add_column("document", sa.Column("unprinted", sa.String(), nullable=False, server_default=""))
