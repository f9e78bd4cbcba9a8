"""Print the text, emphasis, links, citations and figures of one block as light markup."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from prosemirror.model import Node

from app.richtext.markup_marks import ends_open

STARS = {"bold": "**", "italic": "*"}
# Emphasis always opens in this order, so that a run of asterisks can be read in one way alone.
ORDER = ("bold", "italic")
BREAKS = re.compile(r"[\r\n]")
FIGURE_SPECIAL = re.compile(r"([\\}|])")
CITE_SPECIAL = re.compile(r"([\\\]|])")
HREF_SPECIAL = re.compile(r"([\\()|])")

Emphasis = frozenset[str]


def write_inline(block: Node, in_cell: bool = False) -> str:
    """What a text block holds as markup; a line break is a backslash at the end of its line."""
    words = [node.text for node in block.children if node.text]
    # A square bracket needs care only where it could begin a link or a citation.
    brackets = r"\[" if any("](" in text or "[[" in text for text in words) else ""
    brackets += r"{" if any("{{figure " in text for text in words) else ""
    raw = _Line(brackets + (r"|" if in_cell else "")).write(block.children)
    return "\n".join(_edged_right(_edged_left(line)) for line in raw.split("\n"))


class _Line:
    """Writes one run of inline nodes, opening and closing emphasis where it changes."""

    def __init__(self, special: str, in_link: bool = False) -> None:
        self.special, self.in_link = special, in_link
        self.escaped = re.compile(rf"([\\*{special}])")

    def write(self, nodes: Sequence[Node], without: Emphasis = frozenset()) -> str:
        out: list[str] = []
        open_now: list[str] = []
        for emphasis, raw in self._pieces(nodes, without):
            wanted = [name for name in ORDER if name in emphasis]
            same = _shared(open_now, wanted)
            if closing := open_now[same:]:
                out[-1] = _edged_right(out[-1])
                out.extend(STARS[name] for name in reversed(closing))
            if opening := wanted[same:]:
                out.extend(STARS[name] for name in opening)
                raw = _edged_left(raw)
            out.append(raw)
            open_now = wanted
        if open_now:
            out[-1] = _edged_right(out[-1])
        return "".join(out) + "".join(STARS[name] for name in reversed(open_now))

    def _pieces(self, nodes: Sequence[Node], without: Emphasis) -> Iterator[tuple[Emphasis, str]]:
        """Each node, or each run of nodes under one link, with its emphasis."""
        for href, run in groupby(nodes, lambda node: "" if self.in_link else _href(node)):
            group = list(run)
            if href:
                words = [_emphasis(node) for node in group if node.type.name != "hardBreak"]
                shared = frozenset[str]().union(*words[:1]).intersection(*words)
                label = _Line(self.special + r"\[\]", in_link=True).write(group, shared)
                yield shared, f"[{label}]({HREF_SPECIAL.sub(_escaped, href)})"
                continue
            for node in group:
                yield _emphasis(node) - without, self._atom(node)

    def _atom(self, node: Node) -> str:
        if node.type.name == "hardBreak":
            return "\\\n"
        if node.type.name == "citation":
            return _citation(node)
        if node.type.name == "figure":
            text = FIGURE_SPECIAL.sub(_escaped, str(node.attrs["text"]))
            return f"{{{{figure {node.attrs['extract']}: {_edged_left(_edged_right(text))}}}}}"
        return self.escaped.sub(_escaped, BREAKS.sub(" ", node.text or ""))


def _escaped(match: re.Match[str]) -> str:
    return "\\" + match[1]


def _shared(left: list[str], right: list[str]) -> int:
    count = 0
    while count < min(len(left), len(right)) and left[count] == right[count]:
        count += 1
    return count


def _edged_left(raw: str) -> str:
    """Text at the start of a line or of emphasis, its first space kept by a backslash."""
    return "\\" + raw if raw.startswith((" ", "\t")) else raw


def _edged_right(raw: str) -> str:
    """Text at the end of a line or of emphasis, its last space kept by a backslash unless it already is."""
    if not raw.endswith((" ", "\t")) or ends_open(raw[:-1]):
        return raw
    return f"{raw[:-1]}\\{raw[-1]}"


def _emphasis(node: Node) -> Emphasis:
    """What is bold or italic about a node; never a line break, whose sign would then begin its line."""
    if node.type.name == "hardBreak":
        return frozenset()
    return frozenset(mark.type.name for mark in node.marks if mark.type.name in STARS)


def _href(node: Node) -> str:
    if node.type.name in ("citation", "figure"):
        return ""
    return next((str(mark.attrs["href"]) for mark in node.marks if mark.type.name == "link"), "")


def _citation(node: Node) -> str:
    attrs = node.attrs
    revision = f"@{attrs['revision']}" if attrs["revision"] != 1 else ""
    parts = [f"{attrs['item']}{revision}", _one(str(attrs["place"])), str(attrs["supports"]), _one(str(attrs["quote"]))]
    while not parts[-1]:
        parts.pop()
    return f"[[{'|'.join(parts)}]]"


def _one(words: str) -> str:
    """Words as one part of a citation."""
    return _edged_left(_edged_right(CITE_SPECIAL.sub(_escaped, words))) if words else ""
