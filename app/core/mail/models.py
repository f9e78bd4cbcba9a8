"""Letters on their way out."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Letter(SQLModel, table=True):
    """One e-mail to one address.

    `state` is waiting, sending, sent, failed, expired, or unclear where nobody can say whether it arrived; only
    `core.mail.queue` changes it. `next_at` is when it is tried next, `until` when it is no longer worth sending.
    `key` names it to mail servers. The text of a `secret` one is forgotten once it has left.
    """

    id: int | None = Field(default=None, primary_key=True)
    key: str
    recipient: str
    subject: str
    text: str
    secret: bool = False
    state: str = Field(default="waiting", index=True)
    attempts: int = 0
    problem: str = ""
    created_at: datetime
    next_at: datetime
    until: datetime
    claimed_at: datetime | None = None
    ended_at: datetime | None = None
