"""Find words in a document, across marks, in table cells and captions, each match with its place and context."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.richtext.models import NodeJson
from app.richtext.schema import SCHEMA
from app.richtext.walk import CAPTIONED, children

BARRIER = "\ufffc"  # stands for a citation, figure or line break, which no match reaches across
NEAR = 60  # characters of context on either side
# People type one of these and mean any.
ALIKE = {" ": " \u00a0", "'": "'’‘", "’": "'’‘", "‘": "'’‘", '"': '"“”', "“": '"“”', "”": '"“”', "-": "-\u2011"}


@dataclass(frozen=True)
class Query:
    """What is looked for: words, whether their capitals count, and whether only whole words do."""

    words: str
    case: bool = False
    whole: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        """Finds it in plain text; takes time in proportion to the text, whatever the words are."""
        body = "".join(f"[{re.escape(ALIKE[one])}]" if one in ALIKE else re.escape(one) for one in self.words)
        if self.whole:
            body = rf"(?<!\w){body}(?!\w)"
        return re.compile(body, re.NOFLAG if self.case else re.IGNORECASE)


@dataclass(frozen=True)
class Spot:
    """Where a match stands: from one position of the document to another, or offsets in a caption."""

    start: int
    end: int
    table: int | None = None

    @property
    def order(self) -> tuple[int, int]:
        """By place in the document."""
        return (self.start, 0) if self.table is None else (self.table, self.start)


@dataclass(frozen=True)
class Match:
    """One match: its spot, its own words, and those around it in the same block."""

    spot: Spot
    before: str
    words: str
    after: str


def units(text: str) -> int:
    """How many positions a text takes: as many as the browser counts, two for what is beyond the basic plane."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def find(doc: NodeJson, pattern: re.Pattern[str]) -> Iterator[Match]:
    """Every match in the document, in reading order."""
    for start, words, table in _stretches(doc):
        for found in pattern.finditer(words):
            if found.end() > found.start():
                yield _match(start, words, table, found)


def in_text(text: str, pattern: re.Pattern[str]) -> Iterator[Match]:
    """Every match in a plain text, its spots counted in characters."""
    for found in pattern.finditer(text):
        before, after = around(text, found)
        yield Match(Spot(found.start(), found.end()), before, found[0], after)


def _match(start: int, words: str, table: int | None, found: re.Match[str]) -> Match:
    before, after = around(words, found)
    if table is not None:
        return Match(Spot(found.start(), found.end(), table), before, found[0], after)
    at = start + units(words[: found.start()])
    return Match(Spot(at, at + units(found[0])), before, found[0], after)


def around(text: str, found: re.Match[str]) -> tuple[str, str]:
    """The words before and after a match, cut where a word begins or ends."""
    before, after = text[max(0, found.start() - NEAR) : found.start()], text[found.end() : found.end() + NEAR]
    if found.start() > NEAR:
        before = "…" + before[before.find(" ") + 1 :]
    if found.end() + NEAR < len(text):
        after = (after[: after.rfind(" ")] if " " in after else after) + "…"
    return before.replace(BARRIER, " "), after.replace(BARRIER, " ")


def _stretches(doc: NodeJson) -> list[tuple[int, str, int | None]]:
    """Every stretch of words that is read as one: where it starts, the words, and for a caption its table."""
    found: list[tuple[int, str, int | None]] = []
    _collect(doc, -1, found)  # the document itself has no place, so that its content begins at 0
    return found


def _collect(node: NodeJson, at: int, found: list[tuple[int, str, int | None]]) -> int:
    """Gather the stretches inside a node; the position after it."""
    kind = SCHEMA.nodes[node["type"]]
    if kind.is_text:
        return at + units(node["text"])
    if kind.name in CAPTIONED and (caption := node.get("attrs", {}).get("caption")):
        found.append((at, caption, at))
    if kind.is_leaf:
        return at + 1
    if kind.inline_content:
        found.append((at + 1, "".join(part.get("text", BARRIER) for part in children(node)), None))
    at += 1
    for child in children(node):
        at = _collect(child, at, found)
    return at + 1
