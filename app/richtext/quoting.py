"""A passage as the words that it says and those around it, and finding it again where its place was lost."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from prosemirror.model import Node

AROUND = " \n\t“”\""  # what may stand around words that somebody copied
MARKS = re.compile(r"(?<=[^\s\d])\d{1,3}(?!\d)")  # what among copied words may be the number of a mark
CONTEXT = 40  # characters kept on either side
TELLING = 24  # so many characters that stand only once are no coincidence
ATOM = "\N{OBJECT REPLACEMENT CHARACTER}"  # a citation or a line break
GAP = "\n"  # the end of a block


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a passage, with what stands before and after it; blocks are parted by line ends."""

    words: str
    prefix: str = ""
    suffix: str = ""


class Flat:
    """A document as one string, in which a character's place in the document can be told; quick to make again."""

    def __init__(self, doc: Node) -> None:
        self._blocks = [_flat(block) for block in doc.content.content]
        self._starts, self._bases = [0], [0]  # where each block begins: in the string, and in the document
        for block, (text, _) in zip(doc.content.content, self._blocks, strict=True):
            self._starts.append(self._starts[-1] + len(text))
            self._bases.append(self._bases[-1] + block.node_size)
        self.text = "".join(text for text, _ in self._blocks)

    def _index(self, place: int) -> int:
        """The first character that stands at a place of the document or after it."""
        block = bisect_right(self._bases, place) - 1
        if block >= len(self._blocks):
            return len(self.text)
        return self._starts[block] + bisect_left(self._blocks[block][1], place - self._bases[block])

    def place_of(self, index: int) -> int:
        """Where a character of the string stands in the document."""
        block = bisect_right(self._starts, index) - 1
        return self._bases[block] + self._blocks[block][1][index - self._starts[block]]

    @property
    def blocks(self) -> list[str]:
        """The text of each block of the document."""
        return [text for text, _ in self._blocks]

    def block_at(self, index: int) -> int:
        """The block in which a character of the string stands."""
        return bisect_right(self._starts, index) - 1

    def reach(self, block: int) -> tuple[int, int]:
        """From which character of the string to before which a block reaches."""
        return self._starts[block], self._starts[block + 1]

    def letters(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the string between two positions of the document."""
        return self._index(start), self._index(end)

    def positions(self, low: int, high: int) -> tuple[int, int]:
        """The positions of the document around characters of the string."""
        return self.place_of(low), self.place_of(high - 1) + _width(self.text[high - 1])

    def quote(self, start: int, end: int) -> Quote:
        """The passage between two positions of the document."""
        low, high = self.letters(start, end)
        before, after = self.text[max(0, low - CONTEXT) : low], self.text[high : high + CONTEXT]
        return Quote(self.text[low:high], before, after)

    def find(self, quote: Quote) -> tuple[int, int] | None:
        """Where the quote stands, if that is beyond doubt: never a guess between several places."""
        if not quote.words.strip(f"{GAP}{ATOM} "):
            return None
        found = self.every(quote.words)
        if len(found) > 1 or len(quote.words) < TELLING:  # then one whole side of what stood around it must be there
            found = [at for at in found if self.fits(at, quote)]
        return self.positions(found[0], found[0] + len(quote.words)) if len(found) == 1 else None

    def find_typed(self, typed: str) -> tuple[int, int] | None:
        """Where typed words stand, whatever spaces or citations are between them; None where they do not, or twice.

        Where they do not, a number behind letters may be that of a mark, which somebody copied with them.
        """
        words = [re.escape(word) for word in typed.strip(AROUND).split()]
        found = self._typed(words) or self._typed([MARKS.sub(r"(?:\g<0>)?", word) for word in words])
        return self.positions(found[0].start(), found[0].end()) if len(found) == 1 else None

    def _typed(self, words: list[str]) -> list[re.Match[str]]:
        return list(re.finditer(rf"[\s{ATOM}]+".join(words), self.text)) if words else []

    def every(self, words: str) -> list[int]:
        """Where words stand in the string, each by its first character."""
        places, at = [], self.text.find(words)
        while at >= 0:
            places.append(at)
            at = self.text.find(words, at + 1)
        return places

    def fits(self, at: int, quote: Quote) -> bool:
        """Whether all that was kept of the words before it, or after it, stands there."""
        end = at + len(quote.words)
        return (len(quote.prefix) == CONTEXT and self.text.endswith(quote.prefix, 0, at)) or (
            len(quote.suffix) == CONTEXT and self.text.startswith(quote.suffix, end)
        )


@lru_cache(maxsize=4096)  # nodes never change, and an edit leaves all blocks but one as they were
def _flat(block: Node) -> tuple[str, list[int]]:
    """The text of a block, and how far into it each character stands."""
    parts: list[str] = []
    places: list[int] = []
    _walk(block, 1, parts, places)
    return "".join(parts), places


def _walk(node: Node, start: int, parts: list[str], places: list[int]) -> None:
    """Append the text within a node, whose content begins at `start`."""
    at = start
    for child in node.children:
        if child.text is not None:
            parts.append(child.text)
            places.extend(_places(child.text, at))
        elif child.is_leaf:
            parts.append(ATOM)
            places.append(at)
        else:
            _walk(child, at + 1, parts, places)
        at += child.node_size
    if node.type.inline_content:
        parts.append(GAP)
        places.append(at)


def _width(character: str) -> int:
    """How far a character reaches: the editor counts as UTF-16 does, in which an emoji takes two."""
    return 1 if character <= "\uffff" else 2


def _places(text: str, start: int) -> Iterable[int]:
    """Where each character of a text stands that begins at `start`."""
    if text.isascii() or max(text) <= "\uffff":
        return range(start, start + len(text))
    return [start + place for place in accumulate(map(_width, text[:-1]), initial=0)]


def between_letters(doc: Node, first: int, last: int) -> tuple[int, int] | None:
    """The positions around the text from its first to before its last letter, counted as pages show them.

    Nothing but text counts, in UTF-16 units: no citation, no line break, no caption. None where there are not so many.
    """
    seen, begins = 0, -1
    for text, at in _texts(doc, 0):
        width = sum(map(_width, text))
        # The start belongs to the text that follows it, the end to the one before.
        if seen <= first < seen + width:
            begins = at + first - seen
        if first < last and begins >= 0 and seen < last <= seen + width:
            return begins, at + last - seen
        seen += width
    return None


def _texts(node: Node, start: int) -> Iterator[tuple[str, int]]:
    """Every text within a node, whose content begins at `start`, with its position."""
    at = start
    for child in node.children:
        if child.text is not None:
            yield child.text, at
        elif not child.is_leaf:
            yield from _texts(child, at + 1)
        at += child.node_size
