"""Word's paragraphs and tables as the blocks of an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from app.importing.exchange import elements as word
from app.importing.exchange.runs import Inline
from app.importing.exchange.tables import grid
from app.richtext.limits import MAX_CAPTION
from app.richtext.models import NodeJson

P, TBL, SDT = qn("w:p"), qn("w:tbl"), qn("w:sdt")
WRAPPERS = frozenset(qn(f"w:{name}") for name in ("ins", "moveTo", "customXml", "smartTag"))


@dataclass(frozen=True)
class Kind:
    """What the document says of a list at one level: its shape, its first number, and whether it begins anew."""

    shape: str
    is_numbered: bool = False
    start: int = 1
    begins: bool = True


class Look:
    """What the document says of its styles and lists."""

    def __init__(self, names: dict[str, str], parents: dict[str, str], numbers: dict[str, tuple[str, int]],
                 lists: dict[tuple[str, int], Kind]) -> None:
        self.names, self.parents, self.numbers, self.lists = names, parents, numbers, lists

    def style(self, paragraph: Any) -> str:
        """The name of a paragraph's style."""
        return self.names.get(_value(paragraph, "pStyle") or "Normal", "Normal")

    def numbering(self, paragraph: Any) -> tuple[str, int] | None:
        """The list that a paragraph stands in and its level, by itself or by its style."""
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if own is not None:
            number, level = own.find(qn("w:numId")), own.find(qn("w:ilvl"))
            if number is not None:
                found = number.get(qn("w:val"), "0")
                return (found, int(level.get(qn("w:val"), "0")) if level is not None else 0) if found != "0" else None
        style: str | None = _value(paragraph, "pStyle")
        seen: set[str] = set()
        while style and style not in seen:
            if style in self.numbers:
                return self.numbers[style]
            seen.add(style)
            style = self.parents.get(style)
        return None


def _value(paragraph: Any, name: str) -> str | None:
    found = paragraph.find(f"{qn('w:pPr')}/{qn(f'w:{name}')}")
    value: str | None = found.get(qn("w:val")) if found is not None else None
    return value


class Shapes:
    """Reads elements into blocks; every paragraph and table of them is read."""

    def __init__(self, look: Look, inline: Inline) -> None:
        self.look, self.inline = look, inline

    def blocks(self, elements: Sequence[Any]) -> list[NodeJson]:
        """The blocks that elements stand for."""
        building = Building()
        for one in flat(elements):
            if one.tag == TBL:
                building.table(self.table(one))
            else:
                self.paragraph(one, building)
        return building.done()

    def paragraph(self, one: Any, building: "Building") -> None:
        """Put a paragraph where its style and list say."""
        style, content = self.look.style(one), self.inline.nodes(one)
        made: NodeJson = {"type": "paragraph", **({"content": content} if content else {})}
        if style in word.PROTECTED:
            return
        if style == word.AFTER_TABLE and not content:
            building.part()
        elif style.lower().startswith("heading ") and style[8:9].isdigit():
            building.add({**made, "type": "heading", "attrs": {"level": min(5, max(3, int(style[8])))}})
        elif place := self.look.numbering(one):
            building.item(place, self.look.lists.get(place, Kind(place[0])), made)
        elif style.startswith(word.CONTINUED) and style[len(word.CONTINUED) + 1 :].isdigit():
            building.more(int(style[len(word.CONTINUED) + 1 :]), made)
        elif style in (word.QUOTE, word.QUOTE_MORE, "Intense Quote"):
            building.quote(made, is_first=style != word.QUOTE_MORE)
        elif style.lower() == "caption" and content:
            building.caption(made)
        else:
            building.add(made)

    def table(self, table: Any) -> NodeJson:
        """A table with its merged cells as one."""
        rows = [
            {"type": "tableRow", "content": [
                {"type": "tableHeader" if self._heads(cell.element, row.is_head) else "tableCell",
                 "attrs": {"colspan": cell.colspan, "rowspan": cell.rowspan, "colwidth": None},
                 "content": self.blocks(list(cell.element)) or [{"type": "paragraph"}]} for cell in row.cells
            ]} for row in grid(table)
        ]
        return {"type": "table", "attrs": {"caption": ""}, "content": rows}

    def _heads(self, cell: Any, in_head: bool) -> bool:
        first = cell.find(P)
        return in_head or (first is not None and self.look.style(first) == word.TABLE_HEADING)


def flat(elements: Sequence[Any]) -> list[Any]:
    """Paragraphs and tables in order, whatever they are wrapped in; one whose end was deleted joins the next."""
    found: list[Any] = []
    for one in elements:
        if one.tag in (P, TBL):
            found.append(one)
        elif one.tag == SDT:
            found += flat(one.findall(f"{qn('w:sdtContent')}/*"))
        elif one.tag in WRAPPERS:
            found += flat(list(one))
    return joined(found)


def joined(found: list[Any]) -> list[Any]:
    """The same with the content of paragraphs whose end is a tracked deletion before that of the next."""
    kept: list[Any] = []
    for one in found:
        last = kept[-1] if kept else None
        if last is not None and last.tag == one.tag == P and _ends_deleted(last):
            at = 1 if one.find(qn("w:pPr")) is not None else 0
            for child in [child for child in last if child.tag != qn("w:pPr")]:
                one.insert(at, child)
                at += 1
            kept[-1] = one
        else:
            kept.append(one)
    return kept


def _ends_deleted(paragraph: Any) -> bool:
    mark = f"{qn('w:pPr')}/{qn('w:rPr')}"
    return any(paragraph.find(f"{mark}/{qn(f'w:{name}')}") is not None for name in ("del", "moveFrom"))


class Building:
    """Blocks as they are put together: lists from their items, quotations from their paragraphs."""

    def __init__(self) -> None:
        self.made: list[NodeJson] = []
        self.lists: list[tuple[tuple[str, int], Kind, NodeJson]] = []  # the list that is open at each level
        self.quoted: NodeJson | None = None
        self.captions: list[NodeJson] = []

    def part(self) -> None:
        """What follows begins something new."""
        self.made += self.captions
        self.lists, self.quoted, self.captions = [], None, []

    def add(self, block: NodeJson) -> None:
        """A block of its own."""
        self.part()
        self.made.append(block)

    def done(self) -> list[NodeJson]:
        """All of it."""
        self.part()
        return self.made

    def caption(self, paragraph: NodeJson) -> None:
        """A caption, which belongs to the table that follows at once; else it is a paragraph."""
        self.part()
        self.captions = [paragraph]

    def table(self, table: NodeJson) -> None:
        """A table with the caption before it."""
        if self.captions:
            words = "".join(one.get("text", "") for one in self.captions[0]["content"])
            plain = all(one["type"] == "text" and "marks" not in one for one in self.captions[0]["content"])
            if plain and len(words) <= MAX_CAPTION and "\t" not in words:
                table["attrs"]["caption"] = words
                self.captions = []
        self.add(table)

    def quote(self, paragraph: NodeJson, is_first: bool) -> None:
        """A paragraph of a quotation."""
        if self.quoted is None or is_first:
            self.part()
            self.quoted = {"type": "blockquote", "content": []}
            self.made.append(self.quoted)
        self.quoted["content"].append(paragraph)

    def item(self, place: tuple[str, int], kind: Kind, paragraph: NodeJson) -> None:
        """An item of a list: of the one open at its level, or of a new one within the item above."""
        if not self.lists:
            self.part()
        level = min(place[1], len(self.lists))
        del self.lists[level + 1 :]
        if level < len(self.lists) and not self._goes_on(level, place, kind):
            del self.lists[level:]
        if level == len(self.lists):
            self._begin(place, kind)
        self.lists[level][2]["content"].append({"type": "listItem", "content": [paragraph]})

    def _goes_on(self, level: int, place: tuple[str, int], kind: Kind) -> bool:
        """Whether the list that is open goes on; programs that save a file may give each item another number."""
        open_place, open_kind, _ = self.lists[level]
        return place == open_place or (kind.shape == open_kind.shape and not kind.begins)

    def _begin(self, place: tuple[str, int], kind: Kind) -> None:
        of_kind: NodeJson = (
            {"type": "orderedList", "attrs": {"start": kind.start}} if kind.is_numbered else {"type": "bulletList"}
        )
        made = {**of_kind, "content": []}
        if self.lists:
            self.lists[-1][2]["content"][-1]["content"].append(made)
        else:
            self.made.append(made)
        self.lists.append((place, kind, made))

    def more(self, level: int, paragraph: NodeJson) -> None:
        """A further paragraph of the item that is open at a level; by itself where there is none."""
        if len(self.lists) < level:
            return self.add(paragraph)
        del self.lists[level:]
        self.lists[-1][2]["content"][-1]["content"].append(paragraph)
