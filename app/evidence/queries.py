"""Reading the evidence library of one authority."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, tuple_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.evidence.models import EvidenceItem, EvidenceRevision
from app.evidence.rules import matches, ref_number


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


def cited(
    session: Session, authority_id: int, wanted: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], Cited]:
    """What citations point at, by reference and revision number, in one query."""
    if not wanted:
        return {}
    newest = (
        select(func.max(EvidenceRevision.number)).where(EvidenceRevision.item_id == EvidenceItem.id)
        .correlate(EvidenceItem).scalar_subquery()
    )
    rows = session.execute(
        columns(
            col(EvidenceItem.ref), col(EvidenceRevision.number), col(EvidenceItem.title), col(EvidenceItem.kind),
            col(EvidenceItem.owner), col(EvidenceItem.as_at), col(EvidenceItem.status),
            col(EvidenceItem.sensitivity), col(EvidenceRevision.link), col(EvidenceRevision.file_name),
            col(EvidenceRevision.file_sha256), newest,
        )
        .join(EvidenceRevision, col(EvidenceRevision.item_id) == EvidenceItem.id)
        .where(col(EvidenceItem.authority_id) == authority_id,
               tuple_(EvidenceItem.ref, EvidenceRevision.number).in_(list(wanted)))
    ).all()
    return {(row[0], row[1]): Cited(*row) for row in rows}


def item_at(session: Session, authority_id: int, ref: str, locked: bool = False) -> EvidenceItem:
    """One item of this authority; NotFound where it has none such. `locked` holds its row until the end."""
    query = select(EvidenceItem).where(EvidenceItem.authority_id == authority_id, EvidenceItem.ref == ref)
    found = session.exec(query.with_for_update() if locked else query).first()
    if found is None:
        raise NotFound("There is no such item in this library.")
    return found


def revisions_of(session: Session, item: EvidenceItem) -> Sequence[EvidenceRevision]:
    """Every revision of an item, newest first."""
    return session.exec(
        select(EvidenceRevision).where(EvidenceRevision.item_id == item.id)
        .order_by(col(EvidenceRevision.number).desc())
    ).all()


@dataclass(frozen=True)
class Held:
    """One item of the library with its newest revision."""

    item: EvidenceItem
    newest: EvidenceRevision


def library(session: Session, authority_id: int) -> list[Held]:
    """Every item of an authority in order of reference, in one query."""
    newest = (
        select(func.max(EvidenceRevision.number)).where(EvidenceRevision.item_id == EvidenceItem.id)
        .correlate(EvidenceItem).scalar_subquery()
    )
    rows = session.execute(
        select(EvidenceItem, EvidenceRevision)
        .join(EvidenceRevision, col(EvidenceRevision.item_id) == EvidenceItem.id)
        .where(EvidenceItem.authority_id == authority_id, EvidenceRevision.number == newest)
    ).all()
    held = [Held(item, revision) for item, revision in rows]
    return sorted(held, key=lambda one: ref_number(one.item.ref))


def found(session: Session, authority_id: int, query: str, most: int) -> list[Held]:
    """Up to `most` items for a citation: the one so named first, withdrawn ones last, else by reference."""
    kept = [held for held in library(session, authority_id)
            if matches(query, held.item.ref, held.item.title, held.item.owner)]
    named = query.strip().upper()
    kept.sort(key=lambda held: (held.item.ref != named, held.item.status == "withdrawn"))
    return kept[:most]
