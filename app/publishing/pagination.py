"""Page numbers: worked out from the parts’ lengths, and written into HTML as plain text."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from math import ceil

from app.publishing.models import Anatomy
from app.publishing.typeface import REGULAR, SEMIBOLD, face

BLANK = re.compile(r'(<span class="pn" data-to="#([^"]+)">)(</span>)')
LINE = re.compile(r'<p class="(?:contents-line )?(contents-part|contents-section|title|detail|uses)">(.*?)</p>',
                  re.DOTALL)
ENTRY = '<div class="entry"'
UNSEEN = re.compile(r'<span class="hang">.*?</span>|<(?!br)[^>]*>', re.DOTALL)
COLUMN, HEAD = 689.0, 50.0  # points: how high a page of text is, and a heading of a part on it
# As paper.css has them, in points: how wide a line may run, the size of its letters, its height, and the room below.
SHAPES = {"contents-part": (400.0, 10.5, 15.0, 9.6), "contents-section": (366.0, 10.5, 15.0, 0.0),
          "title": (371.0, 10.5, 15.0, 0.0), "detail": (371.0, 9.5, 13.0, 0.0), "uses": (371.0, 9.5, 13.0, 11.3)}


def with_page_numbers(html: str, pages: Mapping[str, int]) -> str:
    """The fragment with each blank page number filled in; an unknown anchor stays blank."""
    return BLANK.sub(lambda found: f"{found[1]}{pages.get(found[2], '')}{found[3]}", html)


def needs_page_numbers(html: str) -> bool:
    """Whether a fragment prints page numbers, and so must wait for the parts before it."""
    return BLANK.search(html) is not None


def pages_of_anchors(parts: Iterable[tuple[int, Anatomy | None]]) -> dict[str, int]:
    """The page, counted from 1, of every anchor; parts are (length in pages, anatomy or None) in order."""
    pages: dict[str, int] = {}
    start = 1
    for length, anatomy in parts:
        if anatomy:
            for name, (page, _, _) in anatomy.anchors.items():
                pages.setdefault(name, start + page)
        start += length
    return pages


def likely_pages(html: str) -> int:
    """How many pages a part with page numbers will probably take, before it has ever been laid out.

    A wrong guess costs one more rendering of the contents, never a wrong number.
    """
    listed = [(shape, height(shape, words)) for shape, words in LINE.findall(html)]
    before, pages, filled = (0 if ENTRY in html else 2), 1, HEAD
    for together in kept_together(listed):
        if filled + together > COLUMN:
            pages, filled = pages + 1, 0.0
        filled += together
    return before + pages


def height(shape: str, html: str) -> float:
    """How high a line of contents or of evidence will be, in points, wrapped where it is long."""
    room, size, leading, below = SHAPES[shape]
    letters = face(SEMIBOLD if shape in ("title", "contents-part") else REGULAR)
    told = [" ".join(unescape(one).split()) for one in re.split("<br>", UNSEEN.sub("", html))]
    return sum(ceil(letters.width(one, size) / room) or 1 for one in told) * leading + below


def kept_together(listed: Iterable[tuple[str, float]]) -> Iterator[float]:
    """Heights of what no page divides: the lines of one entry, or one line of contents."""
    whole = 0.0
    for shape, high in listed:
        whole += high
        if shape not in ("title", "detail"):
            yield whole
            whole = 0.0
