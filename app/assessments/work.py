"""What waits for a person: a selection over all the prompts that are theirs, and how far each assessment has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, or_
from sqlmodel import Session, col, select

from app.accounts.actor import Actor
from app.accounts.guards import takes_part
from app.accounts.models import Authority
from app.accounts.roles import Role
from app.assessments.address import Address
from app.assessments.freezing.models import FrozenRevision, SignOff
from app.assessments.models import Assessment, Prompt, Response, Text
from app.assessments.workflow.models import WorkflowEvent
from app.core.clock import today


@dataclass(frozen=True)
class Item:
    """One answer that waits for the actor, with every prompt of theirs that it answers."""

    address: Address
    title: str
    version_id: int
    keys: tuple[str, ...]
    state: str
    reason: str
    words: int
    due_on: date | None
    writes: bool
    leads: bool

    @property
    def path(self) -> str:
        """The page of its first prompt."""
        return f"{self.address.path}/prompts/{self.keys[0]}"

    @property
    def overdue(self) -> bool:
        """Whether its date has passed."""
        return self.due_on is not None and self.due_on < today()

    @property
    def returned(self) -> bool:
        """Whether a lead gave it back with a reason."""
        return bool(self.reason)

    @property
    def to_agree(self) -> bool:
        """Whether there is something for the actor, as lead, to decide about."""
        return self.leads and self.state in ("draft", "reopened") and not self.returned


def waiting_for(session: Session, actor: Actor) -> list[Item]:
    """Unsettled answers that the actor writes or leads, the earliest due first; one query."""
    me = actor.person_id
    rows = session.execute(
        select(Authority.slug, Assessment.framework_slug, Assessment.year, Assessment.title,
               Assessment.framework_version_id, Prompt.key, Response.state, Response.reason,
               func.coalesce(Text.words, 0), Prompt.due_on, Prompt.author_id == me, Prompt.lead_id == me, Response.id)
        .join(Assessment, col(Assessment.id) == Prompt.assessment_id)
        .join(Authority, col(Authority.id) == Assessment.authority_id)
        .join(Response, col(Response.id) == Prompt.response_id)
        .outerjoin(Text, col(Text.id) == Response.text_id)
        .where(
            or_(Prompt.author_id == me, Prompt.lead_id == me), col(Assessment.authority_id).in_(list(actor.roles)),
            col(Response.state).not_in(["agreed", "no_answer"]),
        )
        .order_by(func.coalesce(Prompt.due_on, date.max), Prompt.assessment_id, Prompt.position)
    ).all()
    groups: dict[int, list[Row[Any]]] = {}
    for row in rows:
        groups.setdefault(row[12], []).append(row)
    return [_item(group) for group in groups.values()]


def _item(rows: Sequence[Row[Any]]) -> Item:
    slug, framework, year, title, version_id, _, state, reason, words, due_on, *_ = rows[0]
    return Item(
        Address(slug, framework, year), title, version_id, tuple(row[5] for row in rows), state, reason, words, due_on,
        any(row[10] for row in rows), any(row[11] for row in rows),
    )


@dataclass(frozen=True)
class Elsewhere:
    """Something that waits for the actor beyond their own assessments: what it is, where, and a line about it."""

    title: str
    path: str
    told: str


@dataclass(frozen=True)
class Listed:
    """One assessment in a list, with how far it has come; `changed_at` is when something last happened in it."""

    address: Address
    title: str
    authority: str
    authority_id: int
    counts: dict[str, int]
    total: int
    unassigned: int
    overdue: int
    changed_at: datetime | None
    signed_at: datetime | None

    @property
    def settled(self) -> int:
        """How many prompts need nothing more."""
        return self.counts["agreed"] + self.counts["no_answer"]

    @property
    def ready(self) -> bool:
        """Everything is settled, and nothing was signed since it last changed."""
        signed = self.signed_at is not None and (self.changed_at is None or self.signed_at >= self.changed_at)
        return self.settled == self.total and not signed


BAR = ("agreed", "no_answer", "reopened", "draft")


def assessments_of(session: Session, actor: Actor) -> list[Listed]:
    """The assessments that the actor works on, and signed ones elsewhere, newest year first; one query."""
    counts = [func.count().filter(col(Response.state) == state) for state in BAR]
    missing = col(Prompt.author_id).is_(None) | col(Prompt.lead_id).is_(None)
    late = (col(Prompt.due_on) < today()) & col(Response.state).not_in(["agreed", "no_answer"])
    rows = session.execute(
        select(Authority.slug, Assessment.framework_slug, Assessment.year, Assessment.title, Authority.name,
               Assessment.authority_id, func.count(), func.count().filter(missing),
               func.count().filter(late), _changed(), _signed(), *counts)
        .join(Authority, col(Authority.id) == Assessment.authority_id)
        .join(Prompt, col(Prompt.assessment_id) == Assessment.id)
        .join(Response, col(Response.id) == Prompt.response_id)
        .where(col(Assessment.authority_id).in_(list(actor.roles)))
        .group_by(col(Assessment.id), Authority.slug, Authority.name)
        .order_by(col(Assessment.year).desc(), Authority.name, Assessment.title)
    ).all()
    found = [
        Listed(Address(r[0], r[1], r[2]), r[3], r[4], r[5], dict(zip(BAR, r[11:], strict=True)), *r[6:11])
        for r in rows
    ]
    return [one for one in found if one.signed_at or takes_part(actor, one.authority_id)]


def _changed() -> Any:
    return (
        select(func.max(WorkflowEvent.at)).join(Response, col(Response.id) == WorkflowEvent.response_id)
        .where(Response.assessment_id == Assessment.id).correlate(Assessment).scalar_subquery()
    )


def _signed() -> Any:
    return (
        select(func.max(SignOff.signed_at)).join(FrozenRevision, col(FrozenRevision.id) == SignOff.frozen_id)
        .where(FrozenRevision.assessment_id == Assessment.id).correlate(Assessment).scalar_subquery()
    )


def to_assign(actor: Actor, listed: Sequence[Listed]) -> list[Listed]:
    """Where the actor, as coordinator, has prompts without author or lead."""
    return [one for one in listed if one.unassigned and actor.has(one.authority_id, Role.COORDINATOR)]


def to_chase(actor: Actor, listed: Sequence[Listed]) -> list[Listed]:
    """Where the actor, as coordinator, has prompts past their date and not settled."""
    return [one for one in listed if one.overdue and actor.has(one.authority_id, Role.COORDINATOR)]


def to_sign(actor: Actor, listed: Sequence[Listed]) -> list[Listed]:
    """What the actor, as director, could sign now."""
    return [one for one in listed if one.ready and actor.has(one.authority_id, Role.DIRECTOR)]
