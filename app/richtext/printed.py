"""What of a document its editions print, and the one spelling that every version of the schema agrees on."""

from typing import Any

from app.richtext.models import NodeJson
from app.richtext.walk import without_notes

# What the second version of the schema added to nodes that the first one had, with what stands for nothing.
LATER: dict[str, tuple[str, Any]] = {"blockquote": ("voice", ""), "table": ("source", "")}


def printed(doc: NodeJson) -> NodeJson:
    """The document without notes to colleagues, spelt as every version of the schema spells it."""
    return spelt(without_notes(doc))


def spelt(node: NodeJson) -> NodeJson:
    """The node without later attributes that say nothing, so that what reads alike is alike however old it is."""
    name, nothing = LATER.get(node["type"], ("", None))
    attrs = node.get("attrs")
    if name and attrs is not None and attrs.get(name, nothing) == nothing:
        attrs = {key: value for key, value in attrs.items() if key != name}
        node = {key: value for key, value in node.items() if key != "attrs"} | ({"attrs": attrs} if attrs else {})
    if "content" not in node:
        return node
    return {**node, "content": [spelt(child) for child in node["content"]]}
