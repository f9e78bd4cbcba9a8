"""Frameworks and scales as they were loaded, and the evidence library."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _frameworkversion()
    _scaleversion()
    _evidenceitem()
    _evidencerevision()


def _frameworkversion() -> None:
    op.create_table(
        "frameworkversion",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("slug", sa.String, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("slug", "fingerprint"),
    )
    op.create_index("ix_frameworkversion_slug", "frameworkversion", ["slug"])


def _scaleversion() -> None:
    op.create_table(
        "scaleversion",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("slug", sa.String, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("slug", "fingerprint"),
    )
    op.create_index("ix_scaleversion_slug", "scaleversion", ["slug"])


def _evidenceitem() -> None:
    op.create_table(
        "evidenceitem",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("authority_id", sa.Integer, sa.ForeignKey("authority.id"), nullable=False),
        sa.Column("ref", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("as_at", sa.Date, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("sensitivity", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("authority_id", "ref"),
    )
    op.create_index("ix_evidenceitem_authority_id", "evidenceitem", ["authority_id"])


def _evidencerevision() -> None:
    op.create_table(
        "evidencerevision",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("evidenceitem.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("link", sa.String, nullable=False),
        sa.Column("file_name", sa.String, nullable=False),
        sa.Column("file_sha256", sa.String, nullable=False),
        sa.Column("file_size", sa.Integer, nullable=False),
        sa.Column("media_type", sa.String, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String, nullable=False),
        sa.UniqueConstraint("item_id", "number"),
    )
    op.create_index("ix_evidencerevision_item_id", "evidencerevision", ["item_id"])
