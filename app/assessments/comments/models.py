"""Threads of comments, what is said in them, what became of them, and who was called in."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel, UniqueConstraint


class CommentThread(SQLModel, table=True):
    """What is said about words of an answer, or without an anchor about the whole of it.

    `is_open`, `assigned_to_id` and `due_on` are folded from its events and written by `comments.service.happen` alone.
    `quoted` is what `quoted_from` said elsewhere, of which it was made a task: never changed, and nobody’s comment.
    """

    id: int | None = Field(default=None, primary_key=True)
    response_id: int = Field(foreign_key="response.id", index=True)
    anchor_id: int | None = Field(default=None, foreign_key="anchor.id", unique=True)
    is_open: bool = True
    assigned_to_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    due_on: date | None = None
    quoted: str = ""
    quoted_from: str = ""


class CommentEvent(SQLModel, table=True):
    """What somebody did with a thread, never changed: resolved, reopened or assigned it, to nobody if none is named."""

    id: int | None = Field(default=None, primary_key=True)
    thread_id: int = Field(foreign_key="commentthread.id", index=True)
    kind: str
    person: str
    person_id: int
    at: datetime
    assigned_to: str = ""
    assigned_to_id: int | None = None
    due_on: date | None = None


class Comment(SQLModel, table=True):
    """One comment, never changed; its words are its newest wording.

    `sent_as` was made up by whoever sent it, so that the same words sent again after a lost answer are not said twice.
    """

    id: int | None = Field(default=None, primary_key=True)
    thread_id: int = Field(foreign_key="commentthread.id", index=True)
    author: str
    author_id: int
    at: datetime
    sent_as: str = Field(unique=True)


class CommentWording(SQLModel, table=True):
    """The words of a comment from one moment on, never changed; none means that its author deleted it."""

    __table_args__ = (UniqueConstraint("comment_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    comment_id: int = Field(foreign_key="comment.id", index=True)
    number: int
    words: str
    at: datetime


class Mention(SQLModel, table=True):
    """Somebody whom a comment calls by name; `done_at` is when they said that they had dealt with it."""

    comment_id: int = Field(foreign_key="comment.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    name: str
    done_at: datetime | None = None
