"""Light markup: the plain form of a document for people without JavaScript, and for files."""

from typing import Any, cast

from prosemirror.model import Node

from app.richtext.markup_changes import find_changes
from app.richtext.markup_read import read
from app.richtext.markup_rebase import Rebase
from app.richtext.markup_write import Printer
from app.richtext.models import NodeJson
from app.richtext.schema import to_json, trusted
from app.richtext.steps import read_step

__all__ = ["from_markup", "steps_from_markup", "to_markup"]


def to_markup(doc: NodeJson) -> str:
    """The document as light markup; a table that markup cannot express is one line that keeps its place."""
    node = trusted(doc)
    return Printer(node).text(node.children)


def from_markup(text: str) -> NodeJson:
    """The document that the text stands for; never raises, and keeps every word as text at least."""
    return to_json(read(text, {}))


def steps_from_markup(base: NodeJson, text: str, over: list[dict[str, Any]], current: NodeJson) -> list[dict[str, Any]]:
    """The steps that take a person's text into the document as it now stands.

    `base` is the document they were shown as markup, `text` what they sent back, `over` the steps made
    since and `current` their outcome. Blocks they left alone are not touched, tables that markup cannot
    express are kept while their line stands, what others wrote meanwhile stays, and every word of the
    text that `base` did not have is in the outcome. No steps if nothing was changed.
    """
    shown = trusted(base)
    printer = Printer(shown)
    new = read(text, _tables(shown))
    if printer.text(new.children) == printer.text(shown.children):
        return []
    rebase = Rebase(shown, [read_step(step) for step in over], trusted(current))
    rebase.apply(find_changes(printer, shown, new))
    return [cast(dict[str, Any], step.to_json()) for step in rebase.transform.steps]


def _tables(doc: Node) -> dict[int, Node]:
    """Every table by its number in the document."""
    tables: list[Node] = []

    def collect(node: Node, _at: int, _parent: Node | None, _index: int) -> None:
        if node.type.name == "table":
            tables.append(node)

    doc.descendants(collect)
    return dict(enumerate(tables, 1))
