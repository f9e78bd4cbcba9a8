"""How large a file of an authority's library may be, where its administrator has set that; quicker phrases."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = depends_on = None


def upgrade() -> None:
    """Add the table; on PostgreSQL, keep the words of a page in its row."""
    op.create_table(
        "evidencelimit",
        sa.Column("authority_id", sa.Integer(), sa.ForeignKey("authority.id"), primary_key=True),
        sa.Column("megabytes", sa.Integer(), nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        # A phrase is looked for in every row that holds its words. Out of line, as is usual above 2 kB, each costs
        # several times as much to read, and the planner takes the table for so small that it reads all of it.
        op.execute("ALTER TABLE evidencewords SET (toast_tuple_target = 8160)")
        op.execute("UPDATE evidencewords SET words = words || ''::tsvector")
