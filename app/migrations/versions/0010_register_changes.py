"""Every change of a register's rows, cell by cell, and how often each cell has changed."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = depends_on = None

REFUSAL = "registerchange: rows of this table are kept as they are"


def upgrade() -> None:
    """Create the table, which refuses every change of its rows, and add the column."""
    op.add_column("registerrow", sa.Column("versions", sa.String, nullable=False, server_default="{}"))
    _registerchange()
    if op.get_bind().dialect.name == "sqlite":
        _refuse_on_sqlite()
    else:
        op.execute(
            "CREATE TRIGGER registerchange_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON registerchange "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _registerchange() -> None:
    op.create_table(
        "registerchange",
        sa.Column("response_id", sa.Integer, sa.ForeignKey("response.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("row_id", sa.Integer, nullable=True),
        sa.Column("cell", sa.String, nullable=False),
        sa.Column("cell_version", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("cut", sa.String, nullable=False),
        sa.Column("put", sa.String, nullable=False),
        sa.Column("client_id", sa.String, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("author_id", sa.Integer, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_registerchange_row_id", "registerchange", ["row_id"])


def _refuse_on_sqlite() -> None:
    refusal = f"SELECT RAISE(ABORT, '{REFUSAL}')"
    for act in ("update", "delete"):
        op.execute(f"CREATE TRIGGER registerchange_refuses_{act} BEFORE {act} ON registerchange BEGIN {refusal}; END")
    taken = "EXISTS (SELECT 1 FROM registerchange WHERE response_id = NEW.response_id AND number = NEW.number)"
    op.execute(
        f"CREATE TRIGGER registerchange_refuses_replace BEFORE INSERT ON registerchange WHEN {taken} "
        f"BEGIN {refusal}; END"
    )
