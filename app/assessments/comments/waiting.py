"""Comments that wait for a person: those that call them by name, and those that they are to see to."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func
from sqlmodel import Session, col, select

from app.accounts.actor import Actor
from app.accounts.guards import takes_part
from app.accounts.models import Authority
from app.assessments.address import Address
from app.assessments.comments.models import Comment, CommentThread, CommentWording, Mention
from app.assessments.models import Assessment, Prompt
from app.core.clock import today


@dataclass(frozen=True)
class Waiting:
    """One comment that waits for the actor, with the prompt that it stands beside."""

    address: Address
    title: str
    version_id: int
    key: str
    thread_id: int
    comment_id: int
    words: str
    author: str
    at: datetime
    due_on: date | None
    quoted: str
    quoted_from: str

    @property
    def prompt_path(self) -> str:
        """Where the pages of its prompt begin."""
        return f"{self.address.path}/prompts/{self.key}"

    @property
    def path(self) -> str:
        """Its place on the page of its prompt."""
        return f"{self.prompt_path}?beside=comments#thread-{self.thread_id}"

    @property
    def overdue(self) -> bool:
        """Whether its date has passed."""
        return self.due_on is not None and self.due_on < today()


def assigned_to(session: Session, actor: Actor) -> list[Waiting]:
    """Open threads that the actor is to see to, by their first words, the earliest due first; one query."""
    first = (
        select(func.min(Comment.id)).where(Comment.thread_id == CommentThread.id).correlate(CommentThread)
        .scalar_subquery()
    )
    query = _open_ones().where(CommentThread.assigned_to_id == actor.person_id, Comment.id == first)
    order = func.coalesce(CommentThread.due_on, date.max), col(CommentThread.id)
    return _read(session, actor, query.order_by(*order))


def calling(session: Session, actor: Actor) -> list[Waiting]:
    """Comments in open threads that call the actor and that they have not dealt with, the newest first; one query."""
    query = _open_ones().join(Mention, col(Mention.comment_id) == Comment.id).where(
        Mention.person_id == actor.person_id, col(Mention.done_at).is_(None), CommentWording.words != "",
    )
    return _read(session, actor, query.order_by(col(Comment.id).desc()))


def _open_ones() -> Select[Any]:
    """Comments of open threads with their newest words."""
    newest = (
        select(func.max(CommentWording.number)).where(CommentWording.comment_id == Comment.id).correlate(Comment)
        .scalar_subquery()
    )
    return (
        select(
            Authority.slug, Assessment.framework_slug, Assessment.year, Assessment.title,
            Assessment.framework_version_id, Prompt.key, CommentThread.id, Comment.id, CommentWording.words,
            Comment.author, Comment.at, CommentThread.due_on, CommentThread.quoted,
            CommentThread.quoted_from, Assessment.authority_id,
        )
        .select_from(CommentThread)
        .join(Comment, col(Comment.thread_id) == CommentThread.id)
        .join(CommentWording, (col(CommentWording.comment_id) == Comment.id) & (CommentWording.number == newest))
        .join(Prompt, col(Prompt.own_response_id) == CommentThread.response_id)
        .join(Assessment, col(Assessment.id) == Prompt.assessment_id)
        .join(Authority, col(Authority.id) == Assessment.authority_id)
        .where(col(CommentThread.is_open).is_(True))
    )


def _read(session: Session, actor: Actor, query: Select[Any]) -> list[Waiting]:
    rows = session.execute(query).all()
    return [Waiting(Address(*row[:3]), *row[3:14]) for row in rows if takes_part(actor, row[14])]
