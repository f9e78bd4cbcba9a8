"""Find the passages of a document that state a figure and rest on no evidence."""

import re
from collections.abc import Iterator

from app.richtext.models import NodeJson
from app.richtext.walk import LISTS, children, citations, extracts, lines, without_notes

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
NUMBERED = (
    r"sections?|parts?|paragraphs?|standards?|statements?|chapters?|appendix|annex|tables?|figure|pages?|articles?"
    r"|regulations?|schedules?|year|key\sstage|stage|tier|level|band|phase|step|grade|quarter|form|act|number|version"
    r"|question|priority(?:\sarea)?|s\.|p\.|pp\.|no\.|esn"
)
# Numbers that name something rather than measure it, and so need no evidence.
NAMES = re.compile(
    rf"""
      \b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{MONTHS})\b                # 31 March
    | \b(?:{MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!\s?%)                  # March 31st
    | \b\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}\b | \b\d{{4}}-\d\d-\d\d\b       # 31/03/2017
    | (?<![\d£€$,.])(?:19|20)\d\d(?:\s?[-–/]\s?(?:\d{{4}}|\d\d))?s?(?!\d|[,.]\d|\s?%)   # 2016/17
    | \b(?:{NUMBERED})\s?\d+(?:\.\d+)*[a-z]?\b          # section 17, 47 and 20
      (?:(?:,\s?|\s?[-–]\s?|\s(?:and|or|to)\s)\d+(?:\.\d+)*[a-z]?\b(?!\s?%))*
    | \b(?:aged?|under|over)[\s-]\d+(?:\s?(?:-|–|to|and|or)\s?\d+)?s?\b(?!\s?%)         # under 18s
    | \b\d+(?:\s?(?:-|–|to|and|or)\s?\d+)?[\s-]year[\s-]olds?\b             # 16 to 17 year olds
    | \b[a-z]+\d+\b | \b\d+(?:st|nd|rd|th)\b | \b24/7\b                     # E12, 3rd
    | ^\s*\d+(?:\.\d+)*[.)]\s                                               # 1. at the head of a line
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
FIGURE = re.compile(r"\d|\bper\s?cent\b", re.IGNORECASE)


def uncited_claims(doc: NodeJson) -> list[str]:
    """The passages that state a figure and cite nothing, in order, each in its own words.

    A passage is a paragraph, a list item without the lists below it, or a table, which counts as cited
    when the block just before or after it cites. A figure that was put in from a measure names its source itself.
    Notes to colleagues claim nothing. Dates, years, ages and numbers of sections are no figures.
    """
    return list(_claims(children(without_notes(doc))))


def _claims(blocks: list[NodeJson], paragraphs: bool = True) -> Iterator[str]:
    for at, block in enumerate(blocks):
        kind = block["type"]
        if kind == "table":
            if not any(_rests(near) for near in blocks[max(0, at - 1) : at + 2]) and _states(block):
                yield _title(block)
        elif kind in LISTS:
            for item in children(block):
                yield from _item_claims(item)
        elif kind == "blockquote":
            yield from _claims(children(block))
        elif kind == "paragraph" and paragraphs:
            yield from _passage([block])


def _item_claims(item: NodeJson) -> Iterator[str]:
    yield from _passage([block for block in children(item) if block["type"] == "paragraph"])
    yield from _claims(children(item), paragraphs=False)


def _passage(blocks: list[NodeJson]) -> Iterator[str]:
    if not any(_rests(block) for block in blocks) and any(_states(block) for block in blocks):
        yield " ".join(" ".join(lines({"type": "doc", "content": blocks})).split())


def _rests(block: NodeJson) -> bool:
    """Whether a block names something that it rests on."""
    return bool(citations(block)) or any(extracts(block))


def _states(block: NodeJson) -> bool:
    cells = (cell for line in lines(block) for cell in line.split("\t"))
    return any(FIGURE.search(NAMES.sub(" ", cell)) for cell in cells if FIGURE.search(cell))


def _title(table: NodeJson) -> str:
    """The words a table is known by: its caption, or else its first row."""
    return next((" · ".join(line.split("\t")) for line in lines(table) if line.strip()), "")
