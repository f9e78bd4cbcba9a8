"""The sentences in which evidence is cited, the gaps of a library, and how its list is narrowed down."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

from app.core.clock import today
from app.evidence.models import EvidenceItem
from app.evidence.queries import Held
from app.evidence.rules import matches
from app.richtext.models import Citation
from app.richtext.walk import lines

Doc = dict[str, Any]
MARK = re.compile(r"\s*\x02(\d+)\x03")
# A sentence takes with it the citations that stand right behind its full stop.
SENTENCE_END = re.compile(r"[.!?][”’\")]*(?:\s*\x02\d+\x03)*(?=\s+[A-Z0-9“‘(])")
# These end with a stop and end no sentence.
SHORT = re.compile(r"(?:\b(?:p|pp|no|st|cllr|dr|mr|mrs|ms|e\.g|i\.e|cf|vol)|\b[A-Z])\.$", re.IGNORECASE)


@dataclass(frozen=True)
class Passage:
    """A sentence that cites an item: the oldest revision it cites, and the places in it that it names."""

    sentence: str
    revision: int
    places: tuple[str, ...]
    says: tuple[str, ...]


def passages(doc: Doc, ref: str) -> list[Passage]:
    """Every sentence or table row that cites the item, in order."""
    found = []
    for sentence, cited in _citing(doc, ref):
        places = tuple(dict.fromkeys(one.place for one in cited if one.place))
        says = tuple(dict.fromkeys(one.says for one in cited if one.says))
        found.append(Passage(sentence, min(one.revision for one in cited), places, says))
    return found


def sentences(doc: Doc, ref: str) -> dict[Citation, str]:
    """The first sentence in which each citation of the item stands."""
    found: dict[Citation, str] = {}
    for sentence, cited in _citing(doc, ref):
        for one in cited:
            found.setdefault(one, sentence)
    return found


def _citing(doc: Doc, ref: str) -> Iterator[tuple[str, list[Citation]]]:
    """Every sentence or table row that cites the item, with its citations of it."""
    seen: list[Citation] = []

    def marked(citation: Citation) -> str:
        seen.append(citation)
        return f"\x02{len(seen) - 1}\x03"

    for line in lines(doc, marked):
        for sentence in _sentences(line):
            if cited := [one for mark in MARK.findall(sentence) if (one := seen[int(mark)]).item == ref]:
                yield _words(sentence), cited


def _sentences(line: str) -> Iterator[str]:
    """The sentences of a paragraph; a table row is one."""
    start = 0
    for end in SENTENCE_END.finditer(line) if "\t" not in line else ():
        if not SHORT.search(line[start : end.start() + 1]):
            yield line[start : end.end()]
            start = end.end()
    yield line[start:]


def _words(sentence: str) -> str:
    cells = (" ".join(cell.split()) for cell in MARK.sub("", sentence).split("\t"))
    return " · ".join(cell for cell in cells if cell)


@dataclass(frozen=True)
class Use:
    """How an item is cited in the answers as they stand: how often, in how many, oldest revision cited."""

    times: int = 0
    answers: int = 0
    oldest: int = 0


@dataclass(frozen=True)
class Shelved:
    """One item of the library with its newest revision and its use."""

    held: Held
    use: Use

    @property
    def item(self) -> EvidenceItem:
        """The item itself."""
        return self.held.item

    @property
    def gaps(self) -> tuple[str, ...]:
        """All that is amiss, the worst first: see GAPS for the words."""
        withdrawn, used = self.item.status == "withdrawn", self.use.times > 0
        amiss = {
            "withdrawn": used and withdrawn, "overdue": not withdrawn and is_overdue(self.item),
            "unused": not used and not withdrawn, "older": used and self.use.oldest < self.held.newest.number,
        }
        return tuple(gap for gap, stands in amiss.items() if stands)

    @property
    def gap(self) -> str:
        """The worst that is amiss, or nothing."""
        return next(iter(self.gaps), "")


GAPS = {
    "withdrawn": "Withdrawn but still cited", "overdue": "Past the date to look at it again",
    "unused": "Cited nowhere", "older": "Cited in an older revision",
}


def is_overdue(item: EvidenceItem) -> bool:
    """Whether the date by which its owner was to look at it again has passed."""
    return item.review_by is not None and item.review_by < today()


@dataclass(frozen=True)
class Wanted:
    """How the library is narrowed down; it stands in the address."""

    q: str = ""
    kind: str = ""
    status: str = ""
    show: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything may be left out."""
        return bool(self.q.strip() or self.kind or self.status or self.show)

    def keeps(self, one: Shelved, inside: Container[int | None] = ()) -> bool:
        """Whether an item is to be shown; `inside` are the ids of items in whose files the words stand."""
        item = one.item
        return (
            (item.id in inside or matches(self.q, item.ref, item.title, item.owner))
            and self.kind in ("", item.kind)
            and self.status in ("", item.status)
            and (not self.show or self.show in one.gaps)
        )
