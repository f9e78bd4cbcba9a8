"""Light markup: the plain form of a document for people without JavaScript, and for files."""

from app.richtext.markup_read import read
from app.richtext.markup_write import Printer
from app.richtext.models import NodeJson
from app.richtext.schema import to_json, trusted

__all__ = ["from_markup", "to_markup"]


def to_markup(doc: NodeJson) -> str:
    """The document as light markup; a table that markup cannot express is one line that keeps its place."""
    node = trusted(doc)
    return Printer(node).text(node.children)


def from_markup(text: str) -> NodeJson:
    """The document that the text stands for; never raises, and keeps every word as text at least."""
    return to_json(read(text, {}))
