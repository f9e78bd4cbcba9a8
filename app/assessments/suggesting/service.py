"""Verbs of suggesting: write a draft, send it, accept, reject, and take a decision back."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.activity.service import record
from app.activity.tags import Tag
from app.assessments.permissions import Desk
from app.assessments.proposals import queries, service
from app.assessments.proposals.models import Draft, Suggestion
from app.assessments.proposals.queries import Standing
from app.assessments.proposals.rules import read
from app.assessments.proposals.service import Decision, Whose
from app.assessments.texts.models import HeldText, Recovered
from app.assessments.texts.queries import doc_at, locked, steps_since
from app.assessments.texts.service import Hand, commit_steps
from app.assessments.workflow.service import response_with, told
from app.assessments.writing.announcing import announce
from app.assessments.writing.live import Live
from app.assessments.writing.queries import Held
from app.assessments.writing.service import (
    FORM,
    LONGEST_FORM,
    Outcome,
    Sending,
    Steps,
    at_end,
    commit,
    on_top,
    open_text,
)
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, NotFound, Refused
from app.richtext import markup
from app.richtext.steps import tree_of

CLIENT = "suggestion"  # the client id of steps that accepting makes
LONGEST_NOTE = 2000
NEWS = "suggestions"
GONE = "There is nothing left to decide here. Load the page again to see what stands."
OVERTAKEN = "Somebody has changed these words since. Copy what you need of the suggestion, then reject it."


def hand_of(desk: Desk) -> Hand:
    """The actor as somebody who writes."""
    return Hand(desk.actor.name, desk.actor.person_id)


def counted(count: int) -> str:
    """How many changes, in words."""
    return f"{count} change{'' if count == 1 else 's'}"


def begin(session: Session, desk: Desk) -> Draft:
    """The actor's draft of suggestions for this answer, begun now where there is none."""
    text = open_text(session, desk).text
    draft = queries.draft_of(session, desk.prompt.response_id, desk.actor.person_id)
    return draft or service.begin(session, text, hand_of(desk))


def own_draft(session: Session, desk: Desk, number: int | None = None) -> Draft:
    """The actor's open draft, where a number is given the one with it; NotFound where there is none."""
    draft = queries.draft_of(session, desk.prompt.response_id, desk.actor.person_id)
    if draft is None or number not in (None, draft.id):
        raise NotFound("These suggestions were sent or given up already. Begin new ones from the answer’s page.")
    return draft


def write_steps(session: Session, live: Live, desk: Desk, number: int, sent: Sending) -> Outcome:
    """Commit an editor's steps to the actor's draft, moved where it lacks others, or else give it those."""
    text, base = locked(session, own_draft(session, desk, number).own_text_id), sent.version
    if sent.text_id not in (None, text.id):  # these belong to a draft that was sent or given up
        return Outcome(False, text.id, base, [], 1)
    if base > text.version or not sent.steps:
        raise Refused("These changes do not fit this text. Reload the page; your words are kept.")
    lacking = steps_since(session, text.id, base) if base < text.version else []
    steps = on_top(sent, lacking)
    if steps is None:
        return Outcome(False, text.id, base, lacking, 1)
    if steps:
        _write(session, live, desk, text, steps, sent.client_id)
    return Outcome(True, text.id, base, [*lacking, *({"s": step, "c": sent.client_id} for step in steps)], 1)


def _write(session: Session, live: Live, desk: Desk, text: HeldText, steps: Steps, client_id: str) -> None:
    base = text.version
    commit_steps(session, desk.place.id, text, steps, hand_of(desk), client_id)
    announce(session, live, text.id, base, steps, client_id)


def write_plain(session: Session, live: Live, desk: Desk, version: int, typed: str) -> None:
    """Save the plain form in the actor's draft, over what they wrote elsewhere meanwhile."""
    if len(typed) > LONGEST_FORM:
        raise Refused(f"This is longer than {LONGEST_FORM:,} characters. Send it in two parts.")
    text = locked(session, own_draft(session, desk).own_text_id)
    if not 0 <= version <= text.version:
        raise Refused("This form belongs to another draft. Copy what you typed and reload the page.")
    base, over = doc_at(session, text, version), steps_since(session, text.id, version)
    steps = markup.steps_from_markup(base, typed, [item["s"] for item in over], json.loads(text.doc))
    if steps:
        _write(session, live, desk, text, steps, FORM)


def put_back(session: Session, live: Live, desk: Desk, row: Recovered) -> None:
    """Put the actor's rescued words at the end of their draft, begun now where there is none."""
    text = locked(session, begin(session, desk).own_text_id)
    _write(session, live, desk, text, [at_end(text, row.words)], FORM)
    row.restored_at = now()


def send(session: Session, live: Live, desk: Desk, note: str) -> int:
    """Turn the actor's draft into suggestions; how many there are."""
    answer, draft = open_text(session, desk), own_draft(session, desk)
    proposed = json.loads(locked(session, draft.own_text_id).doc)
    whose = Whose(hand_of(desk), hand_of(desk), "suggested", note)
    count = propose(session, live, desk, answer, draft.base_version, proposed, whose)
    if not count:
        raise Refused("You have not changed anything yet, so there is nothing to send.")
    draft.closed_at = now()
    session.add(draft)
    return count


def propose(
    session: Session, live: Live, desk: Desk, answer: Held, version: int, proposed: dict[str, Any], whose: Whose
) -> int:
    """Keep a proposal and tell the trail and everybody who looks; how many differences it has."""
    if len(whose.note) > LONGEST_NOTE:
        raise Refused(f"Keep the note to {LONGEST_NOTE:,} characters.")
    count = service.propose(session, answer.text, version, proposed, whose)
    if count:
        _record(session, desk, answer, Tag.SUGGESTIONS_SENT, count, author=whose.author.name)
        _tell(session, live, answer)
    return count


def give_up(session: Session, desk: Desk) -> None:
    """Close the actor's draft without sending it."""
    draft = own_draft(session, desk)
    draft.closed_at = now()
    session.add(draft)


def accept(session: Session, live: Live, desk: Desk, ids: Sequence[int]) -> tuple[int, int]:
    """Put differences into the text, each in the name of whoever wrote it; how many, and how many were overtaken."""
    answer = open_text(session, desk)
    wanted = _wanted(session, answer, ids)
    fitting = apart([one for one in wanted if one.state == "open"])
    if not fitting:
        raise Conflict(OVERTAKEN)
    moment = now()
    for author in dict.fromkeys(Hand(one.proposal.author, one.proposal.author_id) for one in fitting):
        _take(session, live, desk, answer, author, [one.id for one in fitting], moment)
    _tell(session, live, answer)
    return len(fitting), len(wanted) - len(fitting)


def apart(standing: Sequence[Standing]) -> list[Standing]:
    """Those that do not overlap, earlier ones first."""
    found: list[Standing] = []
    for one in sorted(standing, key=lambda one: (one.start, one.id)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


def _take(
    session: Session, live: Live, desk: Desk, answer: Held, author: Hand, ids: Sequence[int], moment: datetime
) -> None:
    """Commit what one author wrote; read anew, since another's words may have moved it."""
    text, doc = answer.text, tree_of(answer.text.doc)
    own = [
        one for one in queries.open_in(session, text.id, doc)
        if one.id in ids and (one.proposal.author, one.proposal.author_id) == (author.name, author.person_id)
    ]
    change = service.change_for(doc, [(one.id, one.start, one.was, one.becomes) for one in own])
    decision = Decision("accepted", hand_of(desk), moment, text.version + len(change.steps))
    for one in own:
        service.decide(session, one, decision, change.places[one.id])
    commit(session, live, desk, answer, change.steps, CLIENT, words_of=author)
    _record(session, desk, answer, Tag.SUGGESTIONS_ACCEPTED, len(own), author=author.name)


def withdraw(session: Session, live: Live, desk: Desk, ids: Sequence[int]) -> int:
    """Take back what the actor sent; how many differences that settled."""
    wanted = _wanted(session, open_text(session, desk), ids)
    if any(one.proposal.sent_by_id != desk.actor.person_id for one in wanted):
        raise Forbidden("Somebody else sent these suggestions. Those who write here decide about them.")
    return reject(session, live, desk, ids)


def reject(session: Session, live: Live, desk: Desk, ids: Sequence[int]) -> int:
    """Leave the text as it is; how many differences that settled."""
    answer = open_text(session, desk)
    wanted, moment = _wanted(session, answer, ids), now()
    decision = Decision("rejected", hand_of(desk), moment, answer.text.version)
    for one in wanted:
        service.decide(session, one, decision, one.start)
    for author in dict.fromkeys(one.proposal.author for one in wanted):
        count = sum(one.proposal.author == author for one in wanted)
        _record(session, desk, answer, Tag.SUGGESTIONS_REJECTED, count, author=author)
    _tell(session, live, answer)
    return len(wanted)


def _wanted(session: Session, answer: Held, ids: Iterable[int]) -> list[Standing]:
    there = queries.open_in(session, answer.text.id, tree_of(answer.text.doc))
    wanted = [one for one in there if one.id in set(ids)]
    if not wanted:
        raise Conflict(GONE)
    return wanted


def take_back(session: Session, live: Live, desk: Desk, ids: Sequence[int]) -> int:
    """Make decided differences open again, their words out of the text; Conflict where those were changed since."""
    answer = open_text(session, desk)
    decided = [one for one in queries.chosen(session, answer.text.id, ids) if one.state != "open"]
    if not decided:
        raise Conflict(GONE)
    accepted = [one for one in decided if one.state == "accepted"]
    places = {one.id: (one.version, one.start) for one in decided if one.state == "rejected"}
    if accepted:
        places |= _take_out(session, live, desk, answer, accepted)
    for one in decided:
        service.reopen(session, answer.text, one, places[one.id])
    _record(session, desk, answer, Tag.SUGGESTIONS_REOPENED, len(decided))
    _tell(session, live, answer)
    return len(decided)


def _take_out(
    session: Session, live: Live, desk: Desk, answer: Held, accepted: Sequence[Suggestion]
) -> dict[int | None, tuple[int, int]]:
    """Put the old words back in place of accepted ones; where each then stands."""
    text = answer.text
    parts = [
        (one.id or 0, service.place_of(session, text, one), read(one.becomes), read(one.was)) for one in accepted
    ]
    change = service.change_for(tree_of(text.doc), parts)
    commit(session, live, desk, answer, change.steps, CLIENT)
    return {key: (text.version, place) for key, place in change.places.items()}


def _record(session: Session, desk: Desk, answer: Held, tag: Tag, count: int, **detail: str) -> None:
    prompts = told(session, response_with(session, answer.response_id))
    record(session, tag, desk.actor, desk.place.id, desk.path, prompts=prompts, count=counted(count), **detail)


def _tell(session: Session, live: Live, answer: Held) -> None:
    live.tell(session, answer.text.id, {}, NEWS)
