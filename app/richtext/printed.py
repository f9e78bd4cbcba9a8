"""What of a document its editions print, and the one spelling that every version of the schema agrees on."""

from typing import Any

from app.richtext.models import NodeJson
from app.richtext.walk import without_notes

# What later versions of the schema added to nodes that the first one had, with what stands for nothing.
LATER: dict[str, dict[str, Any]] = {
    "blockquote": {"voice": ""}, "table": {"source": ""}, "citation": {"supports": "", "quote": ""},
}


def printed(doc: NodeJson) -> NodeJson:
    """The document without notes to colleagues, spelt as every version of the schema spells it."""
    return spelt(without_notes(doc))


def spelt(node: NodeJson) -> NodeJson:
    """The node without later attributes that say nothing, so that what reads alike is alike however old it is."""
    later, attrs = LATER.get(node["type"], {}), node.get("attrs")
    if attrs is not None and any(name in attrs and attrs[name] == nothing for name, nothing in later.items()):
        attrs = {key: value for key, value in attrs.items() if key not in later or value != later[key]}
        node = {key: value for key, value in node.items() if key != "attrs"} | ({"attrs": attrs} if attrs else {})
    if "content" not in node:
        return node
    return {**node, "content": [spelt(child) for child in node["content"]]}
