"""Reading proposals: what is open in a text, what was decided, and a person's draft."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from prosemirror.model import Node
from sqlalchemy import func
from sqlmodel import Session, col, select

from app.assessments.anchors.models import Anchor
from app.assessments.models import Response
from app.assessments.proposals import rules
from app.assessments.proposals.models import Draft, Proposal, Suggestion
from app.core.clock import aware
from app.richtext.quoting import ATOM, CONTEXT, GAP

LAST = 20  # decided ones that are listed


@dataclass(frozen=True)
class Standing:
    """One difference with its proposal, and its place in the text as it is now; None once it is decided."""

    suggestion: Suggestion
    proposal: Proposal
    anchor: Anchor | None
    fits: bool

    @property
    def id(self) -> int:
        """The suggestion's id."""
        assert self.suggestion.id is not None
        return self.suggestion.id

    @property
    def state(self) -> str:
        """open, overtaken (somebody changed what it was about), accepted or rejected."""
        return "overtaken" if self.suggestion.state == "open" and not self.fits else self.suggestion.state

    @property
    def start(self) -> int:
        """Where it begins in the text as it is now."""
        return self.anchor.start if self.anchor else 0

    @cached_property
    def was(self) -> list[Node]:
        """What would give way."""
        return rules.read(self.suggestion.was)

    @cached_property
    def becomes(self) -> list[Node]:
        """What would stand instead."""
        return rules.read(self.suggestion.becomes)

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + rules.size(self.was)

    @property
    def context(self) -> tuple[str, str]:
        """A few words of the same paragraph on either side, as they were when it was made."""
        if self.anchor is None:
            return "", ""
        before, after = self.anchor.prefix.split(GAP)[-1], self.anchor.suffix.split(GAP)[0]
        left, right = "…" * (len(before) == CONTEXT), "…" * (len(after) == CONTEXT)
        return left + before.replace(ATOM, " "), after.replace(ATOM, " ") + right

    @property
    def as_doc(self) -> dict[str, Any]:
        """What would stand instead, for reading its citations."""
        return {"type": "doc", "content": json.loads(self.suggestion.becomes)}

    @property
    def old_words(self) -> str:
        """The words that would give way."""
        return rules.words(json.loads(self.suggestion.was))

    @property
    def new_words(self) -> str:
        """The words that would stand instead."""
        return rules.words(json.loads(self.suggestion.becomes))


def open_in(session: Session, text_id: int, doc: Node) -> list[Standing]:
    """Every undecided difference of a text whose document is `doc`, in the order of the text."""
    rows = session.execute(
        select(Suggestion, Proposal, Anchor).join(Proposal, col(Proposal.id) == Suggestion.proposal_id)
        .outerjoin(Anchor, col(Anchor.id) == Suggestion.anchor_id)
        .where(Suggestion.text_id == text_id, Suggestion.state == "open")
        .order_by(col(Anchor.start), col(Suggestion.id)).execution_options(populate_existing=True)
    ).all()
    return [Standing(*row, fits=_fits(doc, *row)) for row in rows]


def _fits(doc: Node, suggestion: Suggestion, _: Proposal, anchor: Anchor | None) -> bool:
    """Whether what it was about stands there still; found again elsewhere is not good enough."""
    if anchor is None or anchor.state != "exact":
        return False
    return rules.stands(doc, anchor.start, rules.read(suggestion.was))


def open_counts(session: Session, text_ids: Iterable[int]) -> dict[int, int]:
    """How many differences are undecided in each of these texts that has any."""
    rows = session.execute(
        select(Suggestion.text_id, func.count()).where(
            col(Suggestion.text_id).in_(list(text_ids)), Suggestion.state == "open",
        ).group_by(col(Suggestion.text_id))
    ).all()
    return {text_id: count for text_id, count in rows}


def decided_in(session: Session, text_id: int) -> list[Standing]:
    """The differences of a text that were decided last, newest first."""
    rows = session.execute(
        select(Suggestion, Proposal).join(Proposal, col(Proposal.id) == Suggestion.proposal_id)
        .where(Suggestion.text_id == text_id, Suggestion.state != "open")
        .order_by(col(Suggestion.decided_at).desc(), col(Suggestion.id)).limit(LAST)
    ).all()
    return [Standing(suggestion, proposal, None, False) for suggestion, proposal in rows]


def chosen(session: Session, text_id: int, ids: Iterable[int]) -> Sequence[Suggestion]:
    """These differences of a text, in order; those of any other are left out."""
    return session.exec(
        select(Suggestion).where(Suggestion.text_id == text_id, col(Suggestion.id).in_(list(ids)))
        .order_by(col(Suggestion.id))
    ).all()


def proposals_of(session: Session, suggestions: Sequence[Suggestion]) -> dict[int, Proposal]:
    """The proposals of some differences, by id."""
    ids = {one.proposal_id for one in suggestions}
    return {one.id: one for one in session.exec(select(Proposal).where(col(Proposal.id).in_(ids))).all()}


def draft_of(session: Session, response_id: int, person_id: int) -> Draft | None:
    """A person's open draft for an answer."""
    return session.exec(
        select(Draft).join(Response, col(Response.text_id) == Draft.text_id)
        .where(Response.id == response_id, Draft.author_id == person_id, col(Draft.closed_at).is_(None))
    ).first()


@dataclass(frozen=True)
class Batch:
    """The undecided differences of one proposal."""

    proposal: Proposal
    standing: list[Standing]

    @property
    def open(self) -> list[Standing]:
        """Those that can be accepted."""
        return [one for one in self.standing if one.state == "open"]


def batches(standing: Sequence[Standing]) -> list[Batch]:
    """Undecided differences by proposal, the oldest proposal first."""
    found: dict[int, Batch] = {}
    for one in standing:
        assert one.proposal.id is not None
        found.setdefault(one.proposal.id, Batch(one.proposal, [])).standing.append(one)
    return sorted(found.values(), key=lambda batch: aware(batch.proposal.at))
