"""What a submitted review notes stays as it is: its annotations cannot be added to, changed or taken away any more.

How an annotation stands (open, answered, placed, made a task) goes on changing.
"""

from alembic import op

revision = "0024"
down_revision = "0022"
branch_labels = depends_on = None

SAID = ("reviewer_id", "frozen_id", "section_key", "prompt_key", "about", "version", "start", '"end"', "quote",
        "prefix", "suffix", "kind", "words", "reference", "is_removed")
REFUSAL = "annotations of a submitted review are kept as they are"


def upgrade() -> None:
    """Add the triggers."""
    if op.get_bind().dialect.name == "sqlite":
        _on_sqlite()
    else:
        _on_postgresql()


def _submitted(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM review WHERE reviewer_id = {row}.reviewer_id AND submitted_at IS NOT NULL)"


def _row(name: str) -> str:
    return ", ".join(f"{name}.{column}" for column in SAID)


def _on_sqlite() -> None:
    changed = f"({_row('OLD')}) IS NOT ({_row('NEW')})"
    for act, when in (("insert", _submitted("NEW")), ("update", f"{_submitted('OLD')} AND {changed}"),
                      ("delete", _submitted("OLD"))):
        op.execute(f"CREATE TRIGGER annotation_refuses_{act} BEFORE {act} ON annotation WHEN {when} "
                   f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END")


def _on_postgresql() -> None:
    """Conditions that ask another table stand in a function, since a trigger’s own cannot."""
    op.execute(
        "CREATE FUNCTION refuse_noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'INSERT' AND {_submitted('NEW')} OR TG_OP = 'DELETE' AND {_submitted('OLD')} "
        f"OR TG_OP = 'UPDATE' AND ({_row('OLD')}) IS DISTINCT FROM ({_row('NEW')}) AND {_submitted('OLD')} "
        f"THEN RAISE EXCEPTION '{REFUSAL}'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    op.execute("CREATE TRIGGER annotation_refuses_change BEFORE INSERT OR UPDATE OR DELETE ON annotation "
               "FOR EACH ROW EXECUTE FUNCTION refuse_noted()")
