"""What a document holds, counted block by block, so that an edit counts no more than the block it changed."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from prosemirror.model import Node

from app.richtext.claims import uncited_claims
from app.richtext.schema import shared_json
from app.richtext.text import citations, count_words, extracts
from app.richtext.walk import NOTE


@dataclass(frozen=True)
class Tally:
    """Its words, how many passages state a figure without evidence, how often each revision is cited, and how often
    each extract of figures is shown, with the figure that it stands for where it is but one.
    """

    words: int
    uncited: int
    cited: Counter[tuple[str, int]]
    shown: Counter[tuple[str, str | None]]


def tally(doc: Node) -> Tally:
    """The counts that `text` gives for the same document; notes to colleagues count for nothing."""
    blocks = [block for block in doc.content.content if block.type.name != NOTE]
    held = [_held(block) for block in blocks]
    cited = Counter(pair for _, pairs, _ in held for pair in pairs)
    shown = Counter(one for _, _, figures in held for one in figures)
    rests = [False, *(bool(pairs or figures) for _, pairs, figures in held), False]
    uncited = sum(_uncited(block, rests[at] or rests[at + 2]) for at, block in enumerate(blocks))
    return Tally(sum(words for words, _, _ in held), uncited, cited, shown)


@lru_cache(maxsize=4096)
def _held(block: Node) -> tuple[int, tuple[tuple[str, int], ...], tuple[tuple[str, str | None], ...]]:
    alone = shared_json(block)
    pairs = tuple((citation.item, citation.revision) for citation in citations(alone))
    return count_words(alone), pairs, tuple(extracts(alone))


@lru_cache(maxsize=4096)
def _uncited(block: Node, neighbour_rests: bool) -> int:
    """A table counts as cited when a neighbour rests on something; nothing else looks beyond its own block."""
    if neighbour_rests and block.type.name == "table":
        return 0
    return len(uncited_claims({"type": "doc", "content": [shared_json(block)]}))
