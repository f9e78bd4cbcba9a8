"""Who wrote what, as stretches of words that people can read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.assessments.history.fold import Fold
from app.assessments.texts.service import PAUSE
from app.core.templating import clock, time_of
from app.richtext.flat import flat, words_of
from app.richtext.models import NodeJson
from app.richtext.walk import children

LONGEST = 120  # characters of a stretch that are quoted


@dataclass(frozen=True)
class Run:
    """Words that follow one another, by one author at one sitting; nobody's where it is not known whose."""

    start: int
    end: int
    words: str
    author: str
    began: datetime | None
    ended: datetime | None

    @property
    def who(self) -> str:
        """Whose words they are, and since when, in words."""
        if self.began is None or self.ended is None:
            return self.author or "not known"
        until = f" to {clock(self.ended)}" if self.ended > self.began else ""
        return f"{self.author}, {time_of(self.began)}{until}"

    @property
    def quoted(self) -> str:
        """The words, the middle left out where they are many."""
        if len(self.words) <= LONGEST:
            return self.words
        first, last = self.words[: LONGEST * 2 // 3], self.words[-LONGEST // 3 :]
        return f"{first.rsplit(' ', 1)[0]} … {last.split(' ', 1)[-1]}"


def runs(fold: Fold, start: int, end: int) -> list[Run]:
    """The stretches between two positions; what one author wrote without a long pause is one."""
    found: list[Run] = []
    for run in _each(fold, max(start, 0), min(end, len(fold.blame.units))):
        if found and _together(found[-1], run):
            last = found.pop()
            words = words_of(fold.blame.units[last.start : run.end])
            run = replace(last, end=run.end, words=words, began=_least(last, run), ended=_most(last, run))
        found.append(run)
    return found


def _each(fold: Fold, start: int, end: int) -> Iterator[Run]:
    for at, until, number in fold.blame.runs(start, end):
        if words := words_of(fold.blame.units[at:until]):
            origin = fold.origins[number]
            when = origin.at if origin else None
            yield Run(at, until, words, origin.author if origin else "", when, when)


def _together(one: Run, other: Run) -> bool:
    if one.author != other.author or one.began is None or one.ended is None or other.began is None:
        return one.author == other.author and one.began == other.began
    return other.began - PAUSE <= one.ended and one.began <= other.began + PAUSE


def _least(one: Run, other: Run) -> datetime | None:
    return min(one.began, other.began) if one.began and other.began else one.began


def _most(one: Run, other: Run) -> datetime | None:
    return max(one.ended, other.ended) if one.ended and other.ended else one.ended


@dataclass(frozen=True)
class Passage:
    """Blocks of a document that follow one another and were written alike, with whose words they are."""

    blocks: list[NodeJson]
    runs: list[Run]


def passages(fold: Fold, doc: NodeJson) -> list[Passage]:
    """The whole document block by block; neighbours by one author at one sitting are one passage."""
    found: list[Passage] = []
    at = 0
    for block in children(doc):
        size = len(flat({"content": [block]}))
        here = runs(fold, at, at + size)
        last = found[-1] if found else None
        if last and (not here or _alike(last.runs, here)):
            found[-1] = Passage([*last.blocks, block], runs(fold, last.runs[0].start, at + size) if here else last.runs)
        elif here:
            found.append(Passage([block], here))
        at += size
    return found


def _alike(one: Sequence[Run], other: Sequence[Run]) -> bool:
    return len(one) == len(other) == 1 and _together(one[0], other[0])
