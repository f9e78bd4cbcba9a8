"""What a document holds, counted block by block, so that an edit counts no more than the block it changed."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from prosemirror.model import Node

from app.richtext.claims import uncited_claims
from app.richtext.schema import shared_json
from app.richtext.text import citations, count_words
from app.richtext.walk import NOTE


@dataclass(frozen=True)
class Tally:
    """Its words, how many passages state a figure without evidence, and how often each revision is cited."""

    words: int
    uncited: int
    cited: Counter[tuple[str, int]]


def tally(doc: Node) -> Tally:
    """The counts that `text` gives for the same document; notes to colleagues count for nothing."""
    blocks = [block for block in doc.content.content if block.type.name != NOTE]
    held = [_held(block) for block in blocks]
    cited = Counter(pair for _, pairs in held for pair in pairs)
    cites = [False, *(bool(pairs) for _, pairs in held), False]
    uncited = sum(_uncited(block, cites[at] or cites[at + 2]) for at, block in enumerate(blocks))
    return Tally(sum(words for words, _ in held), uncited, cited)


@lru_cache(maxsize=4096)
def _held(block: Node) -> tuple[int, tuple[tuple[str, int], ...]]:
    alone = shared_json(block)
    return count_words(alone), tuple((citation.item, citation.revision) for citation in citations(alone))


@lru_cache(maxsize=4096)
def _uncited(block: Node, neighbour_cites: bool) -> int:
    """A table counts as cited when a neighbour cites; nothing else looks beyond its own block."""
    if neighbour_cites and block.type.name == "table":
        return 0
    return len(uncited_claims({"type": "doc", "content": [shared_json(block)]}))
