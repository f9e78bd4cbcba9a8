"""Page numbers: worked out from the parts’ lengths, and written into HTML as plain text."""

import re
from collections.abc import Iterable, Mapping

from app.publishing.models import Anatomy

BLANK = re.compile(r'(<span class="pn" data-to="#([^"]+)">)(</span>)')
CONTENTS_LINE = re.compile(r'class="contents-line')
ENTRY = re.compile(r'<div class="entry"')
LINES_PER_PAGE = 40
ENTRIES_PER_PAGE = 11


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
    if lines := len(CONTENTS_LINE.findall(html)):
        return 2 + -(-lines // LINES_PER_PAGE)
    return max(1, -(-len(ENTRY.findall(html)) // ENTRIES_PER_PAGE))
