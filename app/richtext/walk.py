"""Ways through a document's JSON that rendering, counting and comparing share."""

from collections.abc import Callable, Iterator

from app.richtext.models import Citation, NodeJson, citation_of

INLINE = frozenset(("text", "hardBreak", "citation", "figure"))
TEXT_BLOCKS = frozenset(("paragraph", "heading"))
LISTS = frozenset(("bulletList", "orderedList"))
CAPTIONED = frozenset(("table", "indicator"))
SHOWN = frozenset(("indicator", "figure"))


NOTE = "note"


def children(node: NodeJson) -> list[NodeJson]:
    """What the node holds, in order; an empty list for none."""
    content: list[NodeJson] = node.get("content") or []
    return content


def without_notes(doc: NodeJson) -> NodeJson:
    """The document without its notes to colleagues; one empty paragraph where nothing else stands in it."""
    blocks = children(doc)
    kept = [block for block in blocks if block["type"] != NOTE]
    return doc if len(kept) == len(blocks) else {**doc, "content": kept or [{"type": "paragraph"}]}


def inline_nodes(node: NodeJson) -> Iterator[NodeJson]:
    """Every text, line break, citation and figure in the node, in reading order."""
    for child in children(node):
        if child["type"] in INLINE:
            yield child
        else:
            yield from inline_nodes(child)


def citations(node: NodeJson) -> list[Citation]:
    """Every citation in reading order, repeated ones and those in notes included."""
    return [citation_of(part) for part in inline_nodes(node) if part["type"] == "citation"]


def extracts(node: NodeJson) -> Iterator[tuple[str, str | None]]:
    """Each extract that the node shows, in reading order, with the figure that it stands for where it is but one."""
    if node["type"] in SHOWN:
        yield node["attrs"]["extract"], node["attrs"].get("text")
    for child in children(node):
        yield from extracts(child)


def text_of(part: NodeJson) -> str:
    """What an inline node reads as: a line break as a space, a citation as nothing but that."""
    text: str = part["attrs"]["text"] if part["type"] == "figure" else part.get("text", " ")
    return text


def kept_text(node: NodeJson) -> str:
    """The words in the node without citations; in a comparison, without what was removed."""
    return "".join(
        text_of(part) if part["type"] != "citation" else ""
        for part in inline_nodes(node)
        if not part.get("change", "").startswith("del")
    )


def silent(citation: Citation) -> str:
    """A citation as no words at all."""
    return " "


def lines(node: NodeJson, spoken: Callable[[Citation], str] = silent) -> Iterator[str]:
    """The words inside the node, one block, caption or table row to a line, its cells parted by tabs.

    Notes within a document are no words of it, and a table's source, like a citation, is none; of an indicator only
    its caption is.
    """
    if node["type"] in TEXT_BLOCKS:
        yield "".join(_words(part, spoken) for part in children(node))
        return
    if node["type"] in CAPTIONED and (caption := node.get("attrs", {}).get("caption")):
        yield caption if isinstance(caption, str) else "".join(part["text"] for part in caption)  # of a comparison
    for child in children(node):
        if child["type"] == "tableRow":
            yield "\t".join(" ".join(lines(cell, spoken)) for cell in children(child))
        elif child["type"] != NOTE:
            yield from lines(child, spoken)


def _words(part: NodeJson, spoken: Callable[[Citation], str]) -> str:
    if part["type"] == "citation":
        return spoken(citation_of(part))
    return text_of(part)
