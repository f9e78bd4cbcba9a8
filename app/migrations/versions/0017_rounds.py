"""Regions, rounds of peer challenge with their pairs, and what is released to them."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = depends_on = None

KEPT = ("roundevent", "allocationrun", "releasedrevision")
REFUSAL = "rows of this table are kept as they are"


def upgrade() -> None:
    """Add the tables, and the triggers of those that only ever grow."""
    _regions()
    _rounds()
    _apart()
    _pairs()
    _releases()
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


def _id(name: str, table: str, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer, sa.ForeignKey(f"{table}.id"), nullable=null)


def _moment(name: str, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _key() -> sa.Column:
    return sa.Column("id", sa.Integer, primary_key=True)


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _regions() -> None:
    op.create_table("region", _key(), *_text("slug", "name"), sa.UniqueConstraint("slug"))
    op.execute("ALTER TABLE authority ADD COLUMN region_id INTEGER REFERENCES region (id)")
    _index("authority", "region_id")
    op.create_table(
        "regionalcoordinator",
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), primary_key=True),
        _id("region_id", "region"),
    )
    _index("regionalcoordinator", "region_id")


def _rounds() -> None:
    op.create_table(
        "round", _key(), _id("region_id", "region"), *_text("framework_slug", "year", "title"),
        *(sa.Column(name, sa.Date, nullable=False)
          for name in ("sign_off_on", "moderation_on", "challenge_on", "response_on")),
        *_text("state"),
        sa.UniqueConstraint("region_id", "framework_slug", "year"),
    )
    op.create_table(
        "roundevent", _key(), _id("round_id", "round"), *_text("kind", "reason", "person"),
        sa.Column("person_id", sa.Integer), _moment("at"),
    )
    _index("roundevent", "round_id")
    op.create_table(
        "invitation",
        sa.Column("round_id", sa.Integer, sa.ForeignKey("round.id"), primary_key=True),
        sa.Column("authority_id", sa.Integer, sa.ForeignKey("authority.id"), primary_key=True),
        *_text("answer", "reason", "answered_by"), _moment("answered_at", null=True),
    )


def _apart() -> None:
    op.create_table(
        "sharedleadership", _key(), _id("region_id", "region"), _id("one_id", "authority"),
        _id("other_id", "authority"), *_text("why", "declared_by"), _moment("declared_at"), *_text("ended_by"),
        _moment("ended_at", null=True),
    )
    _index("sharedleadership", "region_id")
    op.create_table(
        "declaredconflict", _key(), _id("round_id", "round"), _id("one_id", "authority"),
        _id("other_id", "authority"), *_text("why", "declared_by", "declared_for"), _moment("declared_at"),
        *_text("lifted_by", "lifted_why"), _moment("lifted_at", null=True),
    )
    _index("declaredconflict", "round_id")


def _pairs() -> None:
    op.create_table(
        "allocationrun", _key(), _id("round_id", "round"), sa.Column("seed", sa.Integer, nullable=False),
        sa.Column("memory", sa.Integer, nullable=False), *_text("reason"),
        sa.Column("found", sa.Boolean, nullable=False), *_text("told", "run_by"),
        sa.Column("run_by_id", sa.Integer), _moment("run_at"),
    )
    _index("allocationrun", "round_id")
    op.create_table(
        "pair", _key(), _id("round_id", "round"), _id("run_id", "allocationrun", null=True), *_text("kind"),
        _id("reviewer_id", "authority"), _id("reviewed_id", "authority"),
        *_text("locked_by", "changed_by", "changed_why", "breaks"), _moment("made_at"),
        _moment("removed_at", null=True),
    )
    _index("pair", "round_id", "reviewer_id", "reviewed_id")


def _releases() -> None:
    op.create_table(
        "releasedrevision", _key(), _id("round_id", "round"), _id("assessment_id", "assessment"),
        _id("frozen_id", "frozenrevision"), *_text("name", "released_by"), sa.Column("released_by_id", sa.Integer),
        _moment("released_at"),
    )
    _index("releasedrevision", "round_id", "assessment_id")
    op.create_table(
        "reviewer", _key(), _id("pair_id", "pair"), _id("person_id", "person"), *_text("assigned_by"),
        _moment("assigned_at"), *_text("removed_by"), _moment("removed_at", null=True),
    )
    _index("reviewer", "pair_id", "person_id")


def _refuse_on_sqlite(table: str) -> None:
    refusal = f"SELECT RAISE(ABORT, '{table}: {REFUSAL}')"
    for act in ("update", "delete"):
        op.execute(f"CREATE TRIGGER {table}_refuses_{act} BEFORE {act} ON {table} BEGIN {refusal}; END")
    taken = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
    op.execute(
        f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} WHEN {taken} BEGIN {refusal}; END"
    )
