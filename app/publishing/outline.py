"""Bookmarks and named places of the joined document, built from the anatomies of its parts."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from app.publishing.models import Anatomy

OPEN_LEVELS = 1


@dataclass
class Bookmark:
    """One line of the outline with those below it."""

    label: str
    destination: Array
    children: list["Bookmark"] = field(default_factory=list)


def destination(page: pikepdf.Object, x: float, y: float) -> Array:
    """A place on a page at the reader’s present zoom."""
    return Array([page, Name.XYZ, x, y, 0])


def add_named_places(pdf: pikepdf.Pdf, parts: Iterable[tuple[int, Anatomy]]) -> None:
    """Write the name tree; parts are (index of the first page, anatomy)."""
    places: dict[bytes, Array] = {}
    pages = [page.obj for page in pdf.pages]
    for start, anatomy in parts:
        for name, (page, x, y) in anatomy.anchors.items():
            places.setdefault(name.encode(), destination(pages[start + page], x, y))
    flat = Array()
    for key in sorted(places):
        flat.append(String(key.decode()))
        flat.append(places[key])
    pdf.Root.Names = Dictionary(Dests=Dictionary(Names=flat))


def add_outline(pdf: pikepdf.Pdf, parts: Iterable[tuple[int, Anatomy]]) -> None:
    """Write the outline; a level that is passed over does not leave a gap."""
    root = Bookmark("", Array())
    open_marks: list[tuple[int, Bookmark]] = [(0, root)]
    pages = [page.obj for page in pdf.pages]
    for start, anatomy in parts:
        for level, label, page, x, y in anatomy.bookmarks:
            while open_marks[-1][0] >= level:
                open_marks.pop()
            mark = Bookmark(label, destination(pages[start + page], x, y))
            open_marks[-1][1].children.append(mark)
            open_marks.append((level, mark))
    if root.children:
        top = pdf.make_indirect(Dictionary(Type=Name.Outlines))
        top.Count = write_level(pdf, top, root.children, 0)
        pdf.Root.Outlines = top


def write_level(pdf: pikepdf.Pdf, parent: pikepdf.Object, marks: list[Bookmark], depth: int) -> int:
    """Write one level below `parent`; returns how many lines it shows when open."""
    items = [pdf.make_indirect(Dictionary(Title=mark.label, Dest=mark.destination, Parent=parent)) for mark in marks]
    parent.First, parent.Last = items[0], items[-1]
    shown = len(items)
    for before, after in zip(items, items[1:], strict=False):
        before.Next, after.Prev = after, before
    for item, mark in zip(items, marks, strict=True):
        if mark.children:
            below = write_level(pdf, item, mark.children, depth + 1)
            item.Count = below if depth < OPEN_LEVELS else -below
            shown += below if depth < OPEN_LEVELS else 0
    return shown
