"""What a reviewer said stands apart from the comments of a task that was made of it."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = depends_on = None


def upgrade() -> None:
    """Let threads quote somebody; the tasks that are there keep the words in their first comment."""
    op.add_column("commentthread", sa.Column("quoted", sa.String(), nullable=False, server_default=""))
    op.add_column("commentthread", sa.Column("quoted_from", sa.String(), nullable=False, server_default=""))
