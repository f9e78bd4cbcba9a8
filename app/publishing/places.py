"""Where links, named places and bookmarks of a laid-out page are.

WeasyPrint 70 gives each element with an id a style of its own, and everything within it too, since a style may name a
place. A note or an entry of a list has an id, so that hundreds of styles were worked out that differ in nothing. Here
an id is kept where no style asks for it.
"""

from typing import Any

from weasyprint.formatting_structure.boxes import LineBox, TextBox

ID = "data-id"  # in place of `id`
Point = tuple[float, float]


def gather(page: Any, anchors: dict[str, Point], links: list[Any], bookmarks: list[Any], forms: Any) -> None:
    """In place of WeasyPrint’s gather_anchors: fills `anchors`, `links` and `bookmarks`, in pixels from the top left.

    Of a place that is named twice the first counts. Words within a link are no link of their own, and nothing of ours
    is turned or moved after it was laid out.
    """
    waiting = [page]
    while waiting:
        box = waiting.pop()
        waiting += reversed(list(box.all_children()))
        if box.element is None or isinstance(box, TextBox | LineBox):
            continue
        name = box.element.get(ID)
        titled = box.bookmark_label and box.style["bookmark_level"] != "none"
        if not (name or titled or box.link):
            continue
        x, y, width, height = box.hit_area()
        if box.link:
            kind, target = box.link[1]
            links.append((kind, target, (x, y, x + width, y + height), box))
        if titled:
            bookmarks.append((box.style["bookmark_level"], box.bookmark_label, (x, y), box.style["bookmark_state"]))
        if name:
            anchors.setdefault(name, (x, y))
