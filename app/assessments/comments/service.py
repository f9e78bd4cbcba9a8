"""Verbs of comments: begin a thread, answer, change or delete one's own words, resolve, reopen, assign."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import update
from sqlmodel import Session, col

from app.activity.service import record
from app.activity.tags import Tag
from app.assessments.anchors.models import Anchor
from app.assessments.anchors.service import drop_at
from app.assessments.comments import queries
from app.assessments.comments.models import Comment, CommentEvent, CommentThread, CommentWording, Mention
from app.assessments.comments.queries import Pinned, Said
from app.assessments.comments.rules import Done, Kind, State, called, calling, fold, spoken
from app.assessments.models import Response
from app.assessments.permissions import Desk, writes
from app.assessments.texts.models import HeldText
from app.assessments.texts.queries import doc_at, locked
from app.assessments.workflow.service import response_of, told
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, NotFound, Refused
from app.core.security import new_token
from app.core.templating import day
from app.richtext.quoting import Flat, between_letters
from app.richtext.schema import trusted

NOBODY = 0


@dataclass(frozen=True)
class Typed:
    """What somebody typed: words, people chosen from a list, and the name under which it was sent."""

    words: str
    calls: Sequence[int] = ()
    sent_as: str = field(default_factory=new_token)


@dataclass(frozen=True)
class Where:
    """The words that a comment is about, in a version of the text: by positions, by letters as a page shows them,
    or as typed. With none of them it is about the whole answer."""

    version: int = 0
    start: int | None = None
    end: int | None = None
    by_letters: bool = False
    quote: str = ""


@dataclass(frozen=True)
class Task:
    """Who is to see to a thread, if anybody, and by when."""

    person_id: int = NOBODY
    due_on: date | None = None


@dataclass(frozen=True)
class Quoted:
    """What somebody said elsewhere that a thread takes up, word for word, and who that was."""

    words: str = ""
    source: str = ""


def begin(
    session: Session, desk: Desk, where: Where, typed: Typed, task: Task = Task(), quoted: Quoted = Quoted()
) -> Comment:
    """Begin a thread about words of the answer or about the whole; the same comment sent again is not made twice."""
    if known := _said_already(session, desk, typed):
        return known
    response = response_of(session, desk)
    assert response.id is not None
    spoken(typed.words)  # refused before anything else is asked
    anchor = _anchor(session, response, where)
    thread = CommentThread(response_id=response.id, anchor_id=anchor.id if anchor else None, quoted=quoted.words,
                           quoted_from=quoted.source)
    session.add(thread)
    session.flush()
    assert thread.id is not None
    comment = _say(session, desk, thread.id, typed)
    record(session, Tag.COMMENT_MADE, desk.actor, desk.place.id, desk.path, prompts=told(session, response))
    if task != Task():
        assign(session, desk, thread.id, task)
    _touch(session, desk, thread)
    return comment


def _anchor(session: Session, response: Response, where: Where) -> Anchor | None:
    if where.start is None and not where.quote.strip():
        return None
    if response.text_id is None:
        raise Refused("Comments on a register are about the whole of it.")
    text = locked(session, response.text_id)
    start, end = _positions(session, text, where)
    return drop_at(session, text, where.version, start, end)


def _positions(session: Session, text: HeldText, where: Where) -> tuple[int, int]:
    if not 0 <= where.version <= text.version:
        raise Refused("This page belongs to another version of the text. Load it again, then choose the words.")
    if where.start is not None and where.end is not None and not where.by_letters:
        return where.start, where.end
    doc = trusted(doc_at(session, text, where.version))
    if where.start is not None and where.end is not None:
        found = between_letters(doc, where.start, where.end)
    else:
        found = Flat(doc).find_typed(where.quote)
    if found is None:
        raise Refused("These words stand in the answer more than once, or not at all. Copy more of them, exactly.")
    return found


def reply(session: Session, desk: Desk, thread_id: int, typed: Typed) -> Comment:
    """Say something more in a thread, which a resolved one is opened again by."""
    if known := _said_already(session, desk, typed):
        return known
    response, found = response_of(session, desk), thread_at(session, desk, thread_id)
    comment = _say(session, desk, thread_id, typed)
    if not found.thread.is_open:
        happen(session, desk, found.thread, "reopened")
    record(session, Tag.COMMENT_ANSWERED, desk.actor, desk.place.id, desk.path, prompts=told(session, response))
    _touch(session, desk, found.thread)
    return comment


def _said_already(session: Session, desk: Desk, typed: Typed) -> Comment | None:
    known = queries.sent_before(session, typed.sent_as)
    if known and (known.author_id != desk.actor.person_id or not queries.comment_beside(
        session, desk.prompt.response_id, known.id or 0
    )):
        raise Conflict("This comment was sent already. Load the page again to see it.")
    return known


def _say(session: Session, desk: Desk, thread_id: int, typed: Typed) -> Comment:
    names = queries.colleagues(session, desk.place.id)
    words = spoken(calling(spoken(typed.words), [names[person] for person in typed.calls if person in names]))
    comment = Comment(
        thread_id=thread_id, author=desk.actor.name, author_id=desk.actor.person_id, at=now(), sent_as=typed.sent_as,
    )
    session.add(comment)
    session.flush()
    assert comment.id is not None
    _word(session, comment.id, 1, words)
    _call(session, comment.id, called(words, names))
    return comment


def _word(session: Session, comment_id: int, number: int, words: str) -> None:
    session.add(CommentWording(comment_id=comment_id, number=number, words=words, at=now()))


def _call(session: Session, comment_id: int, people: dict[int, str]) -> None:
    """Keep whom a comment calls: whoever is new to it is told, whoever it no longer calls is not."""
    before = queries.mentions_in(session, comment_id)
    for person_id, mention in before.items():
        if person_id not in people:
            session.delete(mention)
    session.add_all(
        Mention(comment_id=comment_id, person_id=person_id, name=name)
        for person_id, name in people.items() if person_id not in before
    )
    session.flush()


def reword(session: Session, desk: Desk, comment_id: int, words: str) -> Pinned:
    """Say one's own comment in other words; what it said before is kept."""
    found, said = own_comment(session, desk, comment_id)
    words = spoken(words)
    if words == said.words:
        return found
    _word(session, comment_id, said.wordings[-1].number + 1, words)
    _call(session, comment_id, called(words, queries.colleagues(session, desk.place.id)))
    _record(session, Tag.COMMENT_REWORDED, desk)
    _touch(session, desk, found.thread)
    return found


def delete(session: Session, desk: Desk, comment_id: int) -> Pinned:
    """Take back one's own comment; that it was there stays to be seen."""
    found, said = own_comment(session, desk, comment_id)
    _word(session, comment_id, said.wordings[-1].number + 1, "")
    _call(session, comment_id, {})
    _record(session, Tag.COMMENT_DELETED, desk)
    _touch(session, desk, found.thread)
    return found


def own_comment(session: Session, desk: Desk, comment_id: int) -> tuple[Pinned, Said]:
    """A comment that the actor made and has not deleted; Forbidden for anybody else's."""
    found = queries.comment_beside(session, desk.prompt.response_id, comment_id)
    if found is None:
        raise NotFound
    if found[1].comment.author_id != desk.actor.person_id:
        raise Forbidden("Only its author can change a comment. Answer it instead.")
    if not found[1].words:
        raise Conflict("This comment is deleted already.")
    return found


def thread_at(session: Session, desk: Desk, thread_id: int) -> Pinned:
    """A thread beside the answer; NotFound for any other."""
    found = queries.thread_beside(session, desk.prompt.response_id, thread_id)
    if found is None:
        raise NotFound
    return found


def settles(desk: Desk, pinned: Pinned, author_id: int) -> bool:
    """Whether the actor may resolve, reopen or assign: they began the thread, are to see to it, or write the answer."""
    return desk.actor.person_id in (author_id, pinned.thread.assigned_to_id) or writes(desk.actor, desk)


def _settling(session: Session, desk: Desk, thread_id: int) -> Pinned:
    found = thread_at(session, desk, thread_id)
    if not settles(desk, found, queries.whole_threads(session, [found])[0].author_id):
        raise Forbidden("Whoever began this, is to see to it, or writes the answer can do that. Reply instead.")
    return found


def resolve(session: Session, desk: Desk, thread_id: int) -> None:
    """Settle a thread; Conflict where it is settled already."""
    found = _settling(session, desk, thread_id)
    if not found.thread.is_open:
        raise Conflict("This is resolved already.")
    happen(session, desk, found.thread, "resolved")
    _record(session, Tag.COMMENT_RESOLVED, desk, number=found.number)
    _touch(session, desk, found.thread)


def reopen(session: Session, desk: Desk, thread_id: int) -> None:
    """Take a settled thread up again; Conflict where it is open."""
    found = _settling(session, desk, thread_id)
    if found.thread.is_open:
        raise Conflict("This is open already.")
    happen(session, desk, found.thread, "reopened")
    _record(session, Tag.COMMENT_REOPENED, desk, number=found.number)
    _touch(session, desk, found.thread)


def assign(session: Session, desk: Desk, thread_id: int, task: Task) -> None:
    """Say who is to see to a thread and by when, or that nobody is."""
    found, names = _settling(session, desk, thread_id), queries.colleagues(session, desk.place.id)
    if task.person_id and task.person_id not in names:
        raise Refused("Choose somebody who works on this assessment.")
    if task.due_on and not task.person_id:
        raise Refused("Choose who is to see to it by then.")
    name = names.get(task.person_id, "")
    happen(session, desk, found.thread, "assigned", task, name)
    changes = f"{name}, due {day(task.due_on)}" if task.due_on else name or "nobody"
    _record(session, Tag.COMMENT_ASSIGNED, desk, number=found.number, changes=changes)
    _touch(session, desk, found.thread)


def happen(
    session: Session, desk: Desk, thread: CommentThread, kind: Kind, task: Task = Task(), name: str = ""
) -> None:
    """Write one event and fold it into the thread; the only place that writes how a thread stands."""
    assert thread.id is not None
    person_id = task.person_id or None
    session.add(CommentEvent(
        thread_id=thread.id, kind=kind, person=desk.actor.name, person_id=desk.actor.person_id, at=now(),
        assigned_to=name, assigned_to_id=person_id, due_on=task.due_on,
    ))
    before = State(thread.is_open, thread.assigned_to_id, thread.due_on)
    after = fold(before, Done(kind, person_id, task.due_on))
    thread.is_open, thread.assigned_to_id, thread.due_on = after.is_open, after.assigned_to_id, after.due_on
    session.add(thread)


def dealt_with(session: Session, desk: Desk, comment_id: int) -> None:
    """The actor has seen to what a comment asked of them by name."""
    mention = queries.mentions_in(session, comment_id).get(desk.actor.person_id)
    if mention is None or queries.comment_beside(session, desk.prompt.response_id, comment_id) is None:
        raise NotFound
    mention.done_at = mention.done_at or now()


def _record(session: Session, tag: Tag, desk: Desk, **detail: str | int) -> None:
    prompts = told(session, response_of(session, desk))
    record(session, tag, desk.actor, desk.place.id, desk.path, prompts=prompts, **detail)


def _touch(session: Session, desk: Desk, thread: CommentThread) -> None:
    """Let pages know that what they show beside the answer has changed: here, and where the thread was begun."""
    session.flush()
    session.execute(
        update(Response).where(col(Response.id).in_([desk.prompt.response_id, thread.response_id]))
        .values(comments_version=Response.comments_version + 1)
    )
