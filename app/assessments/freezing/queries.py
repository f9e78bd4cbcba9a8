"""Reading frozen revisions, their signatures, and who has drafted."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import defer
from sqlmodel import Session, col, or_, select

from app.assessments.freezing.models import FrozenRevision, SignOff
from app.assessments.models import Prompt, Response
from app.assessments.proposals.models import Suggestion
from app.assessments.registers.models import RegisterChange, RegisterRevision
from app.assessments.texts.models import Step


@dataclass(frozen=True)
class Signed:
    """A frozen revision with its signature, if it has one."""

    frozen: FrozenRevision
    sign_off: SignOff | None


def frozen_of(session: Session, assessment_id: int) -> list[Signed]:
    """Every frozen revision of an assessment, newest first, without its content."""
    rows = session.execute(
        select(FrozenRevision, SignOff).outerjoin(SignOff, col(SignOff.frozen_id) == FrozenRevision.id)
        .where(FrozenRevision.assessment_id == assessment_id).order_by(col(FrozenRevision.number).desc())
        .options(defer(FrozenRevision.content))
    ).all()
    return [Signed(frozen, sign_off) for frozen, sign_off in rows]


def frozen_number(session: Session, assessment_id: int, number: int) -> Signed | None:
    """One frozen revision."""
    row = session.execute(
        select(FrozenRevision, SignOff).outerjoin(SignOff, col(SignOff.frozen_id) == FrozenRevision.id)
        .where(FrozenRevision.assessment_id == assessment_id, FrozenRevision.number == number)
    ).first()
    return Signed(row[0], row[1]) if row else None


def drafted_by(session: Session, assessment_id: int, person_id: int) -> Sequence[str]:
    """The prompts in whose text or rows this person has written anything, as keys in order.

    Words that were suggested count for whoever wrote them, and for whoever put them in.
    """
    texts = select(Response.id).join(Step, col(Step.text_id) == Response.text_id).where(
        Response.assessment_id == assessment_id, Step.author_id == person_id)
    rows = select(Response.id).join(RegisterRevision, col(RegisterRevision.response_id) == Response.id).where(
        Response.assessment_id == assessment_id, RegisterRevision.author_id == person_id)
    cells = select(Response.id).join(RegisterChange, col(RegisterChange.response_id) == Response.id).where(
        Response.assessment_id == assessment_id, RegisterChange.author_id == person_id)
    taken = select(Response.id).join(Suggestion, col(Suggestion.text_id) == Response.text_id).where(
        Response.assessment_id == assessment_id, Suggestion.decided_by_id == person_id, Suggestion.state == "accepted")
    written = or_(*(col(Prompt.response_id).in_(one) for one in (texts, rows, cells, taken)))
    return session.exec(
        select(Prompt.key).where(
            Prompt.assessment_id == assessment_id, written,
        ).order_by(col(Prompt.position))
    ).all()
