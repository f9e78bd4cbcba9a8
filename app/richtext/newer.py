"""What the browser's library accepts since a release that the server's has not followed yet.

At an edge where a slice is open its outermost nodes are only halves of nodes in the document, so that what is put
into them there can be judged by the whole alone. Without this the server refuses some liftings and wrappings of
lists that the editor has already shown; the fuzz of both languages holds them to one another.
"""

from prosemirror.model import Fragment, Node, Slice

__all__ = ["insert_at"]


def insert_at(self: Slice, pos: int, fragment: Fragment) -> Slice | None:
    """The slice with the fragment put in at `pos`, or None where a whole node of it cannot hold that."""
    open_ends = (self.open_start + 1, self.open_end + 1)
    content = _inserted(self.content, pos + self.open_start, fragment, open_ends, None)
    return None if content is None else Slice(content, self.open_start, self.open_end)


def _inserted(
    content: Fragment, distance: int, fragment: Fragment, open_ends: tuple[int, int], parent: Node | None
) -> Fragment | None:
    found = content.find_index(distance)
    index, offset = found["index"], found["offset"]
    child = content.maybe_child(index)
    if offset == distance or child is None or child.is_text:
        whole = max(open_ends) <= 0
        if parent is not None and whole and not parent.can_replace(index, index, fragment):
            return None
        return content.cut(0, distance).append(fragment).append(content.cut(distance))
    start = open_ends[0] - 1 if index == 0 else 0
    end = open_ends[1] - 1 if index == content.child_count - 1 else 0
    inner = _inserted(child.content, distance - offset - 1, fragment, (start, end), child)
    return None if inner is None else content.replace_child(index, child.copy(inner))


Slice.insert_at = insert_at  # type: ignore[method-assign]
