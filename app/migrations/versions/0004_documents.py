"""The documents that were made."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _document()


def _document() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("assessment_id", sa.Integer, sa.ForeignKey("assessment.id"), nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("edition", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("content_sha256", sa.String, nullable=False),
        sa.Column("file_sha256", sa.String, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String, nullable=False),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_document_assessment_id", "document", ["assessment_id"])
    op.create_index("ix_document_content_sha256", "document", ["content_sha256"])
    op.create_index("ix_document_file_sha256", "document", ["file_sha256"])
