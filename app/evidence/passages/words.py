"""Words as search compares them, a query as words and phrases, and what stands around them in a text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.evidence.rules import QUOTED, plain

WORD = re.compile(r"[^\W_]+")
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
