"""Rows that tell what was said and done refuse every change, whatever program tries."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = depends_on = None

# Each table with its unique keys: an insert that would replace a row is a change too.
KEPT = {
    "activity": ("id",),
    "evidencerevision": ("id", "item_id, number"),
    "frameworkversion": ("id", "slug, fingerprint"),
    "frozenrevision": ("id", "assessment_id, number"),
    "registerrevision": ("id", "response_id, number"),
    "revision": ("id",),
    "scaleversion": ("id", "slug, fingerprint"),
    "signoff": ("id", "frozen_id"),
    "step": ("text_id, version",),
    "workflowevent": ("id",),
}
REFUSAL = "rows of this table are kept as they are"


def upgrade() -> None:
    """Add the triggers."""
    if op.get_bind().dialect.name == "sqlite":
        _on_sqlite()
    else:
        _on_postgresql()


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
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '%: {REFUSAL}', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
