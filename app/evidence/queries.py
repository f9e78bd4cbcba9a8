"""Reading the evidence library of one authority."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, tuple_
from sqlmodel import Session, col, select

from app.evidence.models import EvidenceItem, EvidenceRevision


def revision_ids(
    session: Session, authority_id: int, wanted: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], int]:
    """Ids of the revisions, by reference and number, that this authority holds."""
    if not wanted:
        return {}
    rows = session.execute(
        select(EvidenceItem.ref, EvidenceRevision.number, EvidenceRevision.id)
        .join(EvidenceRevision, col(EvidenceRevision.item_id) == EvidenceItem.id)
        .where(EvidenceItem.authority_id == authority_id,
               tuple_(EvidenceItem.ref, EvidenceRevision.number).in_(list(wanted)))
    ).all()
    return {(ref, number): key for ref, number, key in rows}


@dataclass(frozen=True)
class Cited:
    """A revision of an item as a citation shows it."""

    ref: str
    revision: int
    title: str
    kind: str
    owner: str
    as_at: date
    status: str
    sensitivity: str
    link: str
    file_name: str
    file_sha256: str
    newest: int


def cited(session: Session, authority_id: int, wanted: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Cited]:
    """What citations point at, by reference and revision number, in one query."""
    if not wanted:
        return {}
    newest = (
        select(func.max(EvidenceRevision.number)).where(EvidenceRevision.item_id == EvidenceItem.id)
        .correlate(EvidenceItem).scalar_subquery()
    )
    rows = session.execute(
        select(
            EvidenceItem.ref, EvidenceRevision.number, EvidenceItem.title, EvidenceItem.kind, EvidenceItem.owner,
            EvidenceItem.as_at, EvidenceItem.status, EvidenceItem.sensitivity, EvidenceRevision.link,
            EvidenceRevision.file_name, EvidenceRevision.file_sha256, newest,
        )
        .join(EvidenceRevision, col(EvidenceRevision.item_id) == EvidenceItem.id)
        .where(EvidenceItem.authority_id == authority_id,
               tuple_(EvidenceItem.ref, EvidenceRevision.number).in_(list(wanted)))
    ).all()
    return {(row[0], row[1]): Cited(*row) for row in rows}
