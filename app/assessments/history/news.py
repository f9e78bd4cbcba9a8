"""What others did to a person's answers since that person was last here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.accounts.actor import Actor
from app.accounts.models import Authority
from app.activity.models import Activity
from app.activity.queries import Act, told
from app.activity.tags import Tag
from app.assessments.address import Address
from app.assessments.models import Assessment, Prompt, Response, Text
from app.core.clock import aware

MOST = 60  # acts that are read
TOLD = [tag.code for tag in Tag if tag.code.startswith((
    "assessments:response:", "assessments:prompt:", "assessments:register:",
)) and tag not in (Tag.CHANGES_MADE, Tag.CHANGES_OPENED)]


@dataclass(frozen=True)
class Change:
    """An answer of the person's with what others did to it, newest first."""

    address: Address
    title: str
    version_id: int
    key: str
    acts: list[Act]

    @property
    def path(self) -> str:
        """Its prompt's page."""
        return f"{self.address.path}/prompts/{self.key}"


@dataclass(frozen=True)
class News:
    """Since when the person was away, and what changed meanwhile."""

    since: datetime | None
    changes: list[Change]


def news_for(session: Session, actor: Actor) -> News:
    """What others did since the actor's last act before signing in; three queries."""
    since = _last_here(session, actor.person_id)
    mine = {_path(row): row for row in _prompts(session, actor)}
    if since is None or not mine:
        return News(since, [])
    acts = session.exec(
        select(Activity).where(
            Activity.at > since, col(Activity.authority_id).in_(list(actor.roles)), col(Activity.tag).in_(TOLD),
            col(Activity.subject).in_(list(mine)),
            or_(col(Activity.person_id).is_(None), col(Activity.person_id) != actor.person_id),
        ).order_by(col(Activity.id).desc()).limit(MOST)
    ).all()
    by_path: dict[str, list[Act]] = {}
    for act in acts:
        by_path.setdefault(act.subject, []).append(told(act))
    for path, row in mine.items():
        if written := _written(row, since, actor.person_id, by_path.get(path, [])):
            by_path.setdefault(path, []).insert(0, written)
    return News(aware(since), [_change(mine[path], found) for path, found in by_path.items()])


def _written(row: Row[Any], since: datetime, person_id: int, acts: Sequence[Act]) -> Act | None:
    """The latest writing by somebody else, which begins no act of its own while a sitting goes on."""
    at, author, author_id = row[6:]
    if at is None or aware(at) <= aware(since) or author_id == person_id:
        return None
    if any(act.tag == Tag.RESPONSE_WRITTEN.code and act.person == author for act in acts):
        return None
    return Act(at, author, "wrote here", "", Tag.RESPONSE_WRITTEN.code)


def _last_here(session: Session, person_id: int) -> datetime | None:
    """When the person last did anything before signing in this time; None on a first visit."""
    entered = aliased(Activity)
    in_at = (
        select(func.max(entered.at)).where(entered.person_id == person_id, entered.tag == Tag.SIGNED_IN.code)
        .scalar_subquery()
    )
    return session.exec(
        select(func.max(Activity.at)).where(Activity.person_id == person_id, Activity.at < in_at)
    ).one()


def _prompts(session: Session, actor: Actor) -> Sequence[Row[Any]]:
    """The prompts that the actor writes or leads."""
    me = actor.person_id
    return session.execute(
        select(Authority.slug, Assessment.framework_slug, Assessment.year, Assessment.title,
               Assessment.framework_version_id, Prompt.key, Text.last_at, Text.last_author, Text.last_author_id)
        .join(Assessment, col(Assessment.id) == Prompt.assessment_id)
        .join(Authority, col(Authority.id) == Assessment.authority_id)
        .join(Response, col(Response.id) == Prompt.response_id).outerjoin(Text, col(Text.id) == Response.text_id)
        .where(or_(Prompt.author_id == me, Prompt.lead_id == me), col(Assessment.authority_id).in_(list(actor.roles)))
    ).all()


def _path(row: Row[Any]) -> str:
    return _change(row, []).path


def _change(row: Row[Any], acts: list[Act]) -> Change:
    authority, framework, year, title, version_id, key, *_ = row
    return Change(Address(authority, framework, year), title, version_id, key, acts)
