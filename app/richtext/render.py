"""The one rendering of a document as HTML, for the screen and for the PDF alike."""

import re
from collections.abc import Callable, Sequence
from itertools import groupby

from markupsafe import Markup, escape

from app.richtext.limits import is_href
from app.richtext.models import NOTE_LABEL, Citation, CitationView, Cite, NodeJson, citation_of
from app.richtext.spoken import caption_of, label_of, source_of, voice_of
from app.richtext.tables import Layout, Placed, Row, is_figure, lay_out
from app.richtext.walk import children

__all__ = ["Citation", "CitationView", "Cite", "Writer", "to_html"]

# Characters that HTML parsers and PDF fonts trip over, and that say nothing.
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# On nodes that were made ready to be shown: how a figure is shown, the chart above a table, and what is newer.
VIEW, PICTURE, NEWER = "view", "picture", "newer"
EMPHASIS = {"bold": "strong", "italic": "em"}
DETAILS = (
    '<details class="govuk-details"><summary class="govuk-details__summary">'
    '<span class="govuk-details__summary-text">The figures as a table</span></summary><div class="govuk-details__text">'
)
CHANGES = {"ins": "added", "del": "removed", "ins moved": "moved here", "del moved": "moved away"}


def to_html(doc: NodeJson, cite: Cite, heading_shift: int = 0, scroll: bool = False, notes: bool = False) -> Markup:
    """A document as HTML: known nodes only, everything escaped.

    A heading of level L becomes h(L + heading_shift), never beyond h6. With `scroll`, each table stands in
    a region that can be scrolled by keyboard on a narrow screen. Notes to colleagues are written only where
    `notes` asks for them, which no edition does.
    """
    writer = Writer(cite, heading_shift, scroll, notes)
    writer.blocks(children(doc))
    return writer.html()


class Writer:
    """Writes nodes into a list of strings; one list and no templates, since a whole document passes here."""

    def __init__(self, cite: Cite, heading_shift: int, scroll: bool, notes: bool) -> None:
        self.cite, self.shift, self.scroll = cite, heading_shift, scroll
        self.out: list[str] = []
        self.known: dict[str, Callable[[NodeJson], None]] = {
            "paragraph": self.paragraph,
            "heading": self.heading,
            "bulletList": self.bullet_list,
            "orderedList": self.ordered_list,
            "blockquote": self.quote,
            "table": self.table,
            "indicator": self.unread,
        }
        if notes:
            self.known["note"] = self.note

    def html(self) -> Markup:
        """Everything written so far."""
        return Markup(INVISIBLE.sub("", "".join(self.out)))

    def blocks(self, nodes: Sequence[NodeJson]) -> None:
        for node in nodes:
            if write := self.known.get(node["type"]):
                write(node)

    def paragraph(self, node: NodeJson) -> None:
        if content := node.get("content"):
            self.out.append("<p>")
            self.inline(content)
            self.out.append("</p>")

    def line(self, name: str, content: Sequence[NodeJson]) -> None:
        """A paragraph of a kind of its own, where it says anything."""
        if content:
            self.out.append(f'<p class="{name}">')
            self.inline(content)
            self.out.append("</p>")

    def heading(self, node: NodeJson) -> None:
        if content := node.get("content"):
            level = min(int(node["attrs"]["level"]) + self.shift, 6)
            self.out.append(f"<h{level}>")
            self.inline(content)
            self.out.append(f"</h{level}>")

    def quote(self, node: NodeJson) -> None:
        self.out.append(f"<blockquote{_voice(node)}>")
        self.line("voice", voice_of(node))
        self.blocks(children(node))
        self.out.append("</blockquote>")

    def note(self, node: NodeJson) -> None:
        self.out.append(f'<div class="note" role="note" aria-label="{NOTE_LABEL}" data-note=""><p class="note-label">')
        self.inline(label_of(node))
        self.out.append("</p>")
        self.blocks(children(node))
        self.out.append("</div>")

    def bullet_list(self, node: NodeJson) -> None:
        self.out.append("<ul>")
        self.items(node)
        self.out.append("</ul>")

    def ordered_list(self, node: NodeJson) -> None:
        start = int(node.get("attrs", {}).get("start", 1))
        self.out.append("<ol>" if start == 1 else f'<ol start="{start}">')
        self.items(node)
        self.out.append("</ol>")

    def items(self, node: NodeJson) -> None:
        """A list's items; where an item is one paragraph, or one and lists below it, it needs no <p>."""
        for item in children(node):
            self.out.append("<li>")
            first, *rest = children(item) or [{"type": "paragraph"}]
            if all(block["type"] in ("bulletList", "orderedList") for block in rest):
                self.inline(children(first))
                self.blocks(rest)
            else:
                self.blocks([first, *rest])
            self.out.append("</li>")

    def inline(self, nodes: Sequence[NodeJson]) -> None:
        """Text, line breaks, citations and figures, each run of added or removed ones marked as such."""
        if not any("change" in node for node in nodes):
            self.linked(nodes)
            return
        for (change, by, _), run in groupby(nodes, _changed):
            shown = list(run)
            self.suggested(shown[0])
            if not change:
                self.linked(shown)
                continue
            tag, _, moved = change.partition(" ")
            said = f"{CHANGES[change]} by {by}: " if by else f"{CHANGES[change]} "
            opened = f'<{tag} class="{moved}">' if moved else f"<{tag}>"
            self.out.append(f'{opened}<span class="govuk-visually-hidden">{escape(said)}</span>')
            self.linked(shown)
            self.out.append(f"</{tag}>")

    def suggested(self, node: NodeJson) -> None:
        """Whose suggestion begins here, leading to where it is decided about."""
        if node.get("begins"):
            target, by = escape(node["suggestion"]), escape(node["by"])
            self.out.append(f'<a class="cd-suggests" href="{target}">{by} suggests</a> ')

    def linked(self, nodes: Sequence[NodeJson]) -> None:
        """Neighbours under one link as one link; a citation is a link itself and never stands inside one."""
        for href, run in groupby(nodes, href_of):
            self.link("", href)
            for node in run:
                self.atom(node)
            self.link(href, "")

    def link(self, left: str, entered: str) -> None:
        """The end of one link and the beginning of the next; either is empty for none."""
        if left:
            self.out.append("</a>")
        if entered:
            self.out.append(f'<a class="govuk-link" href="{escape(entered)}">')

    def atom(self, node: NodeJson) -> None:
        marks = node.get("marks")
        tags = [EMPHASIS[mark["type"]] for mark in marks if mark["type"] in EMPHASIS] if marks else ()
        for tag in tags:
            self.out.append(f"<{tag}>")
        kind = node["type"]
        if kind == "text":
            self.out.append(escape(node["text"]))
        elif kind == "hardBreak":
            self.out.append("<br>")
        elif kind == "citation":
            self.citation(node)
        elif kind == "figure":
            self.figure(node)
        for tag in reversed(tags):
            self.out.append(f"</{tag}>")

    def citation(self, node: NodeJson) -> None:
        view = self.cite(citation_of(node))
        identity = f' id="{escape(view.element_id)}"' if view.element_id else ""
        self.out.append(
            f'<a class="cite" href="{escape(view.href)}" title="{escape(view.title)}"{identity}>'
            f"{escape(view.label)}</a>"
        )

    def figure(self, node: NodeJson) -> None:
        """A figure that names its source and leads there where it can; the figure alone where nobody looked it up."""
        text = escape(node["attrs"]["text"])
        if VIEW not in node:
            self.out.append(text)
            return
        view = CitationView(**node[VIEW])
        link, end = (f'a href="{escape(view.href)}"', "a") if view.href else ("span", "span")
        self.out.append(f'<{link} class="figure" title="{escape(view.title)}">{text}</{end}>')
        if view.label:
            identity = f' id="{escape(view.element_id)}"' if view.element_id else ""
            self.out.append(f'<a class="cite" href="{escape(view.href)}"{identity}>{escape(view.label)}</a>')

    def unread(self, node: NodeJson) -> None:
        """An indicator whose figures nobody looked up: where they belong, and what they are called."""
        told: NodeJson = {key: node[key] for key in ("change", "by", "suggestion", "begins") if key in node}
        self.line("indicator-unread", [{**told, "type": "text", "text": "[Block of figures] "}, *caption_of(node)])

    def indicator(self, node: NodeJson) -> None:
        """A table of figures, with its chart above it where it has one; the screen shows the table then on demand, and
        its source, with what is left out, in sight beneath.
        """
        self.out.append('<div class="indicator">')
        if node.get(NEWER):
            newer = f"<strong>Newer figures exist.</strong> {escape(node[NEWER])}"
            self.out.append(f'<p class="indicator-newer">{newer}</p>')
        bare = {key: value for key, value in node.items() if key not in (PICTURE, NEWER)}
        if not node[PICTURE]:
            self.table(bare)
        else:
            self.line("indicator-title", caption_of(node))
            self.out.append(f"{node[PICTURE]}{DETAILS if self.scroll else ''}")
            self.table({**bare, "attrs": {}})
            self.out.append("</div></details>" if self.scroll else "")
            self.line("table-source", source_of(node))
        self.out.append("</div>")

    def table(self, node: NodeJson) -> None:
        if PICTURE in node:
            self.indicator(node)
            return
        caption = caption_of(node)
        if self.scroll:
            name = "".join(part["text"] for part in caption if not _change(part).startswith("del")) or "Table"
            self.out.append(f'<div class="table-scroll" tabindex="0" role="region" aria-label="{escape(name)}">')
        self.out.append('<table class="govuk-table">')
        if caption:
            self.out.append('<caption class="govuk-table__caption govuk-table__caption--s">')
            self.inline(caption)
            self.out.append("</caption>")
        self.rows(lay_out(node))
        self.out.append("</table></div>" if self.scroll else "</table>")
        self.line("table-source", source_of(node))

    def rows(self, layout: Layout) -> None:
        for tag, scope, rows in (("thead", "col", layout.head), ("tbody", "row", layout.body)):
            if not rows:
                continue
            self.out.append(f"<{tag}>")
            for row in rows:
                self.row(row, scope, layout)
            self.out.append(f"</{tag}>")

    def row(self, row: Row, scope: str, layout: Layout) -> None:
        """One row; a ragged one is completed, since a tagged PDF must know every cell's column."""
        self.out.append("<tr>")
        for cell in row.cells:
            self.cell(cell, scope, layout.figures)
        for gap in row.gaps(layout.width):
            self.out.append(f'<td colspan="{gap}"></td>' if gap > 1 else "<td></td>")
        self.out.append("</tr>")

    def cell(self, cell: Placed, scope: str, figures: frozenset[int]) -> None:
        heads = cell.node["type"] == "tableHeader"
        tag = "th" if heads else "td"
        right = cell.column in figures and cell.colspan == 1 if heads else is_figure(cell.node)
        self.out.append(
            f"<{tag}"
            + (f' scope="{scope}"' if heads else "")
            + (f' colspan="{cell.colspan}"' if cell.colspan > 1 else "")
            + (f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else "")
            + (' class="num">' if right else ">")
        )
        content = children(cell.node)
        if len(content) == 1 and content[0]["type"] == "paragraph":
            self.inline(children(content[0]))
        else:
            self.blocks(content)
        self.out.append(f"</{tag}>")


def _voice(quote: NodeJson) -> str:
    """The attribute by which a quotation keeps its voice when it is copied from the page into the editor."""
    voice = quote.get("attrs", {}).get("voice")
    return f' data-voice="{voice}"' if voice and isinstance(voice, str) else ""


def _change(node: NodeJson) -> str:
    return str(node.get("change", ""))


def _changed(node: NodeJson) -> tuple[str, str, str]:
    """The change that a node is part of, by whom and in which suggestion."""
    return _change(node), str(node.get("by", "")), str(node.get("suggestion", ""))


def href_of(node: NodeJson) -> str:
    """Where the link leads in which an inline node stands; empty for none."""
    if "marks" in node and node["type"] not in ("citation", "figure"):
        for mark in node["marks"]:
            if mark["type"] == "link" and is_href(mark["attrs"]["href"]):
                return str(mark["attrs"]["href"])
    return ""
