"""How many words an assessment, its sections and its prompts are to have; words replaced in many places."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = depends_on = None

REFUSAL = "replacement: rows of this table are kept as they are"


def upgrade() -> None:
    """Add the budgets, and the table of replacements, whose rows refuse every change."""
    op.add_column("assessment", sa.Column("budget", sa.Integer, nullable=True))
    op.add_column("assessment", sa.Column("section_budgets", sa.String, nullable=False, server_default="{}"))
    op.add_column("prompt", sa.Column("budget", sa.Integer, nullable=True))
    _replacement()
    if op.get_bind().dialect.name == "sqlite":
        _kept_on_sqlite()
    else:
        op.execute(
            "CREATE TRIGGER replacement_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON replacement "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _replacement() -> None:
    op.create_table(
        "replacement",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("assessment_id", sa.Integer, sa.ForeignKey("assessment.id"), nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("made", sa.String, nullable=False),
        sa.Column("undoes_id", sa.Integer, sa.ForeignKey("replacement.id"), nullable=True, unique=True),
    )
    op.create_index("ix_replacement_assessment_id", "replacement", ["assessment_id"])


def _kept_on_sqlite() -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for act in ("update", "delete"):
        op.execute(f"CREATE TRIGGER replacement_refuses_{act} BEFORE {act} ON replacement {refuse}")
    taken = " OR ".join(
        f"EXISTS (SELECT 1 FROM replacement WHERE {key} = NEW.{key})" for key in ("id", "undoes_id")
    )
    op.execute(f"CREATE TRIGGER replacement_refuses_replace BEFORE INSERT ON replacement WHEN {taken} {refuse}")
