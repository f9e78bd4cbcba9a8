"""Apply the editor's steps to a document, with this server as the authority on what is valid."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self, cast

from prosemirror.model import Node, Schema
from prosemirror.transform import Mapping, Step, StepMap, StepResult
from prosemirror.transform.map import Mappable
from prosemirror.transform.step import step_json_id

import app.richtext.newer  # noqa: F401  (teaches the library what it lacks)
from app.core.kept import Kept
from app.richtext.errors import BadDocument, StepRefused
from app.richtext.limits import MAX_DEPTH
from app.richtext.models import NodeJson
from app.richtext.schema import SCHEMA, check, check_shape, to_json, to_text, trusted
from app.richtext.tally import Tally, tally

__all__ = ["MarkSetStep", "Rewritten", "StepRefused", "apply_steps", "mapping_of", "read_step", "rewrite", "tree_of"]

POSITIONS = ("from", "to", "gapFrom", "gapTo", "insert", "pos")
KINDS = frozenset(
    ["replace", "replaceAround", "addMark", "removeMark", "addNodeMark", "removeNodeMark", "attr", "markSet"]
)
REFUSED = "This change does not fit the text as it now stands."


class MarkSetStep(Step):
    """Several changes of marks as one step: the browser's library makes it on undo, the server's has none."""

    def __init__(self, steps: list[Step]) -> None:
        self.steps = steps

    def apply(self, doc: Node) -> StepResult:
        for step in self.steps:
            result = step.apply(doc)
            if result.doc is None:
                return result
            doc = result.doc
        return StepResult.ok(doc)

    def invert(self, doc: Node) -> Step:
        return MarkSetStep([step.invert(doc) for step in reversed(self.steps)])

    def map(self, mapping: Mappable) -> Step | None:
        moved = [step for step in (part.map(mapping) for part in self.steps) if step]
        return MarkSetStep(moved) if moved else None

    def to_json(self) -> dict[str, Any]:
        return {"stepType": "markSet", "steps": [step.to_json() for step in self.steps]}

    @classmethod
    def from_json(cls, schema: Schema[Any, Any], json_data: Any) -> Self:
        parts = json_data["steps"]
        if not all(part["stepType"] in ("addMark", "removeMark") for part in parts):
            raise ValueError("markSet holds only changes of marks")
        return cls([Step.from_json(schema, part) for part in parts])


step_json_id("markSet", MarkSetStep)


TREES: Kept[str, Node] = Kept(64)  # of the documents that were written last, by their stored text


def apply_steps(doc: NodeJson, steps: list[dict[str, Any]]) -> NodeJson:
    """The document after all the steps, none of them applied by halves.

    Raises StepRefused with a sentence when a step is malformed, does not fit, or leaves a document that
    the schema refuses; never anything else, whatever the steps hold.
    """
    return to_json(_after_all(lambda: trusted(doc), steps))


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A document after steps: as it is stored, what it holds, as a tree, and where each place of the old one went."""

    text: str
    held: Tally
    tree: Node
    mapping: Mapping


def rewrite(stored: str, steps: list[dict[str, Any]]) -> Rewritten:
    """The same from stored text to stored text; quick where it was written a moment ago.

    Raises StepRefused as apply_steps does.
    """
    maps: list[StepMap] = []
    node = _after_all(lambda: tree_of(stored), steps, maps)
    written = to_text(node)
    TREES.put(written, node)
    return Rewritten(written, tally(node), node, Mapping(maps))


def mapping_of(steps: list[dict[str, Any]]) -> Mapping:
    """Where each place of a document went in these steps, which were committed one after another."""
    return Mapping([read_step(step).get_map() for step in steps])


def tree_of(stored: str) -> Node:
    """The tree of a stored document; never to be changed, as no tree is."""
    return TREES.get(stored) or trusted(json.loads(stored))


def _after_all(before: Callable[[], Node], steps: list[dict[str, Any]], maps: list[StepMap] | None = None) -> Node:
    try:
        node = before()
        for step in steps:
            read = read_step(step)
            node = _after(node, read)
            if maps is not None:
                maps.append(read.get_map())
        check(node)
    except BadDocument as error:
        raise StepRefused(str(error)) from error
    except StepRefused:
        raise
    except Exception as error:  # the library raises whatever a hostile step happens to trip over
        raise StepRefused(REFUSED) from error
    return node


def _after(node: Node, step: Step) -> Node:
    result = step.apply(node)
    if result.doc is None:
        raise StepRefused(REFUSED)
    return result.doc


def read_step(step: dict[str, Any]) -> Step:
    """A step of the known kinds from its JSON. Raises StepRefused when it is malformed."""
    if not isinstance(step, dict) or step.get("stepType") not in KINDS or not _places_are_sound(step):
        raise StepRefused("This change is of a kind that cannot be read.")
    try:
        _check_slice(step.get("slice"))
        return Step.from_json(SCHEMA, step)
    except Exception as error:  # the library raises whatever the malformed part happens to trip over
        raise StepRefused(REFUSED) from error


def _places_are_sound(step: dict[str, Any]) -> bool:
    places = [step[name] for name in POSITIONS if name in step]
    if not all(type(place) is int and place >= 0 for place in places):
        return False
    return cast(bool, step.get("from", 0) <= step.get("to", step.get("from", 0)))


def _check_slice(piece: object) -> None:
    """Raise BadDocument unless an inserted piece is a list of nodes, open no deeper than a document goes."""
    if piece is None:
        return
    if not isinstance(piece, dict):
        raise BadDocument(REFUSED)
    check_shape({"type": "doc", "content": piece.get("content")})
    for side in ("openStart", "openEnd"):
        depth = piece.get(side, 0)
        if type(depth) is not int or not 0 <= depth <= MAX_DEPTH:
            raise BadDocument(REFUSED)
