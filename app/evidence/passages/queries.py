"""Finding words inside the library's files, and how far a file has been read."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import ColumnElement, Integer, column, func
from sqlmodel import Session, col, select

from app.evidence.models import EvidenceRevision
from app.evidence.passages.following import Contents
from app.evidence.passages.index import matching
from app.evidence.passages.models import EvidencePassage, EvidenceReading
from app.evidence.passages.named import Meant, meant, together
from app.evidence.passages.words import Excerpt, Term, excerpt, terms_of, words_of

PLACES = 3  # of one item that a search shows
MOST_CITED = 50  # places of one range that are shown with their texts


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
        .join(standing, standing.c.id == EvidencePassage.id).where(_stands()).order_by(col(EvidencePassage.id).desc())
    ).all()
    places: dict[int, list[int]] = {}
    for item, passage in rows:
        places.setdefault(item, []).append(passage)
    most_first = sorted(places.items(), key=lambda one: -len(one[1]))
    chosen = {item: sorted(found)[:PLACES] for item, found in most_first}
    hits = _hits(session, [one for found in chosen.values() for one in found], terms)
    return {item: [hits[one] for one in found] for item, found in chosen.items()}


def _stands() -> ColumnElement[bool]:
    """A passage was found when its file was read last, and that reading was at its end."""
    return select(EvidenceReading.revision_id).where(
        EvidenceReading.revision_id == EvidencePassage.revision_id, EvidenceReading.rules == EvidencePassage.rules
    ).exists()


def _hits(session: Session, wanted: Sequence[int], terms: Sequence[Term]) -> dict[int, Hit]:
    rows = session.execute(
        select(EvidencePassage.id, EvidencePassage.place, EvidencePassage.text)
        .where(col(EvidencePassage.id).in_(wanted))
    ).all()
    return {key: Hit(place, text, tuple(terms)) for key, place, text in rows}


@dataclass(frozen=True)
class Place:
    """What stands at the places of a revision that one name means, all of which are cited by it.

    `name` are the places in words, `texts` each of them with its text, at most fifty; `more` are the names of the
    rest. `before` and `after` are the names of what stands around them, if anything does. `how` the places were found,
    that they are `several` and which of them were `unread` is as in Meant.
    """

    name: str
    texts: tuple[tuple[str, str], ...]
    before: str
    after: str
    more: tuple[str, ...] = ()
    how: str = ""
    several: bool = False
    unread: tuple[str, ...] = ()


def place_at(session: Session, revision_id: int, name: str) -> Place | None:
    """The places of a revision that are meant by a name, as a citation has it; None where none is for certain."""
    rows = session.execute(
        select(EvidencePassage.id, EvidencePassage.place)
        .where(EvidencePassage.revision_id == revision_id, _stands()).order_by(col(EvidencePassage.id))
    ).all()
    names = [place for _, place in rows]
    found = _meant(session, revision_id, name, names)
    if not found.places:
        return None
    first, last = min(found.places), max(found.places)
    cited, more = found.places[:MOST_CITED], found.places[MOST_CITED:]
    texts = _texts(session, [rows[at][0] for at in cited])
    return Place(
        together(names, found.places), tuple((names[at], texts[rows[at][0]]) for at in cited),
        names[first - 1] if first else "", names[last + 1] if last + 1 < len(names) else "",
        tuple(names[at] for at in more), found.how, found.several, found.unread,
    )


def _texts(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """What stands at the passages of these ids."""
    rows = session.execute(select(EvidencePassage.id, EvidencePassage.text).where(col(EvidencePassage.id).in_(ids)))
    return {key: text for key, text in rows.all()}


def _meant(session: Session, revision_id: int, name: str, names: Sequence[str]) -> Meant:
    def texts() -> Sequence[str]:
        passages = select(EvidencePassage.text).where(EvidencePassage.revision_id == revision_id, _stands())
        return session.exec(passages.order_by(col(EvidencePassage.id))).all()

    reading = session.get(EvidenceReading, revision_id)
    return meant(name, names, texts, cut=bool(reading and reading.note))


def places_of(session: Session, revision_id: int, most: int) -> Sequence[EvidencePassage]:
    """The first places of a revision, in the order of the file."""
    places = select(EvidencePassage).where(EvidencePassage.revision_id == revision_id, _stands())
    return session.exec(places.order_by(col(EvidencePassage.id)).limit(most)).all()


def holding(session: Session, revision_id: int, words: str, most: int) -> list[Hit]:
    """The first places of a revision in which these words stand side by side; none where they are numbers alone."""
    asked = Term(tuple(words_of(words)))
    if not any(word.isalpha() for word in asked.words):
        return []
    rows = session.execute(
        select(EvidencePassage.place, EvidencePassage.text)
        .where(EvidencePassage.revision_id == revision_id, _stands(),
               func.lower(EvidencePassage.text).contains(max(asked.words, key=len), autoescape=True))
        .order_by(col(EvidencePassage.id))
    ).all()
    side_by_side = f" {' '.join(asked.words)} "
    found = (Hit(place, text, (asked,)) for place, text in rows if side_by_side in f" {' '.join(words_of(text))} ")
    return list(islice(found, most))


def readings_of(session: Session, item_id: int) -> dict[int, EvidenceReading]:
    """How far each revision of an item has been read, by revision id."""
    rows = session.exec(
        select(EvidenceReading).join(EvidenceRevision, col(EvidenceRevision.id) == EvidenceReading.revision_id)
        .where(EvidenceRevision.item_id == item_id)
    ).all()
    return {one.revision_id: one for one in rows}


def contents_of(session: Session, revision_ids: Sequence[int]) -> dict[int, Contents]:
    """What was read of these revisions, by id; one that was not has none. Two queries."""
    readings = session.exec(select(EvidenceReading).where(col(EvidenceReading.revision_id).in_(revision_ids))).all()
    by = {one.revision_id: one.rules for one in readings}
    rows = session.execute(
        select(EvidencePassage.revision_id, EvidencePassage.rules, EvidencePassage.place, EvidencePassage.text)
        .where(col(EvidencePassage.revision_id).in_(revision_ids)).order_by(col(EvidencePassage.id))
    ).all()
    places: dict[int, list[tuple[str, str]]] = {}
    former: dict[int, dict[str, str]] = {}
    for revision_id, rules, place, text in rows:
        if rules == by.get(revision_id):
            places.setdefault(revision_id, []).append((place, text))
        elif rules < by.get(revision_id, 0):
            former.setdefault(revision_id, {}).setdefault(place.casefold(), text)
    return {
        one.revision_id: Contents(
            True, tuple(place for place, _ in places.get(one.revision_id, ())),
            tuple(text for _, text in places.get(one.revision_id, ())), bool(one.note),
            former=former.get(one.revision_id, {}),
        )
        for one in readings if one.state == "read"
    }


@dataclass(frozen=True)
class Former:
    """What an earlier reading of the same file found at a place, and the places where that is found now, if any."""

    place: str
    text: str
    now: tuple[str, ...]


@dataclass(frozen=True)
class AtFirst:
    """The places that read differently once, each with what it said, at most fifty; `more` counts the rest."""

    shown: tuple[Former, ...] = ()
    more: int = 0


def former_at(session: Session, revision_id: int, name: str) -> AtFirst:
    """What stood at the places that are meant by a name when the file was first read, where it no longer does."""
    earlier = select(EvidenceReading.rules).where(EvidenceReading.revision_id == revision_id).scalar_subquery()
    rows = session.execute(
        select(EvidencePassage.id, EvidencePassage.place)
        .where(EvidencePassage.revision_id == revision_id, EvidencePassage.rules < earlier)
        .order_by(col(EvidencePassage.rules), col(EvidencePassage.id))
    ).all()
    places = meant(name, [place for _, place in rows], list, cut=True).places
    chosen = {rows[at][0]: rows[at][1] for at in places[:MOST_CITED]}
    if not chosen:
        return AtFirst()
    texts = _texts(session, list(chosen))
    same = session.execute(
        select(EvidencePassage.text, EvidencePassage.place)
        .where(EvidencePassage.revision_id == revision_id, col(EvidencePassage.text).in_(texts.values()), _stands())
        .order_by(col(EvidencePassage.id))
    ).all()
    now: dict[str, list[str]] = {}
    for text, place in same:
        now.setdefault(text, []).append(place)
    shown = (Former(place, texts[key], tuple(now.get(texts[key], ()))) for key, place in chosen.items())
    return AtFirst(tuple(shown), len(places) - len(chosen))
