"""What a returned file says, set against the answer that was written out: what nobody touched is as it was."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.importing.exchange.elements import BOOKMARK, PREFIX
from app.importing.exchange.identity import Identity
from app.importing.exchange.reading import read
from app.importing.exchange.writing import Asked, Chapter, written
from app.richtext.align import ALIKE, overlap, ranges
from app.richtext.models import NodeJson
from app.richtext.schema import node_from, to_json
from app.richtext.text import plain_text
from app.richtext.walk import children, citations, extracts

Found = Callable[[str, str], dict[str, Any] | None]  # an item and a place → how to cite it, None where there is none


def restored(
    base: NodeJson, returned: Sequence[NodeJson], found: Found, shown_as: NodeJson | None = None
) -> tuple[NodeJson, list[str]]:
    """The document that a partner sent back for `base`, and the citations in it that lead nowhere, as words.

    A block that reads in the file as it was written out is the block of `base`, even where Word cannot hold all of
    it; one that Word does not show keeps its place; a figure stands as it was where its words do; empty paragraphs
    that the partner put in are left out. `shown_as` is the answer as it was written out, block by block, where
    figures were laid into it. Raises BadDocument.
    """
    made = _Restoring(base, found, shown_as or base)
    shown = made.shown
    for equal, (i1, i2, j1, j2) in ranges([key for key, _ in shown], [_key(one) for one in returned]):
        owners = [at for _, at in shown[i1:i2]] if equal else []
        whole = {at for at in owners if owners.count(at) == made.parts[at]}
        for offset, block in enumerate(returned[j1:j2]):
            at = owners[offset] if equal else -1
            if at in whole:
                made.keep(at, is_first=not offset or owners[offset - 1] != at)
            elif equal or not _is_empty(block):
                made.take(block)
    made.hidden(len(children(base)))
    return to_json(node_from({"type": "doc", "content": made.blocks or [{"type": "paragraph"}]})), made.lost


class _Restoring:
    """A document while it is put together from blocks of the answer and blocks of the partner."""

    def __init__(self, base: NodeJson, found: Found, shown_as: NodeJson) -> None:
        self.base, self.found = children(base), found
        self.figures = {text: name for name, text in extracts(base) if text}
        as_shown = _as_word_has_it(shown_as)
        self.parts = [len(blocks) for blocks in as_shown]
        self.shown = [(_key(block), at) for at, blocks in enumerate(as_shown) for block in blocks]
        self.blocks: list[NodeJson] = []
        self.lost: list[str] = []
        self.next = 0  # the first block of the answer that is still to come

    def keep(self, at: int, is_first: bool) -> None:
        """A block of the answer as it was, once, with what stands before it unseen."""
        if is_first:
            self.hidden(at)
            self.blocks.append(self.base[at])
            self.next = at + 1

    def hidden(self, end: int) -> None:
        """Blocks of the answer that Word does not show, up to an index."""
        self.blocks += [self.base[at] for at in range(self.next, end) if not self.parts[at]]
        self.next = max(self.next, end)

    def take(self, block: NodeJson) -> None:
        """A block of the partner; a table or quotation keeps what Word cannot say of the one that it was."""
        if block["type"] == "table":
            block = {**block, "attrs": {**self._table_like(block), **block["attrs"]}}
        elif block["type"] == "blockquote" and (voice := self._voice_of(block)):
            block = {**block, "attrs": {"voice": voice}}
        self.blocks.append(_cited(_figured(block, self.figures), self.found, self.lost))

    def _voice_of(self, block: NodeJson) -> str:
        """Whose voice the answer's quotation is that reads most like this one, if one does."""
        said = _words(block)
        quotes = [
            (overlap(_words(one), said), str(one.get("attrs", {}).get("voice", "")))
            for one in self.base if one["type"] == "blockquote"
        ]
        likeness, voice = max(quotes, default=(0.0, ""))
        return voice if likeness >= ALIKE else ""

    def _table_like(self, block: NodeJson) -> NodeJson:
        """The attributes of the answer's table with the same caption, or of its only one."""
        tables = [one["attrs"] for one in self.base if one["type"] == "table"]
        same = [attrs for attrs in tables if attrs["caption"] == block["attrs"]["caption"]]
        return (same or tables)[0] if len(same) == 1 or len(tables) == 1 else {}


def _as_word_has_it(base: NodeJson) -> list[list[NodeJson]]:
    """What each block of a document is once it was written out and read again."""
    asked = [Asked(str(at), "", (), (), {"type": "doc", "content": [one]}) for at, one in enumerate(children(base))]
    found = read(written("", [Chapter("", asked)], ""))["stretches"]
    blocks = {one["mark"]: one["blocks"] for one in found if one["mark"]}
    return [blocks[f"{PREFIX}{at}"] for at in range(len(asked))]


def _words(block: NodeJson) -> frozenset[str]:
    return frozenset(plain_text(block).split())


def _key(block: NodeJson) -> str:
    return json.dumps(block, sort_keys=True)


def _is_empty(block: NodeJson) -> bool:
    return block["type"] in ("paragraph", "heading") and not block.get("content")


def _figured(block: NodeJson, figures: Mapping[str, str]) -> NodeJson:
    """The block with its figures named as they were in the answer, by how they read; any other is plain words."""
    if block["type"] == "figure":
        text = block["attrs"]["text"]
        if text in figures:
            return {**block, "attrs": {"extract": figures[text], "text": text}}
        marks = {"marks": block["marks"]} if "marks" in block else {}
        return {"type": "text", "text": text, **marks}
    if "content" not in block:
        return block
    return {**block, "content": [_figured(child, figures) for child in block["content"]]}


def _cited(block: NodeJson, found: Found, lost: list[str]) -> NodeJson:
    """The block with its citations naming revisions; what leads nowhere stays in words."""
    if block["type"] == "citation":
        item, place = block["attrs"]["item"], block["attrs"]["place"]
        cite = found(item, place)
        if cite is not None:
            return {**block, "attrs": {**block["attrs"], **cite}}
        words = f"[{item}, {place}]" if place else f"[{item}]"
        lost.append(words)
        marks = {"marks": block["marks"]} if "marks" in block else {}
        return {"type": "text", "text": words, **marks}
    if "content" not in block:
        return block
    return {**block, "content": [_cited(child, found, lost) for child in block["content"]]}


def finder(base: NodeJson, newest: dict[str, int]) -> Found:
    """Citations name the revision that the answer named already, else the newest one in the library.

    One that stands in the answer with the same place keeps what it supports and quotes, which Word does not show.
    """
    known: dict[tuple[str, str | None], dict[str, Any]] = {}
    for cite in citations(base):
        says = {"supports": cite.supports, "quote": cite.quote}
        known.setdefault((cite.item, cite.place), {"revision": cite.revision, **says})
        known.setdefault((cite.item, None), {"revision": cite.revision})
    latest = {item: {"revision": number} for item, number in newest.items()}
    return lambda item, place: known.get((item, place)) or known.get((item, None)) or latest.get(item)


@dataclass
class Placed:
    """What came back: blocks by the key of their answer, by what they were matched, and words of nowhere."""

    by_key: dict[str, list[NodeJson]] = field(default_factory=dict)
    by_heading: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


def placed(stretches: Sequence[dict[str, Any]], identity: Identity | None, headings: dict[str, str]) -> Placed:
    """Stretches of a file by the answers that they belong to: by their marks, else by the heading over them."""
    result = Placed()
    marked = {key for one in stretches if (key := _marked(one["mark"], identity)) in headings.values()}
    for one in stretches:
        key = _marked(one["mark"], identity) or headings.get(one["heading"])
        if key in headings.values() and key is not None:
            blocks = one["blocks"] if one["mark"] or key not in marked else _telling(one["blocks"])
            result.by_key[key] = result.by_key.get(key, []) + blocks
        else:
            result.outside += list(_said(one["blocks"]))
    result.by_heading = [key for key in result.by_key if key not in marked]
    return result


def _telling(blocks: list[NodeJson]) -> list[NodeJson]:
    """What somebody typed behind an answer, under its heading, without the empty lines around it."""
    return [block for block in blocks if not _is_empty(block)]


def _marked(mark: str, identity: Identity | None) -> str | None:
    if mark.startswith(PREFIX):
        return mark.removeprefix(PREFIX)
    number = mark.removeprefix(BOOKMARK)
    if identity and mark.startswith(BOOKMARK) and number.isdigit() and int(number) < len(identity.parts):
        return identity.parts[int(number)].key
    return None


def _said(blocks: Sequence[NodeJson]) -> Iterator[str]:
    yield from (line for line in plain_text({"type": "doc", "content": list(blocks)}).splitlines() if line.strip())
