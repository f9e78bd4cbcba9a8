"""Reviews with their ratings and feedback, what came of them, challenge events, and summaries of rounds."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = depends_on = None

# Each table that only ever grows, with what is unique in it besides its id.
KEPT = {
    "rating": "", "remark": "", "submission": "review_id", "feedbackpoint": "", "pointanswer": "",
    "enquirynote": "sent_as", "roundsummary": "",
}
REFUSAL = "rows of this table are kept as they are"


def upgrade() -> None:
    """Add the tables, and the triggers of what is kept."""
    _reviews()
    _events()
    _answers()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, unique in KEPT.items():
        if sqlite:
            _refuse_on_sqlite(table, unique)
        else:
            op.execute(
                f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
    _submitted_stays(sqlite)


def _text(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String, nullable=False) for name in names]


def _id(name: str, table: str, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer, sa.ForeignKey(f"{table}.id"), nullable=null)


def _number(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]


def _moment(name: str, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _key() -> sa.Column:
    return sa.Column("id", sa.Integer, primary_key=True)


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _reviews() -> None:
    op.create_table(
        "review", _key(), _id("reviewer_id", "reviewer"), _moment("begun_at"), _moment("submitted_at", null=True),
        sa.UniqueConstraint("reviewer_id"),
    )
    op.create_table(
        "rating", _key(), _id("review_id", "review"), _id("frozen_id", "frozenrevision"),
        *_text("scope", "key", "about_sha256", "level", "reason", "agrees", "written_in"), _moment("at"),
    )
    op.create_table(
        "remark", _key(), _id("review_id", "review"), *_text("section", "head", "words", "written_in"), _moment("at"),
    )
    op.create_table(
        "submission", _key(), _id("review_id", "review"), _id("frozen_id", "frozenrevision"),
        *_text("content", "sha256", "submitted_by"), *_number("submitted_by_id"), _moment("at"),
        sa.UniqueConstraint("review_id"),
    )
    op.create_table(
        "feedbackpoint", _key(), _id("review_id", "review"), *_text("section", "head"), *_number("number"),
        *_text("words"),
    )
    for table in ("rating", "remark", "feedbackpoint"):
        _index(table, "review_id")


def _events() -> None:
    op.create_table(
        "enquiry", _key(), _id("round_id", "round"), _id("authority_id", "authority"), *_number("position"),
        *_text("words"), _id("point_id", "feedbackpoint", null=True), *_text("added_by"), *_number("added_by_id"),
        _moment("added_at"), *_text("dropped_by"), _moment("dropped_at", null=True),
    )
    _index("enquiry", "round_id", "authority_id")
    op.create_table(
        "enquirynote", _key(), _id("enquiry_id", "enquiry"), *_text("words", "person"), *_number("person_id"),
        *_text("side", "sent_as"), _moment("at"), sa.UniqueConstraint("sent_as"),
    )
    _index("enquirynote", "enquiry_id")


def _answers() -> None:
    op.create_table(
        "pointanswer", _key(), _id("point_id", "feedbackpoint"), *_text("kind", "words", "answered_by"),
        *_number("answered_by_id"), _moment("at"),
    )
    _index("pointanswer", "point_id")
    op.create_table(
        "agreedaction", _key(), _id("round_id", "round"), _id("authority_id", "authority"),
        _id("point_id", "feedbackpoint", null=True), _id("enquiry_id", "enquiry", null=True),
        *_text("words", "owner"), sa.Column("due_on", sa.Date, nullable=False), *_text("agreed_by"),
        *_number("agreed_by_id"), _moment("at"), *_text("withdrawn_by"), _moment("withdrawn_at", null=True),
    )
    _index("agreedaction", "round_id", "authority_id")
    op.create_table(
        "roundsummary", _key(), _id("round_id", "round"), *_text("words"),
        sa.Column("names_authorities", sa.Boolean, nullable=False), *_text("written_by"),
        *_number("written_by_id"), _moment("at"),
    )
    _index("roundsummary", "round_id")


def _refuse_on_sqlite(table: str, unique: str) -> None:
    refusal = f"SELECT RAISE(ABORT, '{table}: {REFUSAL}')"
    for act in ("update", "delete"):
        op.execute(f"CREATE TRIGGER {table}_refuses_{act} BEFORE {act} ON {table} BEGIN {refusal}; END")
    taken = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {column} = NEW.{column})" for column in ("id", unique) if column
    )
    op.execute(
        f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} WHEN {taken} BEGIN {refusal}; END"
    )


def _submitted_stays(sqlite: bool) -> None:
    """A review changes until it is submitted, and never after."""
    submitted = "OLD.submitted_at IS NOT NULL"
    if sqlite:
        refusal = f"SELECT RAISE(ABORT, 'review: {REFUSAL}')"
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER review_refuses_{act} BEFORE {act} ON review WHEN {submitted} BEGIN {refusal}; END"
            )
    else:
        op.execute(
            f"CREATE TRIGGER review_refuses_change BEFORE UPDATE OR DELETE ON review FOR EACH ROW WHEN ({submitted}) "
            "EXECUTE FUNCTION refuse_change()"
        )
