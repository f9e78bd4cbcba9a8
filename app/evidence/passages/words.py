"""Words as search compares them, a query as words and phrases, and what stands around them in a text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.evidence.rules import QUOTED, plain

WORD = re.compile(r"[^\W_]+")
PAGE = re.compile(r"(?:p|pg|page)\.?\s*(\d{1,6})", re.IGNORECASE)
MORE = r"(?:\s?(?:[-‐‑‒–—:,&]|and|to)\s?[a-z$]{0,5}\d{1,7})*"  # rows or cells after the first, where one looks
ROWS = re.compile(rf"(?:((?:sheet|table) .+?),? )?rows? ?(\d{{1,7}}){MORE}", re.IGNORECASE)
CELL = re.compile(rf"(sheet .+?),? cells? ?\$?[a-z]{{1,3}}\$?(\d{{1,7}}){MORE}", re.IGNORECASE)
MOST_TERMS = 12
LONGEST_WORD = 100
AROUND = 70  # characters on either side of what was found


def words_of(text: str) -> Iterator[str]:
    """The words of a text in order, in small letters without accents or signs."""
    for word in WORD.findall(text):
        if kept := _folded(word):
            yield kept


def _folded(word: str) -> str:
    return "".join(WORD.findall(plain(word)))[:LONGEST_WORD]


@dataclass(frozen=True)
class Term:
    """Words that must stand in this order; the last may be the beginning of one, where somebody still types."""

    words: tuple[str, ...]
    begins: bool = False


def terms_of(query: str) -> tuple[Term, ...]:
    """Every quoted phrase and every word of a query; the last may go on, unless in quotes or a letter alone."""
    found = []
    for quoted, word in QUOTED.findall(query):
        if words := tuple(words_of(quoted or word)):
            found.append(Term(words, begins=bool(word) and len(words[-1]) > 1))
    cut = found[:MOST_TERMS]
    return tuple(Term(term.words, term.begins and at == len(cut) - 1) for at, term in enumerate(cut))


@dataclass(frozen=True)
class Excerpt:
    """What was found in a text, with some words before and after it."""

    before: str
    words: str
    after: str

    @property
    def whole(self) -> str:
        """All of it on one line."""
        return self.before + self.words + self.after


def excerpt(text: str, terms: Sequence[Term]) -> Excerpt:
    """The first place of the longest term in a text; the beginning of the text where none of it stands there."""
    standing = [(found.start(), found.end(), _folded(found[0])) for found in WORD.finditer(text)]
    for term in sorted(terms, key=lambda term: -len("".join(term.words))):
        for at in range(len(standing) - len(term.words) + 1):
            if _stands(standing, at, term):
                return _cut(text, standing[at][0], standing[at + len(term.words) - 1][1])
    return _cut(text, 0, 0)


def _stands(standing: Sequence[tuple[int, int, str]], at: int, term: Term) -> bool:
    *first, last = term.words
    end = standing[at + len(first)][2]
    return (end.startswith(last) if term.begins else end == last) and all(
        standing[at + step][2] == word for step, word in enumerate(first)
    )


def _cut(text: str, start: int, end: int) -> Excerpt:
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    before, after = text[first:start], text[end:last]
    if first:
        before = "…" + before.partition(" ")[2]
    if last < len(text):
        after = after.rpartition(" ")[0] + "…"
    return Excerpt(before, text[start:end], after)


def named_places(name: str) -> tuple[str, ...]:
    """The names that reading may have given to what somebody means: page 7 is p. 7, and of several rows the first."""
    kept = " ".join(name.split())
    if page := PAGE.fullmatch(kept):
        return (f"p. {int(page[1])}",)
    if row := CELL.fullmatch(kept) or ROWS.fullmatch(kept):
        return kept, f"{row[1]}, row {int(row[2])}" if row[1] else f"row {int(row[2])}"
    return (kept,)


def row_meant(names: Sequence[str], rows: Sequence[str], cut: bool = False) -> int | None:
    """Which of a file's rows of sheets and tables is meant by one of the names: that row, or the first of a whole.

    A row of no named sheet is looked for where all rows are of one, and never guessed among several, which there may
    be in a file that is `cut`.
    """
    known: dict[str, int] = {}
    first: dict[str, int] = {}
    for at, row in enumerate(rows):
        known.setdefault(row.casefold(), at)
        first.setdefault(row.rpartition(", row ")[0].casefold(), at)
    only = f"{next(iter(first))}, " if len(first) == 1 and not cut else ""
    for name in map(str.casefold, names):
        for sought in (name, only + name if name.startswith("row ") else name):
            if (meant := known.get(sought, first.get(sought))) is not None:
                return meant
    return None
