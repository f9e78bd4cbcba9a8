"""Letters, guests with their codes and what they opened, reminders, and good practice offered to a region."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = depends_on = None

KEPT = ("guestaccess", "reminder")
REFUSAL = "rows of this table are kept as they are"


def upgrade() -> None:
    """Add the tables, a guest to sign-ins and reviewers, and the triggers of tables that only ever grow."""
    _letters()
    _guests()
    _reminders()
    _practice()
    for table in KEPT:
        if op.get_bind().dialect.name == "sqlite":
            _refuse_on_sqlite(table)
        else:
            op.execute(
                f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )


def _text(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String, nullable=False) for name in names]


def _number(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]


def _id(name: str, table: str, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer, sa.ForeignKey(f"{table}.id"), nullable=null)


def _moment(name: str, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _key() -> sa.Column:
    return sa.Column("id", sa.Integer, primary_key=True)


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _letters() -> None:
    op.create_table(
        "letter", _key(), *_text("key", "recipient", "subject", "text"),
        sa.Column("secret", sa.Boolean, nullable=False), *_text("state"), *_number("attempts"), *_text("problem"),
        _moment("created_at"), _moment("next_at"), _moment("until"), _moment("claimed_at", null=True),
        _moment("ended_at", null=True),
    )
    _index("letter", "state")


def _guests() -> None:
    op.create_table(
        "guest", _key(), _id("authority_id", "authority"), _id("person_id", "person"),
        *_text("email", "path", "token_hash"), _id("letter_id", "letter", null=True), *_text("invited_by"),
        _moment("invited_at"), _moment("expires_at"), *_text("withdrawn_by"), _moment("withdrawn_at", null=True),
        sa.UniqueConstraint("token_hash"),
    )
    _index("guest", "authority_id", "person_id")
    op.create_table(
        "guestcode", _key(), _id("guest_id", "guest"), *_text("code_hash"), _moment("made_at"),
        _moment("expires_at"), *_number("tries"), _moment("used_at", null=True),
    )
    _index("guestcode", "guest_id")
    op.create_table("guestaccess", _key(), _id("guest_id", "guest"), *_text("what"), _moment("at"))
    _index("guestaccess", "guest_id")
    for table in ("signin", "reviewer"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN guest_id INTEGER REFERENCES guest (id)")
        _index(table, "guest_id")


def _reminders() -> None:
    op.create_table(
        "reminder", _key(), _id("round_id", "round"), _id("authority_id", "authority"), _id("person_id", "person"),
        *_text("what", "text", "sent_by"), sa.Column("sent_on", sa.Date, nullable=False), _moment("sent_at"),
        sa.UniqueConstraint("round_id", "person_id", "sent_on"),
    )
    _index("reminder", "round_id")


def _practice() -> None:
    op.create_table(
        "practice", _key(), _id("region_id", "region"), _id("authority_id", "authority"),
        _id("release_id", "releasedrevision"), *_text("place", "title", "quote", "note", "offered_by"),
        _moment("offered_at"), *_text("state", "decided_by", "reason"), _moment("decided_at", null=True),
        *_text("withdrawn_by"), _moment("withdrawn_at", null=True),
    )
    _index("practice", "region_id", "authority_id")


def _refuse_on_sqlite(table: str) -> None:
    refusal = f"SELECT RAISE(ABORT, '{table}: {REFUSAL}')"
    for act in ("update", "delete"):
        op.execute(f"CREATE TRIGGER {table}_refuses_{act} BEFORE {act} ON {table} BEGIN {refusal}; END")
    taken = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
    op.execute(
        f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} WHEN {taken} BEGIN {refusal}; END"
    )
