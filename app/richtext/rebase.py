"""Steps that were made without knowing others, moved onto what those made of the document."""

from collections.abc import Sequence

from prosemirror.transform import Mapping, ReplaceStep, Step
from prosemirror.transform.map import Mappable

from app.richtext.models import NodeJson
from app.richtext.steps import read_step

KINDS = ("replace", "addMark", "removeMark")
MOST_WORK = 40_000  # places moved through steps; some 20 ms


def rebased(steps: list[NodeJson], over: list[NodeJson], done: Sequence[int] = ()) -> list[NodeJson] | None:
    """`steps` as their author's own editor moves them over the steps `over`, which went before them.

    `done` tells which of `over` are the first of `steps` themselves, committed already; the rest of them is given.
    None where that is more than moving: where somebody wrote in, or took away, what a step changes or stands at, its
    author's editor has words to rescue or to put back first. So it does for the rarer kinds of step, and for much.
    The order of maps is that of prosemirror-collab's `rebaseSteps`. Raises StepRefused where a step is malformed.
    """
    own = [read_step(step) for step in steps]
    if not over or any(step["stepType"] not in KINDS for step in steps) or _work(own, over) > MOST_WORK:
        return None
    mapping = _undone(own)
    for at, other in enumerate(over):
        first = done.index(at) if at in done else None
        mapping.append_map(read_step(other).get_map(), None if first is None else len(own) - first - 1)
    moved: list[NodeJson] = []
    for at, step in enumerate(own[len(done):], len(done) + 1):
        goes_on = at > 1 and _end(own[at - 2]) == step.from_  # type: ignore[attr-defined]
        there = _moved(step, mapping.slice(len(own) - at + 1), goes_on)
        if there is None:
            return None
        mapping.append_map(there.get_map(), len(own) - at)
        moved.append(dict(there.to_json()))
    return moved


def _undone(steps: list[Step]) -> Mapping:
    """From after the steps to before them."""
    mapping = Mapping()
    for step in reversed(steps):
        mapping.append_map(step.get_map().invert())
    return mapping


def _range(step: Step) -> tuple[int, int]:
    return step.from_, step.to  # type: ignore[attr-defined]


def _work(own: list[Step], over: list[NodeJson]) -> int:
    places = sum(1 + end - start for start, end in map(_range, own))
    return places * (len(own) + len(over))


def _end(step: Step) -> int | None:
    """Where what a step put in ends; None where it put in nothing that could be gone on from."""
    return step.from_ + step.slice.size if isinstance(step, ReplaceStep) else None


def _moved(step: Step, mapping: Mappable, goes_on: bool) -> Step | None:
    """The step after the mapping; None where its places did not all move alike.

    `goes_on` says whether it begins where its author's step before it ended.
    """
    start, end = _range(step)
    if isinstance(step, ReplaceStep) and start == end:
        # As the browser has it (bias.js): what goes on from a word stays with it, a new paragraph comes after.
        place = mapping.map_result(start, 1 if step.slice.open_start and not goes_on else -1)
        return None if place.deleted else ReplaceStep(place.pos, place.pos, step.slice, step.structure)
    if start == end or any(mapping.map_result(at, 1).deleted_after for at in range(start, end)):
        return None
    there = step.map(mapping)
    if there is None:
        return None
    begins, ends = _range(there)
    return there if ends - begins == end - start else None
