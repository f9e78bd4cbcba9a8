"""Find a passage again in a text that came in whole: where its block went, then where its words stand; never guessed.

No steps lead to such a text, so its blocks are lined up with those of the text before. A passage is looked for in the
block that is a version of its own, then everywhere that is not known to be somebody else's place.
"""

from collections import Counter
from functools import cached_property

from app.richtext.align import overlap, pairs
from app.richtext.quoting import TELLING, Flat, Quote

Found = tuple[int, int, str]  # from where to where, and its state: exact, moved or changed
ALIKE = 0.5  # from here on a few words alone are known again in a block that was written anew


class Lined:
    """A text and the one that came in its place, block by block; made once for all the passages of a text."""

    def __init__(self, before: Flat, after: Flat) -> None:
        self.before, self.after = before, after
        self.moved = set[int]()  # blocks that stand elsewhere, as they were

    @cached_property
    def _went(self) -> dict[int, int]:
        """Where each block went. Of several that are all alike one is known only where none came or went."""
        old, new = self.before.blocks, self.after.blocks
        words = [[frozenset(block.split()) for block in blocks] for blocks in (old, new)]
        here, there = Counter(old), Counter(new)
        went = {
            i: j for i, j in pairs(old, new, lambda i, j: overlap(words[0][i], words[1][j]))
            if i is not None and j is not None and (old[i] != new[j] or here[old[i]] == there[new[j]])
        }
        alone = {block: j for j, block in enumerate(new) if here[block] == there[block] == 1 and len(block) >= TELLING}
        moved = {i: alone[block] for i, block in enumerate(old) if block in alone and went.get(i) != alone[block]}
        self.moved = set(moved)
        return {i: j for i, j in went.items() if j not in moved.values()} | moved

    def find(self, start: int, end: int) -> Found | None:
        """Where the passage between two positions stands now; None where it is gone.

        Exact in the block that is a version of its own, moved elsewhere or with that block; changed, and nowhere in
        particular, where that block says other words.
        """
        low, high = self.before.letters(start, end)
        quote = self.before.quote(start, end)
        if not quote.words.strip():
            return None
        own = self._own(low, high)
        at = self._within(own, low, quote) if own else None
        state = "moved" if at is None or self.before.block_at(low) in self.moved else "exact"
        if at is None:
            at = self._elsewhere(low, own, quote)
        if at is not None:
            return *self.after.positions(at, at + len(quote.words)), state
        if own is None or own[0] == own[1]:
            return None
        place = self.after.place_of(own[0])
        return place, place, "changed"

    def _own(self, low: int, high: int) -> tuple[int, int] | None:
        """From which letter to which the blocks reach that are versions of the passage's own."""
        first, last = self._went.get(self.before.block_at(low)), self._went.get(self.before.block_at(high - 1))
        if first is None or last is None or first > last:
            return None
        return self.after.reach(first)[0], self.after.reach(last)[1]

    def _within(self, own: tuple[int, int], low: int, quote: Quote) -> int | None:
        first, last = self.before.block_at(low), self.before.block_at(low + len(quote.words) - 1)
        begins, ends = self.before.reach(first)[0], self.before.reach(last)[1]
        if self.before.text[begins:ends] == self.after.text[own[0]:own[1]]:
            return own[0] + low - begins
        there = [at for at in self.after.every(quote.words) if own[0] <= at and at + len(quote.words) <= own[1]]
        here = [at for at in self.before.every(quote.words) if begins <= at < ends]
        if len(here) > 1 or len(there) > 1 or self._rivals(low, own, quote) or not self._telling(first, quote):
            there = [at for at in there if self.after.fits(at, quote)]
        return there[0] if len(there) == 1 else None

    def _telling(self, block: int, quote: Quote) -> bool:
        """Whether the words are many, or those around them so much the same that they are no coincidence."""
        old, new = self.before.blocks[block], self.after.blocks[self._went[block]]
        return len(quote.words) >= TELLING or overlap(frozenset(old.split()), frozenset(new.split())) >= ALIKE

    def _rivals(self, low: int, own: tuple[int, int], quote: Quote) -> bool:
        """Whether the same words stood or stand elsewhere too, and nobody knows which became which."""
        free, loose = self._free(low, quote)
        astray = any(self.before.block_at(at) not in self._went for at in loose)
        return astray or any(not own[0] <= at < own[1] for at in free)

    def _elsewhere(self, low: int, own: tuple[int, int] | None, quote: Quote) -> int | None:
        free, loose = self._free(low, quote)
        if loose or len(free) > 1 or len(quote.words) < TELLING:
            free = [at for at in free if self.after.fits(at, quote)]
        return free[0] if len(free) == 1 else None

    def _free(self, low: int, quote: Quote) -> tuple[list[int], list[int]]:
        """Where the words stand now without being those of another block, and where they stood and did not stay."""
        others = [at for at in self.before.every(quote.words) if at != low]
        blocks = {self.before.block_at(at) for at in others} - {self.before.block_at(low)}
        taken = {self._went[block] for block in blocks if block in self._went}
        every = self.after.every(quote.words)
        kept = {self.after.block_at(at) for at in every} & taken
        loose = [at for at in others if self._went.get(self.before.block_at(at)) not in kept]
        return [at for at in every if self.after.block_at(at) not in taken], loose
