"""Apply a person's changes over what others changed meanwhile: nobody's words give way to anybody's."""

from collections.abc import Sequence

from prosemirror.model import Fragment, Node, Slice
from prosemirror.transform import Mapping, Step, Transform
from prosemirror.transform.replace_step import ReplaceStep

from app.richtext.markup_changes import CELLS, Block, Change
from app.richtext.schema import SCHEMA


class Rebase:
    """Changes to a document that has moved on from the one they were made to.

    What others touched is never removed; what a person wrote is always inserted, as blocks of its own
    where its place is gone.
    """

    def __init__(self, shown: Node, over: Sequence[Step], current: Node) -> None:
        self.shown = shown
        self.over = Mapping([step.get_map() for step in over])
        self.transform = Transform(current)

    def apply(self, changes: Sequence[Block | Change]) -> None:
        """Take the changes in from last to first, so that none moves another."""
        for change in reversed(changes):
            if isinstance(change, Change):
                self._change(change)
            elif self._is_gone(change):
                self._insert(self._place(change.end, 1), [change.new])
            else:
                self.apply(change.changes)

    def _place(self, position: int, side: int) -> int:
        """Where a position of the document shown is now; side 1 is after what was inserted there, -1 before."""
        return self.transform.mapping.map(self.over.map(position, side), side)

    def _is_gone(self, block: Block) -> bool:
        return self.over.map_result(block.start + 1).deleted_across

    def _is_intact(self, start: int, end: int) -> bool:
        """Whether what stood there stands there still, with nothing in it added, removed or changed."""
        low, high = self._place(start, 1), self._place(end, -1)
        if high - low != end - start:
            return False
        return self.transform.doc.slice(low, high).eq(self.shown.slice(start, end))

    def _is_met(self, change: Change) -> bool:
        """Whether others wrote right at an end of the words changed."""
        ends = (change.start, change.end)
        return change.inside and any(self.over.map(end, -1) != self.over.map(end, 1) for end in ends)

    def _change(self, change: Change) -> None:
        contested = self._is_met(change) or not self._is_intact(change.start, change.end)
        if not contested:
            start = self._place(change.start, 1)
            end = max(start, self._place(change.end, -1))
            if self._step(start, end, change.content):
                return
        place = self._place(change.end, 1)
        self._insert(place, self._parted(place, change.content) if contested else change.content)
        for start, end in reversed(change.pieces):
            space = change.inside and not self.shown.text_between(start, end, None, "x").strip()
            if not space and self._is_intact(start, end):
                self._step(self._place(start, 1), self._place(end, -1), [])

    def _parted(self, place: int, nodes: list[Node]) -> list[Node]:
        """Words with a space on either side where they would run into somebody else's."""
        if not nodes or not nodes[0].is_inline:
            return nodes
        around = self.transform.doc.resolve(place)
        before, after = around.node_before, around.node_after
        space = SCHEMA.text(" ")
        left = before is not None and before.text is not None and not before.text[-1].isspace()
        right = after is not None and after.text is not None and not after.text[0].isspace()
        return [space] * left + nodes + [space] * right

    def _insert(self, place: int, nodes: list[Node]) -> None:
        if not nodes or self._step(place, place, nodes):
            return
        around = self.transform.doc.resolve(place)
        outside = around.after(1) if around.depth else place
        self._step(outside, outside, _blocks(nodes))

    def _step(self, start: int, end: int, nodes: list[Node]) -> bool:
        """Replace what stands there, if the schema allows it; whether it did."""
        step = ReplaceStep(start, end, Slice(Fragment.from_(nodes), 0, 0))
        try:
            return self.transform.maybe_step(step).doc is not None
        except ValueError:  # content that may not stand there
            return False


def _blocks(nodes: list[Node]) -> list[Node]:
    """Nodes of any kind as blocks that can stand in a document."""
    first = nodes[0]
    if first.is_inline:
        return [SCHEMA.node("paragraph", None, Fragment.from_(nodes))]
    if first.type.name == "listItem":
        return [SCHEMA.node("bulletList", None, nodes)]
    if first.type.name == "tableRow":
        return [SCHEMA.node("table", None, nodes)]
    if first.type.name in CELLS:
        return [block for cell in nodes for block in cell.children]
    return nodes
