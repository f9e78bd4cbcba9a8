"""The text inside evidence files with its index of words, and the date by which an item is looked at again."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = depends_on = None

UNREAD = (
    "FROM evidencerevision r JOIN evidenceitem i ON i.id = r.item_id WHERE r.file_sha256 <> '' AND ("
    "r.media_type IN ('application/pdf', "
    "'application/vnd.openxmlformats-officedocument.wordprocessingml.document', "
    "'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet') OR r.media_type LIKE 'text/%')"
)


def upgrade() -> None:
    """Add the tables and the column; files that are there already wait to be read."""
    op.add_column("evidenceitem", sa.Column("review_by", sa.Date(), nullable=True))
    op.create_table(
        "evidencereading",
        sa.Column("revision_id", sa.Integer(), sa.ForeignKey("evidencerevision.id"), primary_key=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("passages", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
    )
    op.create_table(
        "evidencepassage",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("revision_id", sa.Integer(), sa.ForeignKey("evidencerevision.id"), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
    )
    op.create_index("ix_evidencepassage_revision_id", "evidencepassage", ["revision_id"])
    _words()
    _read_later()


def _words() -> None:
    """The index: its rows have the ids of passages, and go when those go."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE evidencewords USING fts5(shelf, words, content='', contentless_delete=1, "
            "tokenize='unicode61', prefix='2 3')"
        )
        op.execute(
            "CREATE TRIGGER evidencepassage_forgets AFTER DELETE ON evidencepassage "
            "BEGIN DELETE FROM evidencewords WHERE rowid = OLD.id; END"
        )
        return
    op.execute(
        "CREATE TABLE evidencewords (passage_id integer PRIMARY KEY REFERENCES evidencepassage (id) ON DELETE CASCADE, "
        "authority_id integer NOT NULL, words tsvector NOT NULL)"
    )
    op.execute("CREATE INDEX ix_evidencewords_words ON evidencewords USING gin (words)")


def _read_later() -> None:
    op.execute(
        f"INSERT INTO evidencereading (revision_id, state, passages, note) SELECT r.id, 'waiting', 0, '' {UNREAD}"
    )
    op.execute(
        "INSERT INTO job (kind, arguments, state, done, total, label, result, created_at, authority_id) "
        "SELECT 'read_evidence', '{\"revision_id\": ' || r.id || '}', 'waiting', 0, 0, 'Waiting to start', '{}', "
        f"CURRENT_TIMESTAMP, i.authority_id {UNREAD}"
    )
