"""What waits for a person: a selection over all the prompts that are theirs."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from app.accounts.actor import Actor
from app.accounts.models import Authority
from app.assessments.address import Address
from app.assessments.models import Assessment, Prompt, Response, Text


@dataclass(frozen=True)
class Item:
    """One prompt that waits for the actor, with where it stands."""

    address: Address
    title: str
    version_id: int
    key: str
    state: str
    reason: str
    words: int
    due_on: date | None
    mine_to: str

    @property
    def path(self) -> str:
        """The prompt's page."""
        return f"{self.address.path}/prompts/{self.key}"


def waiting_for(session: Session, actor: Actor) -> list[Item]:
    """Unsettled prompts that the actor writes or leads, the earliest due first; one query."""
    me = actor.person_id
    rows = session.execute(
        select(Authority.slug, Assessment.framework_slug, Assessment.year, Assessment.title,
               Assessment.framework_version_id, Prompt.key, Response.state, Response.reason,
               func.coalesce(Text.words, 0), Prompt.due_on, Prompt.author_id)
        .join(Assessment, col(Assessment.id) == Prompt.assessment_id)
        .join(Authority, col(Authority.id) == Assessment.authority_id)
        .join(Response, col(Response.id) == Prompt.response_id)
        .outerjoin(Text, col(Text.id) == Response.text_id)
        .where(
            or_(Prompt.author_id == me, Prompt.lead_id == me), col(Assessment.authority_id).in_(list(actor.roles)),
            col(Response.state).not_in(["agreed", "no_answer"]),
        )
        .order_by(func.coalesce(Prompt.due_on, date.max), Prompt.position)  # type: ignore[arg-type]
    ).all()
    return [
        Item(Address(r[0], r[1], r[2]), r[3], r[4], r[5], r[6], r[7], r[8], r[9], "write" if r[10] == me else "agree")
        for r in rows
    ]
