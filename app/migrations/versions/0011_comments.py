"""Comments of colleagues: threads, what is said in them and what became of them, which is kept as it was."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = depends_on = None

# Each table that refuses changes with its unique keys: an insert that would replace a row is a change too.
KEPT = {
    "comment": ("id", "sent_as"),
    "commentevent": ("id",),
    "commentwording": ("id", "comment_id, number"),
}
REFUSAL = "rows of this table are kept as they are"


def upgrade() -> None:
    """Add the tables, their triggers, and the count by which a page knows that its comments changed."""
    op.add_column("response", sa.Column("comments_version", sa.Integer(), nullable=False, server_default="0"))
    _add_tables()
    if op.get_bind().dialect.name == "sqlite":
        _refuse_on_sqlite()
    else:
        for table in KEPT:
            op.execute(
                f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )


def _add_tables() -> None:
    op.create_table(
        "commentthread",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("response_id", sa.Integer(), sa.ForeignKey("response.id"), nullable=False),
        sa.Column("anchor_id", sa.Integer(), sa.ForeignKey("anchor.id"), nullable=True, unique=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("assigned_to_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
    )
    op.create_table(
        "commentevent",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("thread_id", sa.Integer(), sa.ForeignKey("commentthread.id"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_to", sa.String(), nullable=False),
        sa.Column("assigned_to_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("thread_id", sa.Integer(), sa.ForeignKey("commentthread.id"), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_as", sa.String(), nullable=False, unique=True),
    )
    op.create_table(
        "commentwording",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("comment_id", sa.Integer(), sa.ForeignKey("comment.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("comment_id", "number"),
    )
    op.create_table(
        "mention",
        sa.Column("comment_id", sa.Integer(), sa.ForeignKey("comment.id"), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
    )
    for table, column in (
        ("commentthread", "response_id"), ("commentthread", "assigned_to_id"), ("commentevent", "thread_id"),
        ("comment", "thread_id"), ("commentwording", "comment_id"), ("mention", "person_id"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])


def _refuse_on_sqlite() -> None:
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
