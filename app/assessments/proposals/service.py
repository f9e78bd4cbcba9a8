"""Verbs of proposals: begin a draft, propose, and keep what was decided with a way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from prosemirror.model import Node
from prosemirror.transform import Mapping, Transform
from sqlmodel import Session

from app.assessments.anchors.models import Anchor
from app.assessments.anchors.service import Carried, Made, bind
from app.assessments.models import Text
from app.assessments.proposals import rules
from app.assessments.proposals.models import Draft, Proposal, Suggestion
from app.assessments.proposals.queries import Standing
from app.assessments.texts.models import HeldText
from app.assessments.texts.queries import doc_at, locked, steps_since
from app.assessments.texts.service import Hand, keep_revision
from app.core.clock import now
from app.core.errors import Conflict
from app.richtext.quoting import Flat
from app.richtext.schema import trusted
from app.richtext.steps import read_step, tree_of

Doc = dict[str, Any]
Steps = list[dict[str, Any]]


@dataclass(frozen=True)
class Whose:
    """Whose words they are, who brought them, by which way, and what they say about them."""

    author: Hand
    sender: Hand
    source: str
    note: str = ""


def begin(session: Session, text: HeldText, hand: Hand) -> Draft:
    """A private copy of the text as it stands, to be changed into a proposal."""
    assert hand.person_id is not None
    own = Text(schema_version=text.schema_version, doc=text.doc, words=text.words, uncited=text.uncited)
    session.add(own)
    session.flush()
    assert own.id is not None
    keep_revision(session, locked(session, own.id), "checkpoint", hand)  # its steps begin from here
    draft = Draft(
        text_id=text.id, own_text_id=own.id, author_id=hand.person_id, base_version=text.version, begun_at=now()
    )
    session.add(draft)
    session.flush()
    return draft


def propose(session: Session, text: HeldText, version: int, proposed: Doc, whose: Whose) -> int:
    """Keep what another document says otherwise than the text did at a version; how many differences that is.

    What others have changed since stays, and differences that it overtook are kept with their words.
    """
    base, current = trusted(doc_at(session, text, version)), tree_of(text.doc)
    found = rules.pieces(base, trusted(proposed))
    if not found:
        return 0
    proposal = Proposal(
        text_id=text.id, made_version=version, source=whose.source, author=whose.author.name,
        author_id=whose.author.person_id, sent_by=whose.sender.name, sent_by_id=_id(whose.sender), note=whose.note,
        at=now(),
    )
    session.add(proposal)
    session.flush()
    assert proposal.id is not None
    made, since = Made(version, Flat(base)), Carried(text.version, mapping_since(session, text, version), Flat(current))
    for piece in found:
        anchor = bind(session, text.id, made, piece.start, piece.end, since)
        session.add(Suggestion(
            proposal_id=proposal.id, text_id=text.id, anchor_id=anchor.id, was=rules.stored(piece.was),
            becomes=rules.stored(piece.becomes),
        ))
    session.flush()
    return len(found)


def _id(hand: Hand) -> int:
    assert hand.person_id is not None
    return hand.person_id


def mapping_since(session: Session, text: HeldText, version: int) -> Mapping:
    """Where each place of an earlier version went."""
    if version == text.version:
        return Mapping()
    return Mapping([read_step(item["s"]).get_map() for item in steps_since(session, text.id, version)])


@dataclass(frozen=True)
class Change:
    """Steps to be made, and the place at which each difference stands after them, by its id."""

    steps: Steps
    places: dict[int, int]


def change_for(doc: Node, parts: Sequence[tuple[int, int, Sequence[Node], Sequence[Node]]]) -> Change:
    """The steps that replace nodes at several places of a document: (id, place, what stands there, what shall)."""
    transform = Transform(doc)
    ordered = sorted(parts, key=lambda part: part[1], reverse=True)
    try:
        for _, start, old, new in ordered:
            transform.step(rules.step_for(start, start + rules.size(old), new))
    except ValueError as error:
        raise Conflict("These changes do not fit the text as it now stands. Accept them one by one.") from error
    steps = [cast(dict[str, Any], step.to_json()) for step in transform.steps]
    return Change(steps, {key: int(transform.mapping.map(start, -1)) for key, start, _, _ in parts})


@dataclass(frozen=True)
class Decision:
    """What somebody decided, when, and at which version of the text."""

    state: str
    hand: Hand
    at: datetime
    version: int


def decide(session: Session, one: Standing, decision: Decision, place: int) -> None:
    """Keep a decision; the anchor goes, so that it costs no later save anything."""
    suggestion = one.suggestion
    suggestion.state, suggestion.decided_at = decision.state, decision.at
    suggestion.decided_by, suggestion.decided_by_id = decision.hand.name, decision.hand.person_id
    suggestion.version, suggestion.start, suggestion.anchor_id = decision.version, place, None
    session.add(suggestion)
    session.flush()
    anchor = session.get(Anchor, one.anchor.id) if one.anchor else None
    if anchor:
        session.delete(anchor)
        session.flush()


def reopen(session: Session, text: HeldText, suggestion: Suggestion, place: tuple[int, int]) -> None:
    """Make a decided difference an open one again, at a place (version, start) where its old words stand."""
    version, start = place
    doc = trusted(doc_at(session, text, version))
    end = min(start + rules.size(rules.read(suggestion.was)), doc.content.size)
    since = Carried(text.version, mapping_since(session, text, version), Flat(tree_of(text.doc)))
    anchor = bind(session, text.id, Made(version, Flat(doc)), start, end, since)
    suggestion.state, suggestion.anchor_id, suggestion.decided_at = "open", anchor.id, None
    suggestion.decided_by, suggestion.decided_by_id = "", None
    session.add(suggestion)
    session.flush()


def place_of(session: Session, text: HeldText, suggestion: Suggestion) -> int:
    """Where the words of an accepted difference stand now; Conflict where somebody has changed them since."""
    becomes = rules.read(suggestion.becomes)
    place = rules.place_after(mapping_since(session, text, suggestion.version), suggestion.start, becomes)
    if place is None or not rules.stands(tree_of(text.doc), place, becomes):
        raise Conflict("Somebody has changed these words since. Change them by hand, or look at the history.")
    return place
