"""Reading an answer: to change it, and at a glance what decides how its page looks."""

from collections.abc import Hashable
from dataclasses import dataclass

from sqlalchemy import Table, bindparam, func
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, select

from app.assessments.address import Address
from app.assessments.models import Assessment, Prompt, Response, Text
from app.assessments.proposals.models import Suggestion
from app.assessments.texts.models import CitationUse, HeldText
from app.assessments.texts.queries import COLUMNS
from app.assessments.workflow.rules import State
from app.core.clock import today
from app.core.errors import NotFound
from app.core.prepared import Prepared
from app.evidence.models import EvidenceItem, EvidenceRevision


def _table(model: type[SQLModel]) -> Table:
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


ASKED = aliased(Prompt)
NEWEST = (
    select(func.max(EvidenceRevision.number)).where(EvidenceRevision.item_id == EvidenceItem.id)
    .correlate(EvidenceItem).scalar_subquery()
)
UNDECIDED = (
    columns(func.count()).where(Suggestion.text_id == Text.id, Suggestion.state == "open").correlate(Text)
    .scalar_subquery()
)
# A version stands for the whole of what it counts: a text, the rows of a register, the fields of an item.
ANSWER = Prepared(
    columns(_table(Response), _table(Assessment), _table(Prompt), col(Text.version), col(Text.last_at), UNDECIDED)
    .join(ASKED, col(ASKED.response_id) == Response.id).join(Assessment, col(Assessment.id) == ASKED.assessment_id)
    .join(Prompt, col(Prompt.response_id) == Response.id).outerjoin(Text, col(Text.id) == Response.text_id)
    .where(
        ASKED.key == bindparam("key"), Assessment.authority_id == bindparam("authority_id"),
        Assessment.framework_slug == bindparam("framework"), Assessment.year == bindparam("year"),
    )
    .order_by(col(Prompt.position))
)
CITED = Prepared(
    columns(col(EvidenceRevision.id), col(EvidenceItem.version), NEWEST)
    .join(EvidenceItem, col(EvidenceItem.id) == EvidenceRevision.item_id)
    .join(CitationUse, col(CitationUse.evidence_revision_id) == EvidenceRevision.id)
    .join(Response, col(Response.text_id) == CitationUse.text_id)
    .where(Response.id == bindparam("response_id")).order_by(col(EvidenceRevision.id))
)


def looks(session: Session, authority_id: int, address: Address, key: str) -> Hashable:
    """Everything that the page of a prompt shows besides the actor and its history; NotFound where there is none.

    Of suggestions only how many are open: a page with any is never kept.
    """
    answer = ANSWER.rows(
        session, key=key, authority_id=authority_id, framework=address.framework, year=address.year
    )
    if not answer:
        raise NotFound
    return today(), tuple(answer), tuple(CITED.rows(session, response_id=answer[0][0]))


def text_id_of(session: Session, prompt: Prompt) -> int:
    """The text that answers a prompt; NotFound for a register, which has none."""
    found = session.exec(select(Response.text_id).where(Response.id == prompt.response_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


# Every save begins with this.
HELD = Prepared(
    columns(col(Response.state), col(Response.agreed_version), col(Response.reason), *COLUMNS)
    .join(Text, col(Text.id) == Response.text_id).where(Response.id == bindparam("response_id")).with_for_update()
)


@dataclass(frozen=True)
class Held:
    """An answer that is about to be changed: how its response stands, and its text; the rows of both are held."""

    response_id: int
    state: State
    text: HeldText


def held(session: Session, response_id: int) -> Held | None:
    """A response and its text, their rows held until the transaction ends; None for a register."""
    found = HELD.first(session, response_id=response_id)
    return Held(response_id, State(*found[:3]), HeldText(*found[3:])) if found else None
