"""What reviewers note on released revisions, and what is said and done about it, which is kept as it was."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = depends_on = None

TABLE = "annotationevent"
REFUSAL = "rows of this table are kept as they are"


def upgrade() -> None:
    """Add both tables, and the triggers of the one that only ever grows."""
    _annotations()
    _events()
    if op.get_bind().dialect.name == "sqlite":
        _refuse_on_sqlite()
    else:
        op.execute(
            f"CREATE TRIGGER {TABLE}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _text(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String, nullable=False) for name in names]


def _number(name: str, *rest: sa.ForeignKey, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer, *rest, nullable=null)


def _annotations() -> None:
    op.create_table(
        "annotation", sa.Column("id", sa.Integer, primary_key=True),
        _number("reviewer_id", sa.ForeignKey("reviewer.id")), _number("frozen_id", sa.ForeignKey("frozenrevision.id")),
        *_text("section_key", "prompt_key", "about"), _number("version"), _number("start", null=True),
        _number("end", null=True), *_text("quote", "prefix", "suffix"),
        _number("anchor_id", sa.ForeignKey("anchor.id"), null=True), *_text("kind", "words", "reference"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False), *_text("sent_as"),
        sa.Column("is_open", sa.Boolean, nullable=False), *_text("answer"),
        sa.Column("is_removed", sa.Boolean, nullable=False),
        _number("task_thread_id", sa.ForeignKey("commentthread.id"), null=True), sa.UniqueConstraint("sent_as"),
    )
    for column in ("reviewer_id", "anchor_id"):
        op.create_index(f"ix_annotation_{column}", "annotation", [column])


def _events() -> None:
    op.create_table(
        TABLE, sa.Column("id", sa.Integer, primary_key=True), _number("annotation_id", sa.ForeignKey("annotation.id")),
        *_text("kind", "side", "words"), _number("anchor_id", null=True), *_text("person"), _number("person_id"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False), *_text("sent_as"), sa.UniqueConstraint("sent_as"),
    )
    op.create_index(f"ix_{TABLE}_annotation_id", TABLE, ["annotation_id"])


def _refuse_on_sqlite() -> None:
    refusal = f"SELECT RAISE(ABORT, '{TABLE}: {REFUSAL}')"
    for act in ("update", "delete"):
        op.execute(f"CREATE TRIGGER {TABLE}_refuses_{act} BEFORE {act} ON {TABLE} BEGIN {refusal}; END")
    taken = f"EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id OR sent_as = NEW.sent_as)"
    op.execute(f"CREATE TRIGGER {TABLE}_refuses_replace BEFORE INSERT ON {TABLE} WHEN {taken} BEGIN {refusal}; END")
