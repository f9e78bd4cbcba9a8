"""A document with the figures that it names laid into it: blocks as tables, with a chart where one is wanted."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field

from app.indicators.charts.series import Chart
from app.indicators.extracts.rules import Extract, changes
from app.indicators.rules import PROVISIONAL
from app.richtext.compare import marked
from app.richtext.models import CitationView, NodeJson
from app.richtext.render import NEWER, PICTURE, VIEW
from app.richtext.walk import children

FLAG = "*"
MOST_TOLD = 4


@dataclass(frozen=True)
class Showing:
    """What is known of the figures in a document, and how a chart and a single figure are shown.

    `newer` has by name what an extract would be today, where that differs.
    """

    known: Mapping[str, Extract]
    picture: Callable[[Chart], str]
    view: Callable[[Extract], CitationView]
    newer: Mapping[str, Extract] = field(default_factory=dict)

    @property
    def told(self) -> dict[str, str]:
        """What is newer, in sentences, by the name of the extract."""
        return {name: in_short(changes(self.known[name], newer)) for name, newer in self.newer.items()}


def _undrawn(_chart: Chart) -> str:
    return ""


def _unseen(extract: Extract) -> CitationView:
    raise KeyError(extract.name)


NO_FIGURES = Showing({}, _undrawn, _unseen)


def laid_out(doc: NodeJson, showing: Showing) -> NodeJson:
    """The document for rendering or comparing; figures that are not known stay as they are."""
    if not showing.known:
        return doc
    content = [child if child["type"] == "text" else _laid_out(child, showing) for child in children(doc)]
    return {**doc, "content": content} if content else doc


def _laid_out(node: NodeJson, showing: Showing) -> NodeJson:
    extract = showing.known.get(node.get("attrs", {}).get("extract", ""))
    if extract is None:
        return laid_out(node, showing)
    if node["type"] == "figure":
        return {**node, VIEW: asdict(showing.view(extract))}
    table = table_of(extract, node["attrs"]["caption"])
    if "change" in node:
        table = _told(table, node)
    chart, newer = extract.chart(node["attrs"]["form"]), showing.newer.get(node["attrs"]["extract"])
    return {**table, PICTURE: showing.picture(chart) if chart else "",
            NEWER: in_short(changes(extract, newer)) if newer else ""}


def _told(table: NodeJson, node: NodeJson) -> NodeJson:
    """The table marked throughout as what a comparison or a suggestion says of the block."""
    table = marked(table, node["change"], **{key: node[key] for key in ("by", "suggestion") if key in node})
    if node.get("begins") and table["attrs"]["caption"]:
        first, *rest = table["attrs"]["caption"]
        table["attrs"]["caption"] = [{**first, "begins": True}, *rest]
    return table


def in_short(sentences: list[str]) -> str:
    """The first few sentences, and how many more there are."""
    more = len(sentences) - MOST_TOLD
    return " ".join(sentences[:MOST_TOLD]) + (f" And {more} more." if more > 0 else "")


def table_of(extract: Extract, caption: str) -> NodeJson:
    """Areas by periods as a table of rich text, with its source and the meaning of what stands in it."""
    head = [_cell("tableHeader", text) for text in ("Area", *extract.periods)]
    rows = [head]
    for row in extract.rows:
        cells = []
        for period in extract.periods:
            point = row.at(period)
            flag = FLAG if point and point.status == PROVISIONAL else ""
            mark = f"[{point.mark}]" if point and point.mark else ""
            cells.append(_cell("tableCell", mark or f"{extract.told(point)}{flag}"))
        rows.append([_cell("tableHeader", row.name), *cells])
    attrs = {"caption": caption, "source": source_of(extract)}
    return {"type": "table", "attrs": attrs, "content": [{"type": "tableRow", "content": cells} for cells in rows]}


def source_of(extract: Extract) -> str:
    """Where the figures come from, what the signs in them mean, and which years are left out."""
    flag = [f"{FLAG} provisional, own count"] if extract.provisional else []
    return ". ".join([extract.source or "not given", *extract.marks, *flag, *extract.told_left_out])


def _cell(kind: str, text: str) -> NodeJson:
    words = [{"type": "text", "text": text}] if text else []
    return {"type": kind, "attrs": {}, "content": [{"type": "paragraph", "content": words}]}
