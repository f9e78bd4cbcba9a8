"""Names of versions, and where words came from that nobody typed anew; both are kept as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = depends_on = None

# Each table with its unique keys: an insert that would replace a row is a change too.
KEPT = {"namedversion": ("id",), "textsource": ("text_id, version",)}
REFUSAL = "rows of this table are kept as they are"


def upgrade() -> None:
    """Create the tables, and the triggers that refuse any change of their rows."""
    _namedversion()
    _textsource()
    if op.get_bind().dialect.name == "sqlite":
        _on_sqlite()
    else:
        _on_postgresql()


def _namedversion() -> None:
    op.create_table(
        "namedversion",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("response_id", sa.Integer, sa.ForeignKey("response.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("person_id", sa.Integer, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_namedversion_response_id", "namedversion", ["response_id"])


def _textsource() -> None:
    op.create_table(
        "textsource",
        sa.Column("text_id", sa.Integer, sa.ForeignKey("text.id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("source_text_id", sa.Integer, sa.ForeignKey("text.id"), nullable=False),
        sa.Column("source_version", sa.Integer, nullable=False),
    )


def _on_sqlite() -> None:
    for table, keys in KEPT.items():
        refusal = f"SELECT RAISE(ABORT, '{table}: {REFUSAL}')"
        for act in ("update", "delete"):
            op.execute(f"CREATE TRIGGER {table}_refuses_{act} BEFORE {act} ON {table} BEGIN {refusal}; END")
        taken = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {_is_new(key)})" for key in keys)
        op.execute(
            f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} WHEN {taken} BEGIN {refusal}; END"
        )


def _is_new(key: str) -> str:
    return " AND ".join(f"{column} = NEW.{column}" for column in key.split(", "))


def _on_postgresql() -> None:
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
