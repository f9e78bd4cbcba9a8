"""Attributes of nodes that are shown as words: captions, sources, and whose voice or note it is."""

from collections.abc import Callable

from app.richtext.models import NOTE_LABEL, VOICES, NodeJson


def caption_of(table: NodeJson) -> list[NodeJson]:
    """A table's caption as inline nodes; a comparison stores it so already, with its changes marked."""
    return _spoken(table, "caption", str)


def source_of(table: NodeJson) -> list[NodeJson]:
    """The line beneath a table that says where its figures come from, in the same way."""
    return _spoken(table, "source", "Source: {}".format)


def voice_of(quote: NodeJson) -> list[NodeJson]:
    """The label above a quotation that says whose voice it is, in the same way."""
    return _spoken(quote, "voice", VOICES.__getitem__)


def label_of(note: NodeJson) -> list[NodeJson]:
    """What stands above a note to colleagues, in the same way."""
    return _spoken(note, "label", str) or [{"type": "text", "text": NOTE_LABEL}]


def _spoken(node: NodeJson, attribute: str, said: Callable[[str], str]) -> list[NodeJson]:
    value: str | list[NodeJson] = node.get("attrs", {}).get(attribute) or []
    return [{"type": "text", "text": said(value)}] if isinstance(value, str) else value
