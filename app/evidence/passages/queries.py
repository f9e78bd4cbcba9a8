"""Finding words inside the library's files, and how far a file has been read."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, column
from sqlmodel import Session, col, select

from app.evidence.models import EvidenceRevision
from app.evidence.passages.index import matching
from app.evidence.passages.models import EvidencePassage, EvidenceReading
from app.evidence.passages.words import Excerpt, Term, excerpt, named_places, row_meant, terms_of

PLACES = 3  # of one item that a search shows


@dataclass(frozen=True)
class Hit:
    """A place of an item in which all words of a search stand."""

    place: str
    text: str
    terms: tuple[Term, ...]

    @property
    def excerpt(self) -> Excerpt:
        """What was found with the words around it; made when it is asked for, since most places are never shown."""
        return excerpt(self.text, self.terms)


def inside(session: Session, authority_id: int, query: str) -> dict[int, list[Hit]]:
    """The places of this authority's items in which every word and phrase stands, by item id.

    The item with the most places first, then the newest.
    Newest revisions alone; at most a few places of each item. Two queries, or none where nothing is asked.
    """
    terms = terms_of(query)
    if not terms:
        return {}
    standing = matching(session, authority_id, terms).columns(column("id", Integer)).subquery()
    rows = session.execute(
        select(EvidenceRevision.item_id, EvidencePassage.id)
        .join(EvidencePassage, col(EvidencePassage.revision_id) == EvidenceRevision.id)
        .join(standing, standing.c.id == EvidencePassage.id).order_by(col(EvidencePassage.id).desc())
    ).all()
    places: dict[int, list[int]] = {}
    for item, passage in rows:
        places.setdefault(item, []).append(passage)
    most_first = sorted(places.items(), key=lambda one: -len(one[1]))
    chosen = {item: sorted(found)[:PLACES] for item, found in most_first}
    hits = _hits(session, [one for found in chosen.values() for one in found], terms)
    return {item: [hits[one] for one in found] for item, found in chosen.items()}


def _hits(session: Session, wanted: Sequence[int], terms: Sequence[Term]) -> dict[int, Hit]:
    rows = session.execute(
        select(EvidencePassage.id, EvidencePassage.place, EvidencePassage.text)
        .where(col(EvidencePassage.id).in_(wanted))
    ).all()
    return {key: Hit(place, text, tuple(terms)) for key, place, text in rows}


@dataclass(frozen=True)
class Place:
    """What stands at one place of a revision, with the names of the places before and after it, if there are any."""

    name: str
    text: str
    before: str
    after: str


def place_at(session: Session, revision_id: int, name: str) -> Place | None:
    """The place of a revision that a citation names; None where none of that name was read."""
    places = select(EvidencePassage).where(EvidencePassage.revision_id == revision_id)
    names = named_places(name)
    found = session.exec(places.where(col(EvidencePassage.place).in_(names)).limit(1)).first()
    found = found or _row_within(session, revision_id, names)
    if found is None or found.id is None:
        return None
    number = col(EvidencePassage.id)
    before = session.exec(places.where(number < found.id).order_by(number.desc()).limit(1)).first()
    after = session.exec(places.where(number > found.id).order_by(number).limit(1)).first()
    return Place(found.place, found.text, before.place if before else "", after.place if after else "")


def _row_within(session: Session, revision_id: int, names: Sequence[str]) -> EvidencePassage | None:
    """The row of a sheet or table that is meant, where the name says less than reading does."""
    rows = session.execute(
        select(EvidencePassage.id, EvidencePassage.place)
        .where(EvidencePassage.revision_id == revision_id, col(EvidencePassage.place).contains(", row "))
        .order_by(col(EvidencePassage.id))
    ).all()
    reading = session.get(EvidenceReading, revision_id)
    at = row_meant(names, [place for _, place in rows], cut=bool(reading and reading.note))
    return None if at is None else session.get(EvidencePassage, rows[at][0])


def places_of(session: Session, revision_id: int, most: int) -> Sequence[EvidencePassage]:
    """The first places of a revision, in the order of the file."""
    places = select(EvidencePassage).where(EvidencePassage.revision_id == revision_id)
    return session.exec(places.order_by(col(EvidencePassage.id)).limit(most)).all()


def readings_of(session: Session, item_id: int) -> dict[int, EvidenceReading]:
    """How far each revision of an item has been read, by revision id."""
    rows = session.exec(
        select(EvidenceReading).join(EvidenceRevision, col(EvidenceRevision.id) == EvidenceReading.revision_id)
        .where(EvidenceRevision.item_id == item_id)
    ).all()
    return {one.revision_id: one for one in rows}
