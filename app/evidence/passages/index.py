"""The index of words: FTS5 on SQLite, a text search vector on PostgreSQL, both made of the same folded words.

Each word is put in as it is, so that both databases find the same; neither's own idea of a word is asked. An index
of PostgreSQL knows no places, so that a phrase is looked for in the row of every page that holds its words: of common
ones nearly all. There each two neighbours are put in as well, as one of so many numbers, and first asked for.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from zlib import crc32

from sqlalchemy import TextClause, bindparam, text
from sqlmodel import Session

from app.evidence.passages.words import Term, words_of

FURTHEST = 16_383  # the last position that PostgreSQL keeps
MOST_FOUND = 300
PAIRS = 2**18  # so many numbers for two neighbours: few pages share one, and the index does not grow without bound

PUT = {
    "sqlite": "INSERT INTO evidencewords (rowid, shelf, words) VALUES (:passage, :shelf, :words)",
    "postgresql": "INSERT INTO evidencewords (passage_id, authority_id, words) "
                  "VALUES (:passage, :authority, CAST(:words AS tsvector))",
}
OLDER = (
    "SELECT evidencepassage.id FROM evidencepassage JOIN evidencerevision "
    "ON evidencerevision.id = evidencepassage.revision_id "
    "WHERE evidencerevision.item_id = :item AND evidencerevision.number < :number"
)
FORGET = {
    "sqlite": f"DELETE FROM evidencewords WHERE rowid IN ({OLDER})",
    "postgresql": f"DELETE FROM evidencewords WHERE passage_id IN ({OLDER})",
}
# Ranking reads every place where a word stands: for a common one that takes seconds in a large library. So only some
# hundred places are taken, on SQLite the newest, and items are put in order by how many of those they have.
FIND = {
    "sqlite": "SELECT rowid AS id FROM evidencewords WHERE evidencewords MATCH :asked "
              f"ORDER BY rowid DESC LIMIT {MOST_FOUND}",
    "postgresql": "SELECT passage_id AS id FROM evidencewords WHERE authority_id = :authority "
                  f"AND words @@ CAST(:asked AS tsquery) LIMIT {MOST_FOUND}",
}


def put(session: Session, authority_id: int, passages: Sequence[tuple[int, str]]) -> None:
    """Enter passages, each an id with its text, into the index."""
    rows = [
        {"passage": passage, "authority": authority_id, "shelf": _shelf(authority_id), "words": _entry(session, words)}
        for passage, words in passages
    ]
    if rows:
        session.execute(text(PUT[_dialect(session)]), rows)


def forget_older(session: Session, item_id: int, number: int) -> None:
    """Take the passages of all revisions before this one out of the index; their text stays."""
    session.execute(text(FORGET[_dialect(session)]), {"item": item_id, "number": number})


def forget(session: Session, passages: Sequence[int]) -> None:
    """Take these passages out of the index; their text stays."""
    key = "rowid" if _dialect(session) == "sqlite" else "passage_id"
    gone = text(f"DELETE FROM evidencewords WHERE {key} IN :passages").bindparams(bindparam("passages", expanding=True))
    session.execute(gone, {"passages": list(passages)})


def matching(session: Session, authority_id: int, terms: Sequence[Term]) -> TextClause:
    """A query of `id`: of the passages that hold every term, as many as are looked at."""
    if _dialect(session) == "sqlite":
        asked = f"shelf : {_shelf(authority_id)} AND words : ({' AND '.join(map(_for_sqlite, terms))})"
        return text(FIND["sqlite"]).bindparams(asked=asked)
    asked = " & ".join(map(_for_postgresql, terms))
    return text(FIND["postgresql"]).bindparams(asked=asked, authority=authority_id)


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _shelf(authority_id: int) -> str:
    """The word by which SQLite finds one authority's passages alone."""
    return f"a{authority_id}"


def _entry(session: Session, words: str) -> str:
    if _dialect(session) == "sqlite":
        return " ".join(words_of(words))
    return vector_of(list(words_of(words)))


def vector_of(words: Sequence[str]) -> str:
    """A page's words with their places, and its pairs of neighbours, as PostgreSQL reads a text search vector."""
    placed = (f"'{word}':{at}" for at, word in enumerate(words[:FURTHEST], 1))
    return " ".join([*placed, *sorted(set(_pairs(words)))])


def _pairs(words: Sequence[str]) -> Iterator[str]:
    """Each two neighbours as a number, marked by a sign that no word has."""
    return (f"'={crc32(f'{first} {second}'.encode()) % PAIRS:x}'" for first, second in pairwise(words))


def _for_sqlite(term: Term) -> str:
    return f'"{" ".join(term.words)}"' + ("*" if term.begins else "")


def _for_postgresql(term: Term) -> str:
    *first, last = (f"'{word}'" for word in term.words)
    phrase = "(" + " <-> ".join([*first, last + (":*" if term.begins else "")]) + ")"
    whole = term.words[:-1] if term.begins else term.words
    return " & ".join([*_pairs(whole), phrase])
