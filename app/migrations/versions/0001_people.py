"""People, what they may do, what they did, and the work that is waiting."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _authority()
    _person()
    _membership()
    _signin()
    _signinfailure()
    _passwordlink()
    _activity()
    _job()


def _authority() -> None:
    op.create_table(
        "authority",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("slug", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.UniqueConstraint("slug"),
    )


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("email", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("password_hash", sa.String, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("email"),
    )


def _membership() -> None:
    op.create_table(
        "membership",
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("authority_id", sa.Integer, sa.ForeignKey("authority.id"), primary_key=True),
        sa.Column("role", sa.String, primary_key=True),
    )


def _signin() -> None:
    op.create_table(
        "signin",
        sa.Column("token_hash", sa.String, primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_signin_person_id", "signin", ["person_id"])


def _signinfailure() -> None:
    op.create_table(
        "signinfailure",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("email", sa.String, nullable=False),
        sa.Column("address", sa.String, nullable=False),
    )
    op.create_index("ix_signinfailure_at", "signinfailure", ["at"])
    op.create_index("ix_signinfailure_email", "signinfailure", ["email"])


def _passwordlink() -> None:
    op.create_table(
        "passwordlink",
        sa.Column("token_hash", sa.String, primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_passwordlink_person_id", "passwordlink", ["person_id"])


def _activity() -> None:
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tag", sa.String, nullable=False),
        sa.Column("person_id", sa.Integer, nullable=True),
        sa.Column("person_name", sa.String, nullable=False),
        sa.Column("authority_id", sa.Integer, nullable=True),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("detail", sa.String, nullable=False),
    )
    op.create_index("ix_activity_at", "activity", ["at"])
    op.create_index("ix_activity_authority_id", "activity", ["authority_id"])
    op.create_index("ix_activity_person_id", "activity", ["person_id"])
    op.create_index("ix_activity_tag", "activity", ["tag"])


def _job() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("arguments", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("result", sa.String, nullable=False),
        sa.Column("person_id", sa.Integer, nullable=True),
        sa.Column("authority_id", sa.Integer, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_job_state", "job", ["state"])
