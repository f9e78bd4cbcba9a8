"""A document as one flat run of units, one for each position that the editor counts, and steps as splices of it."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from app.richtext.models import NodeJson
from app.richtext.schema import SCHEMA

# Beginnings and leaves of nodes stand in the run as characters of the private use area, by the kind of node. All ends
# are alike: where a step joins two nodes, what was the end of one kind becomes that of another.
KINDS = {name: place for place, name in enumerate(sorted(SCHEMA.nodes))}
BEGINS, END, LEAVES = 0xE000, "\ue100", 0xE200
SAID = {"citation": "[evidence]", "figure": "[figure]", "indicator": " [block of figures] "}
STRUCTURE = "\ue000-\ue2ff"
BEYOND = re.compile("[\U00010000-\U0010ffff]")
MARKS_ALONE = frozenset(["addMark", "removeMark", "addNodeMark", "removeNodeMark", "markSet", "attr", "docAttr"])


class Splice(NamedTuple):
    """What stands from `start` to `end` is replaced by `units`."""

    start: int
    end: int
    units: str


def flat(doc: NodeJson) -> str:
    """The units within a document; a unit's index is its position in the editor."""
    return "".join(_units(doc.get("content") or ()))


def _units(nodes: Any) -> Iterator[str]:
    for node in nodes:
        kind = node["type"]
        if kind == "text":
            yield units_of(node["text"])
        elif SCHEMA.nodes[kind].is_leaf:
            yield chr(LEAVES + KINDS[kind])
        else:
            yield chr(BEGINS + KINDS[kind])
            yield from _units(node.get("content") or ())
            yield END


def units_of(text: str) -> str:
    """Text with a unit for each half of a character that the browser counts as two."""
    return text if text.isascii() else BEYOND.sub(_halves, text)


def _halves(found: re.Match[str]) -> str:
    number = ord(found[0]) - 0x10000
    return chr(0xD800 + (number >> 10)) + chr(0xDC00 + (number & 0x3FF))


def words_of(units: str) -> str:
    """Units as words for people: a space for each boundary, characters whole again."""
    whole = units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    for kind, words in SAID.items():
        whole = whole.replace(chr(LEAVES + KINDS[kind]), words)
    return " ".join(re.sub(f"[{STRUCTURE}]+", " ", whole).split())


def splices(step: dict[str, Any]) -> list[Splice]:
    """What a committed step replaces, the last first, so that each can be made without moving the others."""
    kind = step["stepType"]
    if kind in MARKS_ALONE:
        return []
    put = _slice(step.get("slice"))
    if kind == "replace":
        return [Splice(step["from"], step["to"], put)]
    before, after = put[: step["insert"]], put[step["insert"]:]
    return [Splice(step["gapTo"], step["to"], after), Splice(step["from"], step["gapFrom"], before)]


def _slice(piece: dict[str, Any] | None) -> str:
    if not piece:
        return ""
    whole = flat(piece)
    return whole[piece.get("openStart", 0) : len(whole) - piece.get("openEnd", 0)]


def moved(position: int, made: list[Splice]) -> int:
    """Where a position is after the splices of one step."""
    for splice in made:
        if position >= splice.end and position > splice.start:
            position += len(splice.units) - (splice.end - splice.start)
        elif position > splice.start:
            position = splice.start + len(splice.units)
    return position
