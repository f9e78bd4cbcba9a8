"""Reading the evidence library of one authority."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, case, func, tuple_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.evidence.models import EvidenceItem, EvidenceLimit, EvidenceRevision, SupersededRevision
from app.evidence.passages.queries import inside
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


# What a revision is true of, and how it stands: what the item said when it was superseded, of the newest what it says
# now. What is withdrawn is so in every revision, whoever cites it. Both want SupersededRevision joined.
AS_AT = func.coalesce(col(SupersededRevision.as_at), col(EvidenceItem.as_at))
STATUS = case((col(EvidenceItem.status) == "withdrawn", col(EvidenceItem.status)),
              else_=func.coalesce(col(SupersededRevision.status), col(EvidenceItem.status)))


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
            col(EvidenceItem.owner), AS_AT, STATUS, col(EvidenceItem.sensitivity), col(EvidenceRevision.link),
            col(EvidenceRevision.file_name), col(EvidenceRevision.file_sha256), newest,
        )
        .join(EvidenceRevision, col(EvidenceRevision.item_id) == EvidenceItem.id)
        .outerjoin(SupersededRevision, col(SupersededRevision.revision_id) == EvidenceRevision.id)
        .where(col(EvidenceItem.authority_id) == authority_id,
               tuple_(EvidenceItem.ref, EvidenceRevision.number).in_(list(wanted)))
    ).all()
    return {(row[0], row[1]): Cited(*row) for row in rows}


def largest_file(session: Session, authority_id: int) -> int | None:
    """The largest file of this library in megabytes, where its administrator has set that."""
    limit = session.get(EvidenceLimit, authority_id)
    return limit.megabytes if limit else None


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


def revision_at(session: Session, item: EvidenceItem, number: int) -> EvidenceRevision:
    """One revision of an item; NotFound where it has none such."""
    found = session.exec(
        select(EvidenceRevision).where(EvidenceRevision.item_id == item.id, EvidenceRevision.number == number)
    ).first()
    if found is None:
        raise NotFound("The item has no such revision.")
    return found


def newest_number(session: Session, item: EvidenceItem) -> int:
    """The number of an item's newest revision."""
    return session.exec(select(func.max(EvidenceRevision.number)).where(EvidenceRevision.item_id == item.id)).one()


@dataclass(frozen=True)
class Held:
    """One item of the library with its newest revision."""

    item: EvidenceItem
    newest: EvidenceRevision


def _with_newest() -> Select[EvidenceItem, EvidenceRevision]:
    newest = (
        select(func.max(EvidenceRevision.number)).where(EvidenceRevision.item_id == EvidenceItem.id)
        .correlate(EvidenceItem).scalar_subquery()
    )
    return (
        columns(EvidenceItem, EvidenceRevision)
        .join(EvidenceRevision, col(EvidenceRevision.item_id) == EvidenceItem.id)
        .where(col(EvidenceRevision.number) == newest)
    )


def library(session: Session, authority_id: int) -> list[Held]:
    """Every item of an authority in order of reference, in one query."""
    rows = session.execute(_with_newest().where(EvidenceItem.authority_id == authority_id)).all()
    held = [Held(item, revision) for item, revision in rows]
    return sorted(held, key=lambda one: ref_number(one.item.ref))


@dataclass(frozen=True)
class Offer:
    """An item to cite in its newest revision; where words inside it were found, the place and what stands there."""

    held: Held
    place: str = ""
    words: str = ""


def found(session: Session, authority_id: int, query: str, most: int) -> list[Offer]:
    """Up to `most` places to cite: the item so named first, then by title, then by what stands inside; withdrawn last.

    Four queries, however large the library is.
    """
    hits = inside(session, authority_id, query)
    named, named_so = _named(session, authority_id, query), query.strip().upper()
    chosen = [*named, *(key for key in hits if key not in named)][:most]
    held = {one.item.id: one for one in _held(session, chosen)}
    offers = []
    for one in (held[key] for key in chosen if key in held):
        places = hits.get(one.item.id or 0, [])
        if one.item.id in named:
            offers.append(Offer(one))
            places = places[:1]
        offers += [Offer(one, hit.place, hit.excerpt.whole) for hit in places]
    offers.sort(key=lambda offer: (offer.held.item.ref != named_so, offer.held.item.status == "withdrawn"))
    return offers[:most]


def _named(session: Session, authority_id: int, query: str) -> dict[int, str]:
    """The items whose reference, title or owner hold every word of a query, by reference; the one so named first."""
    rows = session.execute(
        columns(EvidenceItem.id, EvidenceItem.ref, EvidenceItem.title, EvidenceItem.owner, EvidenceItem.status)
        .where(col(EvidenceItem.authority_id) == authority_id)
    ).all()
    kept = [row for row in map(tuple, rows) if matches(query, *row[1:4])]
    kept.sort(key=lambda row: (row[1] != query.strip().upper(), row[4] == "withdrawn", ref_number(row[1])))
    return {row[0]: row[1] for row in kept}


def _held(session: Session, items: Sequence[int]) -> list[Held]:
    rows = session.execute(_with_newest().where(col(EvidenceItem.id).in_(items))).all()
    return [Held(item, revision) for item, revision in rows]
