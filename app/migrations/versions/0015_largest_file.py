"""How large a file of an authority's evidence library may be, where its administrator has set that."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "evidencelimit",
        sa.Column("authority_id", sa.Integer(), sa.ForeignKey("authority.id"), primary_key=True),
        sa.Column("megabytes", sa.Integer(), nullable=False),
    )
