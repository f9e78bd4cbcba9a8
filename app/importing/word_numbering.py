"""The numbers and bullets that Word adds to paragraphs by itself and that are not in their text."""

import re
from typing import Any, NamedTuple

from docx.oxml.ns import qn

BULLETS = {"bullet", "none"}
PLACE = re.compile(r"%(\d)")


class Level(NamedTuple):
    """How one level of a list is numbered: its kind, its pattern ("%1.%2)", say) and where it starts."""

    kind: str
    pattern: str
    start: int


class Numbering:
    """The lists of one document, counted while its paragraphs are read in order."""

    def __init__(self, document: Any) -> None:
        self._styles = {style.get(qn("w:styleId")): style for style in document.styles.element.findall(qn("w:style"))}
        self._levels = _levels(_root(document))
        self._counts: dict[str, dict[int, int]] = {}

    def prefix(self, paragraph: Any) -> str:
        """What stands before the paragraph's text: "- ", "1. ", "4.1) " or nothing; lists are indented."""
        list_id, depth = self._membership(paragraph)
        level = self._levels.get((list_id, depth))
        if level is None:
            return ""
        if level.kind in BULLETS:
            return "  " * depth + "- " if level.kind == "bullet" else ""
        self._count(list_id, depth, level.start)
        number = PLACE.sub(lambda found: self._part(list_id, int(found[1]) - 1), level.pattern)
        plain_item = re.fullmatch(r"\d+[.)]", number)
        return ("  " * depth if plain_item else "") + number + " "

    def _membership(self, paragraph: Any) -> tuple[str, int]:
        """List and depth of a paragraph, its own or those of its style or of a style that one is based on."""
        holder, hops = paragraph, 0
        while holder is not None and hops < 12:
            settings = holder.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if settings is not None and settings.find(qn("w:numId")) is not None:
                depth = settings.find(qn("w:ilvl"))
                return _value(settings.find(qn("w:numId"))), int(_value(depth) or 0)
            link = f"{qn('w:pPr')}/{qn('w:pStyle')}" if holder is paragraph else qn("w:basedOn")
            holder, hops = self._styles.get(_value(holder.find(link))), hops + 1
        return "", 0

    def _count(self, list_id: str, depth: int, start: int) -> None:
        counts = self._counts.setdefault(list_id, {})
        counts[depth] = counts.get(depth, start - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]

    def _part(self, list_id: str, depth: int) -> str:
        level = self._levels.get((list_id, depth), Level("decimal", "", 1))
        count = self._counts.get(list_id, {}).get(depth, level.start)
        if level.kind in ("lowerLetter", "upperLetter"):
            letter = chr(ord("a") + (count - 1) % 26)
            return letter if level.kind == "lowerLetter" else letter.upper()
        return str(count)


def _root(document: Any) -> Any:
    related = (part for part in document.part.rels.values() if part.reltype.endswith("/numbering"))
    part = next(related, None)
    return None if part is None else part.target_part.element


def _levels(root: Any) -> dict[tuple[str, int], Level]:
    if root is None:
        return {}
    abstract = {item.get(qn("w:abstractNumId")): item for item in root.findall(qn("w:abstractNum"))}
    found: dict[tuple[str, int], Level] = {}
    for number in root.findall(qn("w:num")):
        item = abstract.get(_value(number.find(qn("w:abstractNumId"))))
        for level in () if item is None else item.findall(qn("w:lvl")):
            kind, pattern = _value(level.find(qn("w:numFmt"))), _value(level.find(qn("w:lvlText")))
            start = int(_value(level.find(qn("w:start"))) or 1)
            found[number.get(qn("w:numId")), int(level.get(qn("w:ilvl")))] = Level(kind, pattern, start)
    return found


def _value(element: Any) -> str:
    return "" if element is None else str(element.get(qn("w:val")) or "")
