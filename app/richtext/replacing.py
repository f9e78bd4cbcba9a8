"""Replace matches by steps that keep marks and citations, and put replacements back that nobody has touched since."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from prosemirror.model import Node
from prosemirror.transform import Mapping as Moves

from app.richtext.finding import BARRIER, Match, Spot, units
from app.richtext.models import Citation, NodeJson, citation_of
from app.richtext.schema import trusted
from app.richtext.steps import read_step
from app.richtext.walk import CAPTIONED, SHOWN

Step = dict[str, Any]


@dataclass(frozen=True)
class Done:
    """What one step replaced, where it stood once all were made; in a caption, the whole of it, for some places."""

    start: int
    end: int
    table: int | None
    was: str
    now: str
    places: int = 1

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


def moved(spot: Spot, steps: Sequence[Step]) -> Spot:
    """Where a match stands after later steps; a spot that no match can have, if they deleted it."""
    mapping = Moves([read_step(step).get_map() for step in steps])
    if spot.table is not None:
        table = mapping.map_result(spot.table, 1)
        return Spot(spot.start, spot.end, -1 if table.deleted_after else table.pos)
    return Spot(mapping.map(spot.start, 1), mapping.map(spot.end, -1))


def replaced(doc: NodeJson, matches: Sequence[Match], by: Callable[[str], str]) -> tuple[list[Step], list[Done]]:
    """The steps that replace these matches of the document, the last in the document first, and what each does."""
    node = trusted(doc)
    steps: list[Step] = []
    done: list[Done] = []
    shift = 0
    for table, group in _grouped(matches):
        if table is not None:
            was = _caption(node, table)
            steps.append(_caption_step(table, was, group, by))
            done.append(Done(0, 0, table + shift, was, steps[-1]["value"], len(group)))
            continue
        [match] = group
        new = by(match.words)
        steps.append(_text_step(node, match, new))
        start = match.spot.start + shift
        done.append(Done(start, start + units(new), None, match.words, new))
        shift += units(new) - units(match.words)
    return steps[::-1], done[::-1]


def recited(doc: NodeJson, now: Callable[[Citation], Citation]) -> tuple[list[Step], list[Done]]:
    """The steps that let every citation be what `now` makes of it, and what each does."""

    def changed(node: Node) -> dict[str, Any]:
        if node.type.name != "citation":
            return {}
        was = asdict(citation_of(dict(node.to_json())))
        return {name: value for name, value in asdict(now(Citation(**was))).items() if value != was[name]}

    return _changed(doc, changed)


def renewed(
    doc: NodeJson, now: Callable[[dict[str, Any]], dict[str, Any]]
) -> tuple[list[Step], list[Done]]:
    """The steps that let every figure and block of figures have the attributes that `now` gives for those that it has,
    and what each does; none for those of which it gives nothing.
    """
    return _changed(doc, lambda node: now(dict(node.attrs)) if node.type.name in SHOWN else {})


def _changed(doc: NodeJson, attrs: Callable[[Node], dict[str, Any]]) -> tuple[list[Step], list[Done]]:
    """The steps that change attributes of leaves; each takes one place before and after, so that none moves another."""
    steps: list[Step] = []

    def visit(node: Node, at: int, *_: object) -> None:
        if changes := attrs(node):
            told: dict[str, Any] = dict(node.to_json())
            newer = {**told, "attrs": {**told["attrs"], **changes}}
            steps.append({"stepType": "replace", "from": at, "to": at + 1, "slice": {"content": [newer]}})

    trusted(doc).descendants(visit)
    return steps, [Done(step["from"], step["to"], None, BARRIER, BARRIER) for step in steps]


def _grouped(matches: Sequence[Match]) -> list[tuple[int | None, list[Match]]]:
    """Matches in the document's order, those of one caption together."""
    groups: list[tuple[int | None, list[Match]]] = []
    for match in sorted(matches, key=lambda match: match.spot.order):
        table = match.spot.table
        if table is not None and groups and groups[-1][0] == table:
            groups[-1][1].append(match)
        else:
            groups.append((table, [match]))
    return groups


def _caption(node: Node, table: int) -> str:
    found = node.node_at(table)
    assert found is not None
    return str(found.attrs["caption"])


def _caption_step(table: int, caption: str, matches: Sequence[Match], by: Callable[[str], str]) -> Step:
    for match in reversed(matches):
        caption = caption[: match.spot.start] + by(match.words) + caption[match.spot.end :]
    return {"stepType": "attr", "pos": table, "attr": "caption", "value": caption}


def _text_step(node: Node, match: Match, new: str) -> Step:
    """Replace only what differs, so that the words that stay keep their marks and whatever refers to them."""
    head = _shared(match.words, new)
    tail = _shared(match.words[head:][::-1], new[head:][::-1])
    start = match.spot.start + units(match.words[:head])
    end = match.spot.end - units(match.words[len(match.words) - tail :])
    step: Step = {"stepType": "replace", "from": start, "to": end}
    if middle := new[head : len(new) - tail]:
        like = node.node_at(start - 1 if start == end and head else start)
        marks = [mark.to_json() for mark in like.marks] if like else []
        step["slice"] = {"content": [{"type": "text", "text": middle, **({"marks": marks} if marks else {})}]}
    return step


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    for at, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return at
    return min(len(one), len(other))


def undone(
    before: NodeJson, made: Sequence[Step], done: Sequence[Done], later: Sequence[Step], current: NodeJson
) -> tuple[list[Step], list[Done]]:
    """The steps that put back what nobody has touched, on the current document, and what each puts back.

    `made` are the steps of the replacement in their order, on the document `before`; `later` are all since.
    """
    node, there = trusted(before), trusted(current)
    steps = [read_step(step) for step in made]
    since = [read_step(step).get_map() for step in later]
    maps = [step.get_map() for step in steps]
    back: list[Step] = []
    put: list[Done] = []
    for at, (step, one) in enumerate(zip(steps, done, strict=True)):
        inverse = step.invert(node).map(Moves([*maps[at + 1 :], *since]))
        if inverse is not None and _untouched(there, one, Moves(since)):
            back.append(dict(inverse.to_json()))
            put.append(one)
        node = step.apply(node).doc  # type: ignore[assignment]
    return back, put


def _untouched(there: Node, one: Done, since: Moves) -> bool:
    """Whether the words that were put in stand as they were put, with no letter written onto them."""
    if one.table is not None:
        table = since.map_result(one.table, 1)
        found = None if table.deleted_after else there.node_at(table.pos)
        return found is not None and found.type.name in CAPTIONED and found.attrs["caption"] == one.now
    left, right = since.map(one.start, -1), since.map(one.end, 1)
    if one.start == one.end:
        return left == right and not since.map_result(one.start).deleted_across
    start, end = since.map(one.start, 1), since.map(one.end, -1)
    if start > end or _words(there, start, end) != one.now:
        return False
    if one.now == BARRIER:  # a citation: whatever is written beside it leaves it as it was put
        return True
    return not (_words(there, left, start)[-1:].isalnum() or _words(there, end, right)[:1].isalnum())


def _words(node: Node, start: int, end: int) -> str:
    try:
        return node.text_between(start, end, "\n", BARRIER)
    except UnicodeDecodeError:  # somebody’s change ends in the middle of a character
        return BARRIER
