"""Packs that were made for reviewers, authorities and regions."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "pack", sa.Column("id", sa.Integer, primary_key=True), *_text("key", "kind"), _id("round_id", "round", False),
        _id("authority_id", "authority"), _id("release_id", "releasedrevision"), _id("reviewer_id", "reviewer"),
        *_text("made_for", "address", "content_sha256", "pdf_sha256"), *_whole("pdf_size", "pages"),
        *_text("zip_sha256"), *_whole("zip_size", "files"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False), *_text("made_by"),
        sa.Column("made_by_id", sa.Integer), sa.UniqueConstraint("key"),
    )
    for column in ("round_id", "release_id", "reviewer_id", "content_sha256", "pdf_sha256", "zip_sha256"):
        op.create_index(f"ix_pack_{column}", "pack", [column])


def _text(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String, nullable=False) for name in names]


def _whole(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]


def _id(name: str, table: str, null: bool = True) -> sa.Column:
    return sa.Column(name, sa.Integer, sa.ForeignKey(f"{table}.id"), nullable=null)
