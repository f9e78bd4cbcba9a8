"""What the statements of an assessment rest on, in two queries."""

from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.assessments.coverage.rules import Row, Source, cells_of, measured_on
from app.assessments.models import Response
from app.assessments.permissions import Whole
from app.assessments.queries import lines
from app.assessments.texts.models import CitationUse
from app.core.clock import today
from app.evidence.models import EvidenceItem, EvidenceRevision, SupersededRevision
from app.evidence.queries import AS_AT, STATUS


def coverage(session: Session, whole: Whole) -> list[Row]:
    """Every statement of the assessment in order, each with the items that its answer cites."""
    sources = _sources(session, whole.id)
    on = measured_on(whole.assessment.year, today())
    return [
        Row(whole.reading.prompts[line.key], whole.reading.section_of[line.key], line.state, line.words,
            cells_of(sources.get(line.response_id, set()), on))
        for line in lines(session, whole.id) if line.kind == "statement"
    ]


def _sources(session: Session, assessment_id: int) -> dict[int, set[Source]]:
    """The items cited, by response; one that is cited in several revisions counts once, by the newest date."""
    rows = session.execute(
        columns(
            col(Response.id), col(EvidenceItem.ref), col(EvidenceItem.title), col(EvidenceItem.kind),
            STATUS, AS_AT,
        )
        .join(CitationUse, col(CitationUse.text_id) == Response.text_id)
        .join(EvidenceRevision, col(EvidenceRevision.id) == CitationUse.evidence_revision_id)
        .join(EvidenceItem, col(EvidenceItem.id) == EvidenceRevision.item_id)
        .outerjoin(SupersededRevision, col(SupersededRevision.revision_id) == EvidenceRevision.id)
        .where(col(Response.assessment_id) == assessment_id).order_by(AS_AT)
    ).all()
    found: dict[int, dict[str, Source]] = {}
    for response, *source in rows:
        one = Source(*source)
        found.setdefault(response, {})[one.ref] = one
    return {response: set(sources.values()) for response, sources in found.items()}
