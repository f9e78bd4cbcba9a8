"""The words of a paragraph of Word: runs, links and line breaks as the nodes of an answer."""

import re
from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from app.importing.exchange.elements import FIGURE, style_id
from app.richtext.limits import CONTROL, is_href, is_item, is_place
from app.richtext.models import NodeJson

SKIPPED = frozenset(qn(f"w:{name}") for name in (
    "del", "moveFrom", "pPr", "rPr", "sdtPr", "instrText", "delText", "drawing", "pict",
)) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"}
SIGNS = {qn("w:tab"): "\t", qn("w:noBreakHyphen"): "\N{NON-BREAKING HYPHEN}"}
BREAKS = frozenset((qn("w:br"), qn("w:cr")))
OFF = ("0", "false", "off")
CITED = re.compile(r"\[(E[0-9]{1,5})(?:, ([^\]\n]{1,120}))?\]")
STRONG = {"Strong": "bold", "Emphasis": "italic"}
ORDER = ("bold", "italic", "link")


class Inline:
    """Reads what stands in paragraphs; `targets` says where the links of the document lead, by their ids."""

    def __init__(self, targets: dict[str, str]) -> None:
        self.targets = targets

    def nodes(self, paragraph: Any) -> list[NodeJson]:
        """Text, line breaks, citations and figures, neighbouring text of one kind joined."""
        joined: list[NodeJson] = []
        for node in self._walk(paragraph, {}):
            last = joined[-1] if joined else None
            if last and node["type"] == last["type"] == "text" and node.get("marks") == last.get("marks"):
                last["text"] += node["text"]
            else:
                joined.append(node)
        return [one for node in joined for one in _cited(node)]

    def _walk(self, node: Any, marks: dict[str, NodeJson]) -> Iterator[NodeJson]:
        for child in node:
            if child.tag == qn("w:t"):
                yield from _text(child.text or "", marks)
            elif child.tag in SIGNS:
                yield from _text(SIGNS[child.tag], marks)
            elif child.tag == qn("w:r") and _is_figure(child):
                yield from _figure(child, {**marks, **self._within(child)})
            elif child.tag in BREAKS:
                if child.get(qn("w:type")) in (None, "textWrapping"):  # the end of a page is none of ours
                    yield {"type": "hardBreak"}
            elif isinstance(child.tag, str) and child.tag not in SKIPPED:
                yield from self._walk(child, {**marks, **self._within(child)})

    def _within(self, element: Any) -> dict[str, NodeJson]:
        """The marks that a run or a link adds to what is in it."""
        if element.tag == qn("w:r"):
            return _marks(element)
        return self._link(element) if element.tag == qn("w:hyperlink") else {}

    def _link(self, link: Any) -> dict[str, NodeJson]:
        href = self.targets.get(link.get(qn("r:id"), ""), "")
        return {"link": {"type": "link", "attrs": {"href": href}}} if is_href(href) else {}


def _marks(run: Any) -> dict[str, NodeJson]:
    """Bold and italic, by themselves or by the styles that everybody has."""
    properties = run.find(qn("w:rPr"))
    if properties is None:
        return {}
    found: dict[str, NodeJson] = {}
    style = properties.find(qn("w:rStyle"))
    named = STRONG.get(style.get(qn("w:val"), "")) if style is not None else None
    if named:
        found[named] = {"type": named}
    for name, mark in (("b", "bold"), ("i", "italic")):
        setting = properties.find(qn(f"w:{name}"))
        if setting is not None:
            found.pop(mark, None)
            if setting.get(qn("w:val"), "1") not in OFF:
                found[mark] = {"type": mark}
    return found


def _is_figure(run: Any) -> bool:
    style = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
    return style is not None and style.get(qn("w:val")) == style_id(FIGURE)


def _figure(run: Any, marks: dict[str, NodeJson]) -> Iterator[NodeJson]:
    """A figure of nobody knows what; which one it is, or whether any, is found out later."""
    words = "".join(one.text or "" for one in run.iter(qn("w:t")))
    for made in _text(words, {name: mark for name, mark in marks.items() if name != "link"}):
        kept = {"marks": made["marks"]} if "marks" in made else {}
        yield {"type": "figure", "attrs": {"extract": "", "text": words}, **kept}


def _text(words: str, marks: dict[str, NodeJson]) -> Iterator[NodeJson]:
    if not words:
        return
    shown = [marks[name] for name in ORDER if name in marks]
    yield {"type": "text", "text": words, **({"marks": shown} if shown else {})}


def _cited(node: NodeJson) -> Iterator[NodeJson]:
    """Text with what looks like a citation made one, revision 0; which revision, or whether any, is found out later."""
    if node["type"] != "text":
        yield node
        return
    marks = {"marks": node["marks"]} if "marks" in node else {}
    at = 0
    for match in CITED.finditer(node["text"]):
        item, place = match[1], match[2] or ""
        if not is_item(item) or not is_place(place) or CONTROL.search(place):
            continue
        yield from _rest(node["text"][at : match.start()], marks)
        kept = [mark for mark in node.get("marks", ()) if mark["type"] != "link"]
        cite = {"item": item, "revision": 0, "place": place}
        yield {"type": "citation", "attrs": cite, **({"marks": kept} if kept else {})}
        at = match.end()
    yield from _rest(node["text"][at:], marks)


def _rest(text: str, marks: dict[str, Any]) -> Iterator[NodeJson]:
    if text:
        yield {"type": "text", "text": text, **marks}
