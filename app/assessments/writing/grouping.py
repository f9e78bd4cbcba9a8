"""Answering several consecutive statements together, and one by one again."""

import json
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.activity.service import record
from app.activity.tags import Tag
from app.assessments.models import Prompt, Response
from app.assessments.permissions import Desk
from app.assessments.queries import sharing
from app.assessments.texts.models import Revision
from app.assessments.texts.queries import last_kept, locked
from app.assessments.texts.service import Hand, came_from, keep_revision
from app.assessments.workflow.queries import events_of
from app.assessments.workflow.service import happen, response_of
from app.assessments.writing.live import Live
from app.assessments.writing.queries import held
from app.assessments.writing.service import FORM, commit, replacement
from app.core.errors import Conflict, Refused
from app.richtext.steps import tree_of
from app.richtext.text import has_notes, is_blank


@dataclass(frozen=True)
class Group:
    """The prompts now answered together, and whether the document keeps an agreed text without the joined words."""

    keys: list[str]
    agreed_text_stays: bool


def next_prompt(session: Session, prompt: Prompt) -> Prompt | None:
    """The prompt that follows in the document."""
    return session.exec(
        select(Prompt).where(Prompt.assessment_id == prompt.assessment_id, Prompt.position > prompt.position)
        .order_by(col(Prompt.position))
    ).first()


def group_with_next(session: Session, live: Live, desk: Desk) -> Group:
    """Answer this statement, with those it shares an answer with, together with the one after."""
    response = response_of(session, desk)
    assert response.id is not None
    mine = list(sharing(session, response.id))
    following = next_prompt(session, mine[-1])
    if following is None or not _can_share(desk.prompt, following):
        raise Refused("Only statements that follow one another in one section can be answered together.")
    theirs = list(sharing(session, following.response_id))
    target = session.get(Response, following.response_id, with_for_update=True)
    assert target is not None
    _carry_over(session, live, desk, response, target)
    for prompt in mine:
        prompt.response_id = following.response_id
    keys = [prompt.key for prompt in [*mine, *theirs]]
    record(session, Tag.PROMPTS_GROUPED, desk.actor, desk.place.id, desk.path, prompts=", ".join(keys))
    return Group(keys, target.state == "reopened" and target.agreed_version is not None)


def _can_share(prompt: Prompt, following: Prompt) -> bool:
    kinds = {prompt.kind, following.kind}
    return prompt.section_key == following.section_key and kinds == {"statement"}


def _carry_over(session: Session, live: Live, desk: Desk, source: Response, target: Response) -> None:
    """Put the earlier answer's text before the later one's; both keep their history."""
    assert source.text_id is not None and target.id is not None
    theirs, answer = locked(session, source.text_id), held(session, target.id)
    moved = json.loads(theirs.doc)
    assert answer is not None
    if is_blank(moved) and not has_notes(moved):
        return
    keep_revision(session, answer.text, "grouped", Hand(desk.actor.name, desk.actor.person_id))
    there = json.loads(answer.text.doc)
    end = tree_of(answer.text.doc).content.size if is_blank(there) and not has_notes(there) else 0
    joining = {"stepType": "replace", "from": 0, "to": end, "slice": {"content": moved["content"]}}
    commit(session, live, desk, answer, [joining], FORM)
    came_from(session, answer.text, "joined", (theirs.id, theirs.version))


def ungroup(session: Session, live: Live, desk: Desk) -> list[str]:
    """Give every statement of the group its own answer again.

    The others go back to what they had before. The shared text stays with the statement that it followed; where
    nobody has written since the texts were joined, that one goes back to its own text too, and is agreed again where
    nothing but the joining had opened it.
    """
    response = response_of(session, desk)
    assert response.id is not None
    prompts = list(sharing(session, response.id))
    if len(prompts) < 2:
        raise Conflict("This statement is answered on its own already.")
    for prompt in prompts:
        prompt.response_id = prompt.own_response_id
    _take_apart(session, live, desk, response)
    keys = [prompt.key for prompt in prompts]
    record(session, Tag.PROMPTS_UNGROUPED, desk.actor, desk.place.id, desk.path, prompts=", ".join(keys))
    return keys


def _take_apart(session: Session, live: Live, desk: Desk, response: Response) -> None:
    assert response.id is not None and response.text_id is not None
    answer, before = held(session, response.id), last_kept(session, response.text_id, "grouped")
    assert answer is not None
    text = answer.text
    if before is None or text.version != before.version + 1:
        return
    was_agreed = _agreed_until_joined(session, response, before)
    steps = replacement(text, json.loads(before.doc))
    commit(session, live, desk, answer, steps, FORM)
    came_from(session, text, "apart", (text.id, before.version), len(steps))
    if was_agreed:
        happen(session, response, "taken_back", text.version, Hand(desk.actor.name, desk.actor.person_id))


def _agreed_until_joined(session: Session, response: Response, before: Revision) -> bool:
    """Whether the text before joining was the agreed one, and the joining alone opened the answer again."""
    assert response.id is not None
    last, agreed = events_of(session, response.id)[-1:], last_kept(session, before.text_id, "agreed")
    opened = [(event.kind, event.version) for event in last] == [("reopened", before.version + 1)]
    same = agreed is not None and json.loads(agreed.doc) == json.loads(before.doc)
    return opened and same and response.agreed_version is not None
