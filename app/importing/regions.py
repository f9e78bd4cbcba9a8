"""A document cut into regions, each what one place of the framework opens, its furniture taken out."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.frameworks.rules import Framework
from app.importing import ledger
from app.importing.blocks import Block
from app.importing.documents import Found
from app.importing.matching import squashed
from app.importing.parsed import Entry
from app.importing.slots import Slot

LABEL_WORDS = 6
LABEL_TIMES = 3
KEY_TITLES = {"key", "keytosymbols", "keytomarks"}
KEY_LINE = re.compile(r"^\S.{0,80}?\s(?:=|–|-|:)\s")


@dataclass(frozen=True)
class Region:
    """What opens a place, and the blocks that follow up to the next place."""

    slot: Slot
    opening: Block
    body: tuple[Block, ...]


@dataclass(frozen=True)
class Cut:
    """All regions of a document, the title it stands under, and the lines that are no author's."""

    title: str
    regions: tuple[Region, ...]
    entries: tuple[Entry, ...]


def cut(found: Found, blocks: Sequence[Block], contents: frozenset[int]) -> Cut:
    """The document's regions in order."""
    entries = ledger.left((blocks[at] for at in range(found.start, found.stop) if at in contents), ledger.CONTENTS)
    stretch = [at for at in range(found.start, found.stop) if at not in contents]
    entries += ledger.left((blocks[at] for at in stretch if blocks[at].kind == "debris"), ledger.DEBRIS)
    kept = [at for at in stretch if blocks[at].kind != "debris"]
    first = found.anchors[0].block if found.anchors else found.stop
    front = [blocks[at] for at in kept if at < first]
    entries += ledger.left(front, ledger.FRONT)
    stops = [anchor.block for anchor in found.anchors[1:]] + [found.stop]
    regions = [
        Region(
            found.slots[anchor.slot],
            blocks[anchor.block],
            tuple(blocks[at] for at in kept if anchor.block < at < stop),
        )
        for anchor, stop in zip(found.anchors, stops, strict=True)
    ]
    labels = _labels(regions)
    cleaned = [_cleaned(region, labels, found.framework) for region in regions]
    entries += [entry for _, more in cleaned for entry in more]
    title = next((block.words for block in front), found.framework.title)
    return Cut(title, tuple(region for region, _ in cleaned), tuple(entries))


def _labels(regions: Sequence[Region]) -> frozenset[str]:
    """Short lines that come first under several statements: the template put them there."""
    firsts = [region.body[0] for region in regions if region.slot.kind == "statement" and region.body]
    short = [block for block in firsts if _may_be_label(block)]
    counts = Counter(squashed(block.words) for block in short)
    return frozenset(text for text, count in counts.items() if text and count >= LABEL_TIMES)


def _may_be_label(block: Block) -> bool:
    return block.kind in ("heading", "paragraph") and len(block.words.split()) <= LABEL_WORDS


def _cleaned(region: Region, labels: frozenset[str], framework: Framework) -> tuple[Region, list[Entry]]:
    body = list(region.body)
    labelled = {block for block in body if _may_be_label(block) and squashed(block.words) in labels}
    body = [block for block in body if block not in labelled]
    key = set(_key_block(body, framework))
    body = [block for block in body if block not in key]
    trailing: list[Block] = []
    while body and body[-1].kind == "heading":
        trailing.append(body.pop())
    entries = ledger.left(labelled, ledger.LABEL) + ledger.left(key, ledger.KEY)
    return Region(region.slot, region.opening, tuple(body)), entries + ledger.left(trailing, ledger.EMPTY_HEADING)


def _key_block(body: Sequence[Block], framework: Framework) -> list[Block]:
    """The line "Key" and the explanations of marks that follow it."""
    for at, block in enumerate(body):
        if squashed(block.words) in KEY_TITLES and framework.key:
            stop = at + 1
            while stop < len(body) and body[stop].kind != "heading" and KEY_LINE.match(body[stop].words):
                stop += 1
            return list(body[at:stop]) if stop > at + 1 else []
    return []
