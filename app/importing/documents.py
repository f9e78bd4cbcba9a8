"""Where each known framework's document begins and ends in a file that may hold several."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.frameworks.rules import Framework
from app.importing.blocks import Block, running
from app.importing.chain import best_chain
from app.importing.matching import alike
from app.importing.slots import Candidate, Slot, candidates, number_of, slots_of

MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
DATE_LINE = re.compile(rf"^(?:date:?\s*)?\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{MONTHS})\s+\d{{4}}$", re.IGNORECASE)
SALUTATION = re.compile(r"^dear\s+\S", re.IGNORECASE)
ATTACHED = re.compile(r"^(appendix|annex|annexe|attachment)\s+(\d{1,2}|[a-z])\b", re.IGNORECASE)
LETTER_REACH = 15
TITLE_LIKE = 0.6
NEEDED = 0.25


@dataclass(frozen=True)
class Found:
    """A document: blocks from `start` up to but not including `stop`, and what opens each place in it."""

    framework: Framework
    slots: list[Slot]
    candidates: tuple[Candidate, ...]
    start: int
    stop: int
    anchors: tuple[Candidate, ...]

    def within(self, start: int, stop: int) -> "Found":
        """The same document read again from the blocks of this stretch alone."""
        inside = [candidate for candidate in self.candidates if start <= candidate.block < stop]
        return replace(self, start=start, stop=stop, anchors=tuple(best_chain(inside, self.slots)))


def documents_in(blocks: list[Block], frameworks: Sequence[Framework], contents: frozenset[int]) -> list[Found]:
    """The documents of known frameworks, in the order of the file; they never overlap."""
    rough = [_rough(blocks, framework, contents) for framework in frameworks]
    found: list[Found] = []
    for document in sorted((item for item in rough if item), key=_weight, reverse=True):
        if not any(_overlap(document, other) for other in found):
            found.append(document)
    found.sort(key=lambda document: _core(document)[0])
    if not found:
        return []
    starts = [_start(blocks, found, index) for index in range(len(found))]
    stops = [*starts[1:], len(blocks)]
    bounds = zip(found, starts, stops, strict=True)
    return [_settled(blocks, document, start, stop) for document, start, stop in bounds]


def _rough(blocks: list[Block], framework: Framework, contents: frozenset[int]) -> Found | None:
    slots = slots_of(framework)
    possible = tuple(candidates(blocks, slots, contents))
    anchors = tuple(best_chain(possible, slots))
    kinds = [slot.kind for slot in slots]
    counted = "statement" if "statement" in kinds else "section"
    matched = sum(slots[anchor.slot].kind == counted for anchor in anchors)
    if not matched or matched < NEEDED * kinds.count(counted):
        return None
    return Found(framework, slots, possible, 0, len(blocks), anchors)


def _overlap(one: Found, other: Found) -> bool:
    return _core(one)[0] <= _core(other)[1] and _core(other)[0] <= _core(one)[1]


def _weight(document: Found) -> float:
    return sum(anchor.weight for anchor in document.anchors)


def _core(document: Found) -> tuple[int, int]:
    """First and last block that surely belong: those of numbered statements, where there are any."""
    sure = [anchor for anchor in document.anchors if document.slots[anchor.slot].kind == "statement"]
    sure = sure or list(document.anchors)
    return sure[0].block, sure[-1].block


def _start(blocks: list[Block], found: list[Found], index: int) -> int:
    """Where a document begins: at its title, or at the short lines that stand above its first place."""
    document, core = found[index], _core(found[index])[0]
    before = found[index - 1].anchors if index else ()
    floor = max((anchor.block + 1 for anchor in before if anchor.block < core), default=0)
    title = _title(blocks, document.framework, floor, core)
    if title is not None:
        return title
    anchors = document.within(floor, len(blocks)).anchors
    return _front_matter(blocks, floor, anchors[0].block if anchors else core)


def _title(blocks: list[Block], framework: Framework, floor: int, core: int) -> int | None:
    """The block before the first statement that is most like the framework's title, if one is like it."""
    rated = [
        (alike(block.words, framework.title), -index)
        for index, block in running(blocks, floor, core)
        if block.kind in ("heading", "paragraph") and len(block.words.split()) <= 25
    ]
    best = max(rated, default=(0.0, 0))
    return -best[1] if best[0] >= TITLE_LIKE else None


def _front_matter(blocks: list[Block], floor: int, first: int) -> int:
    start = first
    for index in range(first - 1, floor - 1, -1):
        block = blocks[index]
        sentence = block.words.endswith((".", ";", ",", "?", "!")) or len(block.words.split()) > 30
        if block.kind not in ("heading", "paragraph", "debris") or sentence:
            break
        start = index
    return start


def _settled(blocks: list[Block], document: Found, start: int, stop: int) -> Found:
    """The document read again within its bounds, cut where something else begins after its last place."""
    inside = document.within(start, stop)
    last = max((anchor.block for anchor in inside.anchors), default=start)
    return replace(inside, stop=_end(blocks, last + 1, stop))


def _end(blocks: list[Block], begin: int, stop: int) -> int:
    """The first block after the last place that opens another paper: a letter, an appendix, a new count."""
    for index, block in running(blocks, begin, stop):
        if SALUTATION.match(block.words) and len(block.words.split()) <= 8:
            return _letterhead(blocks, begin, index)
        if block.kind == "heading" and (ATTACHED.match(block.words) or number_of(block)[0] == "1"):
            return index
    return stop


def _letterhead(blocks: list[Block], begin: int, salutation: int) -> int:
    """A letter begins at its date, else at the salutation itself."""
    for index in range(salutation - 1, max(begin - 1, salutation - 1 - LETTER_REACH), -1):
        if DATE_LINE.match(blocks[index].words):
            return index
    return salutation
