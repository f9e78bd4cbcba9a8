"""Reading comments: those beside one answer, and those that wait for a person."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.accounts.queries import members
from app.accounts.roles import DRAFTING
from app.assessments.anchors.models import Anchor
from app.assessments.comments.models import Comment, CommentEvent, CommentThread, CommentWording, Mention
from app.assessments.comments.rules import Piece, paragraphs
from app.assessments.models import Prompt
from app.richtext.marking import Mark


@dataclass(frozen=True)
class Pinned:
    """A thread with its number beside the answer, who is to see to it, and the words that it is about, if any."""

    thread: CommentThread
    number: int
    assigned_to: str
    anchor: Anchor | None

    @property
    def id(self) -> int:
        """The thread's id."""
        assert self.thread.id is not None
        return self.thread.id

    def stands_in(self, text_id: int | None) -> bool:
        """Whether its words are to be shown in this text."""
        return self.anchor is not None and self.anchor.text_id == text_id and self.anchor.state != "gone"


@dataclass(frozen=True)
class Said:
    """One comment with all that it ever said, the newest last, and whom it calls, by person."""

    comment: Comment
    wordings: list[CommentWording] = field(default_factory=list)
    calls: dict[int, Mention] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The comment's id."""
        assert self.comment.id is not None
        return self.comment.id

    @property
    def words(self) -> str:
        """What it says now; nothing once it is deleted."""
        return self.wordings[-1].words

    @property
    def paragraphs(self) -> list[list[list[Piece]]]:
        """What it says now, laid out."""
        return paragraphs(self.words, [mention.name for mention in self.calls.values()])


@dataclass(frozen=True)
class Thread:
    """A thread with everything said and done in it."""

    pinned: Pinned
    said: list[Said]
    events: list[CommentEvent]

    @property
    def author_id(self) -> int:
        """Who began it."""
        return self.said[0].comment.author_id

    @property
    def begun(self) -> tuple[str, str]:
        """With whose words it begins, and these: those that it quotes, else its first comment."""
        quotes, first = self.pinned.thread, self.said[0]
        return (quotes.quoted_from, quotes.quoted) if quotes.quoted else (first.comment.author, first.words)


def pinned(session: Session, response_id: int) -> list[Pinned]:
    """The threads of every prompt that a response answers, in the order in which they were begun; one query."""
    theirs = select(Prompt.own_response_id).where(Prompt.response_id == response_id)
    rows = session.execute(
        select(CommentThread, Person.name, Anchor)
        .outerjoin(Person, col(Person.id) == CommentThread.assigned_to_id)
        .outerjoin(Anchor, col(Anchor.id) == CommentThread.anchor_id)
        .where(col(CommentThread.response_id).in_(theirs)).order_by(col(CommentThread.id))
    ).all()
    return [Pinned(thread, number, name or "", anchor) for number, (thread, name, anchor) in enumerate(rows, 1)]


def in_reading_order(threads: Sequence[Pinned], text_id: int | None) -> list[Pinned]:
    """Threads about words of this text by where they stand, then those about others, then about the whole answer."""

    def place(one: Pinned) -> tuple[int, int, int]:
        if one.anchor is None:
            return 2, 0, one.number
        return int(one.anchor.text_id != text_id), one.anchor.start, one.number

    return sorted(threads, key=place)


def marks(pins: Sequence[Pinned], text_id: int | None) -> list[Mark]:
    """Where a text is to be marked for the open threads about its words."""
    return [
        Mark(one.anchor.start, one.anchor.end, one.id, one.number)
        for one in pins if one.anchor and one.thread.is_open and one.stands_in(text_id)
    ]


def whole_threads(session: Session, wanted: Sequence[Pinned]) -> list[Thread]:
    """These threads with what is said and done in them; a fixed number of queries."""
    ids = [one.id for one in wanted]
    said: dict[int, dict[int, Said]] = defaultdict(dict)
    for comment, wording in session.execute(
        select(Comment, CommentWording).join(CommentWording, col(CommentWording.comment_id) == Comment.id)
        .where(col(Comment.thread_id).in_(ids)).order_by(col(Comment.id), col(CommentWording.number))
    ).all():
        said[comment.thread_id].setdefault(comment.id, Said(comment)).wordings.append(wording)
    for thread_id, mention in session.execute(
        select(Comment.thread_id, Mention).join(Mention, col(Mention.comment_id) == Comment.id)
        .where(col(Comment.thread_id).in_(ids))
    ).all():
        said[thread_id][mention.comment_id].calls[mention.person_id] = mention
    events: dict[int, list[CommentEvent]] = defaultdict(list)
    for event in session.exec(
        select(CommentEvent).where(col(CommentEvent.thread_id).in_(ids)).order_by(col(CommentEvent.id))
    ).all():
        events[event.thread_id].append(event)
    return [Thread(one, list(said[one.id].values()), events[one.id]) for one in wanted]


def told_to_script(threads: Sequence[Thread], text_id: int | None) -> list[dict[str, Any]]:
    """The open threads about words of a text as scripts mark them, words that are gone among them."""
    return [
        {"thread": one.pinned.id, "number": one.pinned.number, "start": anchor.start, "end": anchor.end,
         "state": anchor.state, "quote": anchor.quote, "by": one.begun[0], "said": one.begun[1][:80]}
        for one in threads
        if (anchor := one.pinned.anchor) and one.pinned.thread.is_open and anchor.text_id == text_id
    ]


def colleagues(session: Session, authority_id: int) -> dict[int, str]:
    """The names of everybody who reads drafts in an authority, in order."""
    return {
        one.id: one.name for one in members(session, authority_id)
        if not one.disabled_at and not set(DRAFTING).isdisjoint(one.roles)
    }


def thread_beside(session: Session, response_id: int, thread_id: int) -> Pinned | None:
    """One of the threads beside an answer."""
    return next((one for one in pinned(session, response_id) if one.id == thread_id), None)


def comment_beside(session: Session, response_id: int, comment_id: int) -> tuple[Pinned, Said] | None:
    """One of the comments beside an answer, with its thread."""
    comment = session.get(Comment, comment_id)
    found = thread_beside(session, response_id, comment.thread_id) if comment else None
    if comment is None or found is None:
        return None
    wordings = session.exec(
        select(CommentWording).where(CommentWording.comment_id == comment_id).order_by(col(CommentWording.number))
    ).all()
    return found, Said(comment, list(wordings))


def sent_before(session: Session, sent_as: str) -> Comment | None:
    """The comment that came in under this name already."""
    return session.exec(select(Comment).where(Comment.sent_as == sent_as)).first()


def mentions_in(session: Session, comment_id: int) -> dict[int, Mention]:
    """Whom a comment calls, by person."""
    found = session.exec(select(Mention).where(Mention.comment_id == comment_id)).all()
    return {mention.person_id: mention for mention in found}


