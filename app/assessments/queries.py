"""Reading assessments, prompts and responses, always through an actor who may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.accounts.actor import Actor
from app.accounts.models import Authority, Person
from app.assessments.address import Address
from app.assessments.models import Assessment, Prompt, Response, Text
from app.assessments.registers.models import RegisterRow
from app.core.errors import NotFound
from app.core.kept import Kept
from app.core.prepared import Prepared


def assessment_at(session: Session, actor: Actor, address: Address) -> Assessment:
    """The assessment at this address; NotFound where it is missing or belongs to somebody else."""
    found = session.execute(AT_ADDRESS, _where(actor, address)).scalars().first()
    if found is None:
        raise NotFound
    return found


def prompt_at(session: Session, actor: Actor, address: Address, key: str) -> tuple[Assessment, Prompt]:
    """One prompt with its assessment; NotFound where either is missing or belongs to somebody else."""
    found = session.execute(PROMPT_AT_ADDRESS, {**_where(actor, address), "key": key}).first()
    if found is None:
        raise NotFound
    return found[0], found[1]


# Every page of an assessment asks one of these, so they are built once.
AT_ADDRESS = select(Assessment).where(
    Assessment.authority_id == bindparam("authority_id"), Assessment.framework_slug == bindparam("framework"),
    Assessment.year == bindparam("year"),
)
PROMPT_AT_ADDRESS = (
    AT_ADDRESS.add_columns(Prompt).join(Prompt, col(Prompt.assessment_id) == Assessment.id)
    .where(Prompt.key == bindparam("key"))
)


STANDING = Prepared(
    columns(Assessment.__table__, Prompt.__table__)  # type: ignore[attr-defined]
    .join(Prompt, col(Prompt.assessment_id) == Assessment.id)
    .where(
        Assessment.authority_id == bindparam("authority_id"), Assessment.framework_slug == bindparam("framework"),
        Assessment.year == bindparam("year"), Prompt.key == bindparam("key"),
    )
)
_seen: Kept[tuple[Any, ...], tuple[Assessment, Prompt]] = Kept(1024)


def prompt_seen(session: Session, actor: Actor, address: Address, key: str) -> tuple[Assessment, Prompt]:
    """The same as objects of no session that are shared between requests, so never to be changed.

    They are made once for all rows that say the same, since making them takes most of the time.
    """
    rows = STANDING.rows(session, **_where(actor, address), key=key)
    if not rows:
        raise NotFound
    found = _seen.get(rows[0])
    if found is None:
        found = prompt_at(session, actor, address, key)
        for one in found:  # a session that fails would take their values with it
            session.expunge(one)
        _seen.put(rows[0], found)
    return found


def _where(actor: Actor, address: Address) -> dict[str, Any]:
    """An address among the actor's own authorities; NotFound for any other."""
    place = next((place for place in actor.places if place.slug == address.authority), None)
    if place is None:
        raise NotFound
    return {"authority_id": place.id, "framework": address.framework, "year": address.year}


def any_assessment_at(session: Session, address: Address) -> Assessment | None:
    """The assessment at this address for a command that runs on the machine itself."""
    return session.exec(
        select(Assessment).join(Authority, col(Authority.id) == Assessment.authority_id).where(
            Authority.slug == address.authority, Assessment.framework_slug == address.framework,
            Assessment.year == address.year,
        )
    ).first()


@dataclass(frozen=True)
class Line:
    """One prompt in an overview: whose it is, when it is due and how far it has come; no text."""

    prompt_id: int
    key: str
    kind: str
    section_key: str
    response_id: int
    own_response_id: int
    state: str
    reason: str
    agreed_version: int | None
    version: int
    words: int
    uncited: int
    author_id: int | None
    author: str
    lead_id: int | None
    lead: str
    due_on: date | None
    wording_received: str
    last_at: datetime | None
    rows: int
    budget: int | None

    @property
    def settled(self) -> bool:
        """Agreed as it stands, or left without an answer for a reason."""
        return self.state in ("agreed", "no_answer")


def lines(session: Session, assessment_id: int, section_key: str | None = None) -> list[Line]:
    """Every prompt of an assessment, or of one section, in order and in one query."""
    author, lead = aliased(Person), aliased(Person)
    version = func.coalesce(Text.version, Response.rows_version)
    query = (
        select(
            Prompt.id, Prompt.key, Prompt.kind, Prompt.section_key, Prompt.response_id, Prompt.own_response_id,
            Response.state, Response.reason, Response.agreed_version, version,
            func.coalesce(Text.words, 0), func.coalesce(Text.uncited, 0),
            Prompt.author_id, func.coalesce(author.name, ""), Prompt.lead_id, func.coalesce(lead.name, ""),
            Prompt.due_on, Prompt.wording_received, Text.last_at, _rows_standing(), Prompt.budget,
        )
        .join(Response, col(Response.id) == Prompt.response_id)
        .outerjoin(Text, col(Text.id) == Response.text_id)
        .outerjoin(author, col(author.id) == Prompt.author_id)
        .outerjoin(lead, col(lead.id) == Prompt.lead_id)
        .where(Prompt.assessment_id == assessment_id).order_by(Prompt.position)
    )
    if section_key is not None:
        query = query.where(Prompt.section_key == section_key)
    return [Line(*row) for row in session.execute(query).all()]


def _rows_standing() -> Any:
    """How many rows the register of a prompt holds."""
    return (
        select(func.count()).select_from(RegisterRow)
        .where(RegisterRow.response_id == Response.id, col(RegisterRow.removed_at).is_(None))
        .correlate(Response).scalar_subquery()
    )


def sharing(session: Session, response_id: int) -> Sequence[Prompt]:
    """The prompts that a response answers, in order: one, or several answered together."""
    return session.exec(
        select(Prompt).where(Prompt.response_id == response_id).order_by(Prompt.position)
    ).all()
