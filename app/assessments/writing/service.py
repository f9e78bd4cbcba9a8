"""Verbs of writing: steps from the editor, a plain form, going back to a version, rescuing words."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.activity.service import record
from app.activity.tags import Tag
from app.assessments.permissions import Desk
from app.assessments.texts import queries
from app.assessments.texts.models import HeldText, Recovered
from app.assessments.texts.service import Hand, came_from, commit_steps, keep_revision, rescue
from app.assessments.workflow.rules import after_writing
from app.assessments.workflow.service import response_of, response_with, told, wrote
from app.assessments.writing.announcing import announce
from app.assessments.writing.live import Live
from app.assessments.writing.queries import Held, held
from app.core.clock import now
from app.core.errors import Conflict, NotFound, Refused
from app.richtext import markup
from app.richtext.changes import steps_between
from app.richtext.printed import spelt
from app.richtext.rebase import rebased
from app.richtext.schema import BadDocument, node_from
from app.richtext.steps import StepRefused, apply_steps

Steps = Sequence[dict[str, Any]]
LONGEST_FORM = 200_000  # characters; reading light markup takes more than proportionally long
FORM = "form"  # the client id of steps that no editor made


@dataclass(frozen=True)
class Sending:
    """Steps of a client on top of a version of a text; `text_id` is None where the client does not say which.

    One that can `rebase` takes its own steps back moved over those of others.
    """

    text_id: int | None
    version: int
    client_id: str
    steps: Steps
    rebase: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of steps: `accepted`, the steps after the version that the client had, and how many write."""

    accepted: bool
    text_id: int
    base: int
    items: list[dict[str, Any]]
    writers: int


def open_text(session: Session, desk: Desk) -> Held:
    """The answer with its rows held; NotFound for a register, which has no text."""
    found = held(session, desk.prompt.response_id)
    if found is None:
        raise NotFound
    return found


def write_steps(session: Session, live: Live, desk: Desk, sent: Sending) -> Outcome:
    """Commit an editor's steps, moved over those that it lacks where that can be done, else give it those.

    One that had another text, since the statement was joined with the next or parted from it, gets none.
    """
    answer = open_text(session, desk)
    text, base = answer.text, sent.version
    if sent.text_id not in (None, text.id):
        return Outcome(False, text.id, base, [], live.writers(session, text.id, sent.client_id, succeeds=False))
    if base > text.version or not sent.steps:
        raise Refused("These changes do not fit this text. Reload the page; your words are kept.")
    lacking = queries.steps_since(session, text.id, base) if base < text.version else []
    steps = on_top(sent, lacking)
    writers = live.writers(session, text.id, sent.client_id, succeeds=steps is not None)
    if steps is None:
        return Outcome(False, text.id, base, lacking, writers)
    if steps:
        commit(session, live, desk, answer, steps, sent.client_id)
    return Outcome(True, text.id, base, [*lacking, *({"s": step, "c": sent.client_id} for step in steps)], writers)


def on_top(sent: Sending, lacking: list[dict[str, Any]]) -> Steps | None:
    """What was sent on top of what its client lacks; None where that is the client's to do.

    Steps of its own among those are the first of what it sent: their answer was lost, or is still on its way to a
    window that closed meanwhile and sent everything once more.
    """
    if not lacking:
        return sent.steps
    if not sent.rebase:
        return None
    own = [at for at, item in enumerate(lacking) if item["c"] == sent.client_id]
    if len(own) >= len(sent.steps):
        return []
    try:
        return rebased(list(sent.steps), [item["s"] for item in lacking], own)
    except StepRefused as refusal:
        raise Refused(str(refusal)) from refusal


def commit(
    session: Session, live: Live, desk: Desk, answer: Held, steps: Steps, client_id: str, words_of: Hand | None = None
) -> None:
    """Commit steps by the actor at the current version, tell the workflow, the trail and everybody who looks.

    Where they put in somebody else's words, `words_of` says whose: the text then names that author for them.
    """
    text, hand, base = answer.text, Hand(desk.actor.name, desk.actor.person_id), answer.text.version
    begins = commit_steps(session, desk.place.id, text, steps, words_of or hand, client_id)
    if begins or after_writing(answer.state):  # else the response stays as it is, and is not read
        response = response_with(session, answer.response_id)
        wrote(session, response, text.version, hand)
        record(session, Tag.RESPONSE_WRITTEN, desk.actor, desk.place.id, desk.path, prompts=told(session, response))
    announce(session, live, text.id, base, steps, client_id)


class TextChanged(Conflict):
    """Somebody wrote since the form was opened; carries what they changed and both texts laid together."""

    def __init__(self, version: int, before: dict[str, Any], after: dict[str, Any], merged: str) -> None:
        super().__init__("Somebody changed this text while you were writing. Look at what changed, then choose.")
        self.version, self.before, self.after, self.merged = version, before, after, merged


def save_plain(session: Session, live: Live, desk: Desk, version: int, typed: str) -> None:
    """Save the plain form; TextChanged, and nothing saved, where somebody wrote since `version`."""
    if len(typed) > LONGEST_FORM:
        raise Refused(f"This is longer than {LONGEST_FORM:,} characters. Save it in two steps, or use the editor.")
    answer = open_text(session, desk)
    text = answer.text
    if version > text.version or version < 0:
        raise Refused("This form belongs to another version of the text. Copy what you typed and reload the page.")
    base, current = queries.doc_at(session, text, version), json.loads(text.doc)
    over = [item["s"] for item in queries.steps_since(session, text.id, version)]
    steps = markup.steps_from_markup(base, typed, over, current)
    if over:
        raise TextChanged(text.version, base, current, markup.to_markup(apply_steps(current, steps)))
    if steps:
        commit(session, live, desk, answer, steps, FORM)
        keep_revision(session, text, "saved", Hand(desk.actor.name, desk.actor.person_id))


def replacement(text: HeldText, doc: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps that make another document of the text; what both have keeps its place, its author and its anchors."""
    return steps_between(json.loads(text.doc), doc)


def restore(session: Session, live: Live, desk: Desk, current: int, version: int) -> bool:
    """Make an earlier version the text again, as a new version; nothing in between is lost. Whether that changed it."""
    answer = open_text(session, desk)
    text = answer.text
    if current != text.version:
        raise Conflict("The text has changed since you opened its history. Look again, then restore.")
    doc = queries.doc_at(session, text, version)
    changes: bool = spelt(doc) != spelt(json.loads(text.doc))
    if changes:
        steps = replacement(text, doc)
        commit(session, live, desk, answer, steps, FORM)
        keep_revision(session, text, "restored", Hand(desk.actor.name, desk.actor.person_id))
        came_from(session, text, "restored", (text.id, version), len(steps))
    record(
        session, Tag.RESPONSE_RESTORED, desk.actor, desk.place.id, desk.path,
        prompts=told(session, response_of(session, desk)), version=version,
    )
    return changes


def put_back(session: Session, live: Live, desk: Desk, row: Recovered) -> None:
    """Put rescued words at the end of their text."""
    answer = open_text(session, desk)
    commit(session, live, desk, answer, [at_end(answer.text, row.words)], FORM)
    row.restored_at = now()


def at_end(text: HeldText, words: str) -> dict[str, Any]:
    """The step that puts words at the end of a text, one paragraph a line."""
    end = node_from(json.loads(text.doc)).content.size
    blocks = [{"type": "paragraph", "content": [{"type": "text", "text": line}]}
              for line in words.splitlines() if line.strip()]
    return {"stepType": "replace", "from": end, "to": end, "slice": {"content": blocks}}


def set_aside(session: Session, desk: Desk, typed: str, doc: dict[str, Any]) -> int:
    """Keep words that could not stay in the text; the document is kept only if it is one of ours."""
    text = open_text(session, desk).text
    try:
        node_from(doc)
    except BadDocument:
        doc = {}
    row = rescue(session, text, Hand(desk.actor.name, desk.actor.person_id), typed, doc)
    record(
        session, Tag.TEXT_RECOVERED, desk.actor, desk.place.id, desk.path,
        words=len(typed.split()), prompts=told(session, response_of(session, desk)),
    )
    assert row.id is not None
    return row.id
