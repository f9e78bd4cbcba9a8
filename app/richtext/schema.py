"""The document schema, shared with the editor through schema.json, and the check every document must pass."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from prosemirror.model import Mark, Node, Schema

from app.richtext.errors import BadDocument
from app.richtext.limits import MARK_RULES, MAX_DEPTH, MAX_NODES, MAX_TEXT, NODE_RULES, UNSTORABLE
from app.richtext.models import NodeJson

__all__ = [
    "EMPTY_DOC",
    "SCHEMA",
    "SCHEMA_VERSION",
    "BadDocument",
    "check",
    "node_from",
    "to_json",
    "to_text",
    "trusted",
]

SCHEMA_VERSION: Final = 4
SCHEMA: Final[Schema[str, str]] = Schema(json.loads((Path(__file__).parent / "schema.json").read_text("utf-8")))
EMPTY_DOC: Final[NodeJson] = {"type": "doc", "content": [{"type": "paragraph"}]}

MISSHAPEN = "This text is not in a form that can be read."
TOO_DEEP = f"Lists, quotes and tables are nested more than {MAX_DEPTH} deep."
TOO_LONG = f"One answer can hold at most {MAX_TEXT:,} characters."
OUT_OF_PLACE = "Something stands where the document cannot have it."


def node_from(doc: NodeJson) -> Node:
    """The document as a checked tree. Raises BadDocument with a sentence for anything the schema refuses."""
    check_shape(doc)
    try:
        node = trusted(doc)
    except Exception as error:  # the library raises whatever the malformed part happens to trip over
        raise BadDocument(MISSHAPEN) from error
    if node.type is not SCHEMA.top_node_type:
        raise BadDocument(MISSHAPEN)
    check(node)
    return node


def trusted(doc: NodeJson) -> Node:
    """The tree of a document that was checked when it was stored; unchecked here because it is read often."""
    return Node.from_json(SCHEMA, doc)


def check(node: Node) -> None:
    """Raise BadDocument unless the tree obeys the schema, the attribute rules and the limits of size."""
    weights = [_checked_block(block) for block in node.content.content]
    if sum(text for text, _ in weights) > MAX_TEXT or sum(count for _, count in weights) >= MAX_NODES:
        raise BadDocument(TOO_LONG)
    _check_values(node)
    try:
        node.type.check_content(node.content)
        node.type.check_attrs(node.attrs)
    except ValueError as error:
        raise BadDocument(OUT_OF_PLACE) from error


@lru_cache(maxsize=4096)  # nodes never change, and an edit leaves all blocks but one as they were
def _checked_block(block: Node) -> tuple[int, int]:
    """How many characters and nodes a block of a document holds, once it has been checked."""
    text, count, pending = 0, 0, [(block, 1)]
    while pending:
        here, depth = pending.pop()
        text += len(here.text or "")
        count += 1
        if depth > MAX_DEPTH:
            raise BadDocument(TOO_DEEP)
        if text > MAX_TEXT or count > MAX_NODES:
            raise BadDocument(TOO_LONG)
        _check_values(here)
        pending.extend((child, depth + 1) for child in here.content.content)
    try:
        block.check()
    except ValueError as error:
        raise BadDocument(OUT_OF_PLACE) from error
    return text, count


def _check_values(node: Node) -> None:
    if node.text is not None and UNSTORABLE.search(node.text):
        raise BadDocument("The text holds a character that cannot be stored.")
    rule = NODE_RULES.get(node.type.name)
    if rule and (sentence := rule(node.attrs)):
        raise BadDocument(sentence)
    for mark in node.marks:
        mark_rule = MARK_RULES.get(mark.type.name)
        if mark_rule and (sentence := mark_rule(mark.attrs)):
            raise BadDocument(sentence)


def check_shape(value: object) -> None:
    """Raise BadDocument unless this is a tree of nodes, and shallow enough for the library to read."""
    pending: list[tuple[Any, int]] = [(value, 0)]
    count = 0
    while pending:
        here, depth = pending.pop()
        count += 1
        if depth > MAX_DEPTH:
            raise BadDocument(TOO_DEEP)
        if count > MAX_NODES:
            raise BadDocument(TOO_LONG)
        if not _is_node(here):
            raise BadDocument(MISSHAPEN)
        pending.extend((child, depth + 1) for child in here.get("content") or ())


def _is_node(value: object) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        return False
    if value["type"] == "text" and not isinstance(value.get("text"), str):
        return False
    return (
        isinstance(value.get("attrs"), dict | None)
        and isinstance(value.get("content"), list | None)
        and isinstance(value.get("marks"), list | None)
        and all(isinstance(mark, dict) for mark in value.get("marks") or ())
    )


def to_json(node: Node) -> NodeJson:
    """The tree as JSON in its one canonical form: defaults spelt out, nothing shared with the tree."""
    result: NodeJson = {"type": node.type.name}
    if node.attrs:
        result["attrs"] = dict(node.attrs)
    if node.content.content:
        result["content"] = [to_json(child) for child in node.content.content]
    if node.marks:
        result["marks"] = [_mark_json(mark) for mark in node.marks]
    if node.text is not None:
        result["text"] = node.text
    return result


@lru_cache(maxsize=4096)
def shared_json(block: Node) -> NodeJson:
    """The JSON of a block, made once and so never to be changed."""
    return to_json(block)


def to_text(node: Node) -> str:
    """A document as it is stored: its canonical JSON without spaces."""
    return f'{{"type":"doc","content":[{",".join(map(_block_text, node.content.content))}]}}'


@lru_cache(maxsize=4096)
def _block_text(block: Node) -> str:
    return json.dumps(shared_json(block), ensure_ascii=False, separators=(",", ":"))


def _mark_json(mark: Mark) -> NodeJson:
    return {"type": mark.type.name, "attrs": dict(mark.attrs)} if mark.attrs else {"type": mark.type.name}
