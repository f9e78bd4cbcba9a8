"""In which window an annotation was written last, so that another one does not write over it unseen."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = depends_on = None


def upgrade() -> None:
    """Add the column; what was written before is no window's."""
    op.add_column("annotation", sa.Column("written_in", sa.String, nullable=False, server_default=""))
