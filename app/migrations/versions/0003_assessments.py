"""Assessments with their prompts and answers, how each came to be, and what was frozen."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _assessment()
    _text()
    _response()
    _prompt()
    _step()
    _revision()
    _recovered()
    _citationuse()
    _registerrow()
    _registerrevision()
    _workflowevent()
    _frozenrevision()
    _signoff()


def _assessment() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("authority_id", sa.Integer, sa.ForeignKey("authority.id"), nullable=False),
        sa.Column("framework_slug", sa.String, nullable=False),
        sa.Column("framework_version_id", sa.Integer, sa.ForeignKey("frameworkversion.id"), nullable=False),
        sa.Column("year", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String, nullable=False),
        sa.UniqueConstraint("authority_id", "framework_slug", "year"),
    )
    op.create_index("ix_assessment_authority_id", "assessment", ["authority_id"])


def _text() -> None:
    op.create_table(
        "text",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("schema_version", sa.Integer, nullable=False),
        sa.Column("doc", sa.String, nullable=False),
        sa.Column("words", sa.Integer, nullable=False),
        sa.Column("uncited", sa.Integer, nullable=False),
        sa.Column("last_author", sa.String, nullable=False),
        sa.Column("last_author_id", sa.Integer, nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
    )


def _response() -> None:
    op.create_table(
        "response",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("assessment_id", sa.Integer, sa.ForeignKey("assessment.id"), nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("text_id", sa.Integer, sa.ForeignKey("text.id"), nullable=True),
        sa.Column("rows_version", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("agreed_version", sa.Integer, nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.UniqueConstraint("text_id"),
    )
    op.create_index("ix_response_assessment_id", "response", ["assessment_id"])


def _prompt() -> None:
    op.create_table(
        "prompt",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("assessment_id", sa.Integer, sa.ForeignKey("assessment.id"), nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("section_key", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("own_response_id", sa.Integer, sa.ForeignKey("response.id"), nullable=False),
        sa.Column("response_id", sa.Integer, sa.ForeignKey("response.id"), nullable=False),
        sa.Column("author_id", sa.Integer, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("lead_id", sa.Integer, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("due_on", sa.Date, nullable=True),
        sa.Column("wording_received", sa.String, nullable=False),
        sa.Column("sub_items_received", sa.String, nullable=False),
        sa.UniqueConstraint("assessment_id", "key"),
    )
    op.create_index("ix_prompt_assessment_id", "prompt", ["assessment_id"])
    op.create_index("ix_prompt_author_id", "prompt", ["author_id"])
    op.create_index("ix_prompt_lead_id", "prompt", ["lead_id"])
    op.create_index("ix_prompt_response_id", "prompt", ["response_id"])


def _step() -> None:
    op.create_table(
        "step",
        sa.Column("text_id", sa.Integer, sa.ForeignKey("text.id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("client_id", sa.String, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("author_id", sa.Integer, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.String, nullable=False),
    )


def _revision() -> None:
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("text_id", sa.Integer, sa.ForeignKey("text.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("doc", sa.String, nullable=False),
        sa.Column("schema_version", sa.Integer, nullable=False),
        sa.Column("words", sa.Integer, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("author_id", sa.Integer, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_revision_text_id", "revision", ["text_id"])


def _recovered() -> None:
    op.create_table(
        "recovered",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("text_id", sa.Integer, sa.ForeignKey("text.id"), nullable=False),
        sa.Column("author_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("doc", sa.String, nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_recovered_author_id", "recovered", ["author_id"])
    op.create_index("ix_recovered_text_id", "recovered", ["text_id"])


def _citationuse() -> None:
    op.create_table(
        "citationuse",
        sa.Column("text_id", sa.Integer, sa.ForeignKey("text.id"), primary_key=True),
        sa.Column("evidence_revision_id", sa.Integer, sa.ForeignKey("evidencerevision.id"), primary_key=True),
        sa.Column("times", sa.Integer, nullable=False),
    )
    op.create_index("ix_citationuse_evidence_revision_id", "citationuse", ["evidence_revision_id"])


def _registerrow() -> None:
    op.create_table(
        "registerrow",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("response_id", sa.Integer, sa.ForeignKey("response.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("cells", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_by", sa.String, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_registerrow_response_id", "registerrow", ["response_id"])


def _registerrevision() -> None:
    op.create_table(
        "registerrevision",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("response_id", sa.Integer, sa.ForeignKey("response.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("rows", sa.String, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("author_id", sa.Integer, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("response_id", "number"),
    )
    op.create_index("ix_registerrevision_response_id", "registerrevision", ["response_id"])


def _workflowevent() -> None:
    op.create_table(
        "workflowevent",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("response_id", sa.Integer, sa.ForeignKey("response.id"), nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("person_id", sa.Integer, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_workflowevent_response_id", "workflowevent", ["response_id"])


def _frozenrevision() -> None:
    op.create_table(
        "frozenrevision",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("assessment_id", sa.Integer, sa.ForeignKey("assessment.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by", sa.String, nullable=False),
        sa.Column("frozen_by_id", sa.Integer, nullable=True),
        sa.UniqueConstraint("assessment_id", "number"),
    )
    op.create_index("ix_frozenrevision_assessment_id", "frozenrevision", ["assessment_id"])


def _signoff() -> None:
    op.create_table(
        "signoff",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("frozen_id", sa.Integer, sa.ForeignKey("frozenrevision.id"), nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("declaration", sa.String, nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("frozen_id"),
    )
