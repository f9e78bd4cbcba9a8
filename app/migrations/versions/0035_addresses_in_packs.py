"""Of which evidence a pack hands out the file or the address, so that neither is when it was restricted since."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = depends_on = None


def upgrade() -> None:
    """Forget what packs of reviewers hold: their addresses were not kept, and so they have to be made again."""
    pack = sa.table("pack", sa.column("given", sa.String), sa.column("reviewer_id", sa.Integer))
    op.execute(pack.update().where(pack.c.reviewer_id.is_not(None)).values(given=""))
