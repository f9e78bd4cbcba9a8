"""Words counted on both sides, in the file and in what was placed, so that a loss shows as a number."""

import string
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from app.importing.blocks import HEADING, ITEM
from app.importing.inline import plain
from app.importing.parsed import ParsedAnswer, ReceivedWording

EDGES = string.punctuation + "“”‘’–—…•¹²³⁴⁵⁶⁷⁸⁹⁰"


def tokens(text: str) -> Iterator[str]:
    """Whitespace-separated words of a text, bare of the punctuation at their edges; signs alone are kept."""
    return (word.strip(EDGES) or word for word in text.split())


def source_words(lines: Iterable[str]) -> Counter[str]:
    """The words of a file's lines, the marks of headings, bullets, cells and styles not counted."""
    found: Counter[str] = Counter()
    for line in lines:
        found.update(tokens(_unmarked(line)))
    return found


def placed_words(
    answers: Sequence[ParsedAnswer], wording: Sequence[ReceivedWording], structure: Sequence[str]
) -> Counter[str]:
    """The words of everything placed; `structure` are the titles and numbers by which places were known."""
    found: Counter[str] = Counter()
    for text in structure:
        found.update(tokens(text))
    for answer in answers:
        found.update(token for text in _texts(answer.doc or {}) for token in tokens(text))
        found.update(token for row in answer.rows for cell in row.values() for token in tokens(cell))
    for item in wording:
        found.update(
            token for text in (item.wording, *(part.wording for part in item.sub_items)) for token in tokens(text)
        )
    return found


def table_count(answer: ParsedAnswer) -> int:
    """Tables of an answer: those in its text, and the register itself."""
    return _tables(answer.doc or {}) + bool(answer.rows)


def _unmarked(line: str) -> str:
    if heading := HEADING.match(line):
        return plain(heading[2])
    if item := ITEM.match(line):
        return plain(item[3])
    return plain(line.replace("|", " "))


def _texts(node: dict[str, Any]) -> Iterator[str]:
    """Text by block, so that a word of two styles stays one word."""
    inline = [child for child in node.get("content", []) if child["type"] in ("text", "hardBreak")]
    if inline:
        yield "".join(child.get("text", " ") for child in inline)
        return
    for child in node.get("content", []):
        yield from _texts(child)


def _tables(node: dict[str, Any]) -> int:
    return (node.get("type") == "table") + sum(_tables(child) for child in node.get("content", []))
