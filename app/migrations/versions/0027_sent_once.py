"""What a form made bears the form's name, so that sent twice it is made once; an answer says whether it shares."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = depends_on = None

TABLES = ("pointanswer", "agreedaction", "enquiry", "practice", "practiceask")


def upgrade() -> None:
    """Add the columns. What was accepted as good practice until now was shared by that, and stays so."""
    for table in TABLES:
        op.add_column(table, sa.Column("sent_as", sa.String))
        op.create_index(f"ix_{table}_sent_as", table, ["sent_as"], unique=True)
    op.add_column("pointanswer", sa.Column("shares", sa.Boolean, nullable=False, server_default=sa.true()))
    if op.get_bind().dialect.name == "sqlite":
        # An insert that would replace a row is a change too, and there is one more way now to be in another's place.
        op.execute(
            "CREATE TRIGGER pointanswer_refuses_another BEFORE INSERT ON pointanswer "
            "WHEN EXISTS (SELECT 1 FROM pointanswer WHERE sent_as = NEW.sent_as) "
            "BEGIN SELECT RAISE(ABORT, 'rows of this table are kept as they are'); END"
        )
