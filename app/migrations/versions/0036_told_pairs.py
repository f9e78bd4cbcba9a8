"""Which pairs the authorities were told of, when one was changed or kept by hand, and why somebody was taken off."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = depends_on = None


def upgrade() -> None:
    """Add the columns: what stands in a round that was published was told of."""
    op.add_column("pair", sa.Column("published", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("pair", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("reviewer", sa.Column("removed_why", sa.String, nullable=False, server_default=""))
    pair = sa.table("pair", sa.column("published", sa.Boolean), sa.column("round_id", sa.Integer),
                    sa.column("removed_at", sa.DateTime(timezone=True)))
    rounds = sa.table("round", sa.column("id", sa.Integer), sa.column("state", sa.String))
    op.execute(pair.update().where(
        pair.c.removed_at.is_(None),
        pair.c.round_id.in_(sa.select(rounds.c.id).where(rounds.c.state.in_(["published", "closed"]))),
    ).values(published=True))
