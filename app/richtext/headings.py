"""Headings without gaps, for readers who move through a page or a PDF by them."""

from app.richtext.models import NodeJson

TOP_LEVEL = 3


def levelled(doc: NodeJson) -> NodeJson:
    """The same document with no heading more than one level below the one before it."""
    level = TOP_LEVEL - 1

    def walk(node: NodeJson) -> NodeJson:
        nonlocal level
        if node["type"] == "heading":
            level = min(node["attrs"]["level"], level + 1)
            return {**node, "attrs": {**node["attrs"], "level": level}}
        if "content" not in node:
            return node
        return {**node, "content": [walk(child) for child in node["content"]]}

    return walk(doc)
