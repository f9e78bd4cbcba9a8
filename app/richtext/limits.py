"""The values that attributes, text and nesting of a document may take, each refusal in plain English."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from app.richtext.models import FORMS, SUPPORTS, VOICES

MAX_DEPTH = 20
MAX_TEXT = 1_000_000
MAX_NODES = 200_000
MAX_SPAN = 50
MAX_CAPTION = 300
MAX_PLACE = 120
MAX_QUOTE = 300
MAX_FIGURE = 40
MAX_START = 99_999
MAX_REVISION = 2_000_000_000
HEADING_LEVELS = (3, 4, 5)

HREF = re.compile(r"(?:https?://[^\s/<>\"\x00-\x20]|mailto:)[^\s<>\"\x00-\x1f\x7f]{1,2000}", re.IGNORECASE)
ITEM = re.compile(r"E[0-9]{1,5}")
EXTRACT = re.compile(r"[0-9a-f]{16}")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# Neither PostgreSQL nor UTF-8 can hold these, so that a save would fail far from its cause.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

Attrs = Mapping[str, Any]


def is_href(value: object) -> bool:
    """Whether a link may lead there: an http, https or mailto address without spaces, at most 2,000 long."""
    return isinstance(value, str) and HREF.fullmatch(value) is not None


def is_item(value: object) -> bool:
    """Whether this is a reference to an evidence item, such as E12."""
    return isinstance(value, str) and ITEM.fullmatch(value) is not None


def is_revision(value: object) -> bool:
    """Whether a citation may name this revision."""
    return _whole(value, 1, MAX_REVISION)


def is_place(value: object) -> bool:
    """Whether this can be the place in a citation: one line of at most 120 characters, or nothing."""
    return _line(value, MAX_PLACE)


def is_supported(supports: object, quote: object) -> bool:
    """Whether a citation can support that by these words: a known kind or none, one line of at most 300 characters."""
    return (supports == "" or supports in SUPPORTS) and _line(quote, MAX_QUOTE)


def is_extract(value: object) -> bool:
    """Whether this can name an extract of figures: 16 hexadecimal digits."""
    return isinstance(value, str) and EXTRACT.fullmatch(value) is not None


def is_figure_text(value: object) -> bool:
    """Whether this can be a figure as it reads: something on one line of at most 40 characters."""
    return value != "" and _line(value, MAX_FIGURE)


def is_caption(value: object) -> bool:
    """Whether this can be a table's caption or source: one line of at most 300 characters, or nothing."""
    return _line(value, MAX_CAPTION)


def _whole(value: object, low: int, high: int) -> bool:
    return type(value) is int and low <= value <= high


def _line(value: object, longest: int) -> bool:
    """A single line of storable text of at most `longest` characters."""
    return (
        isinstance(value, str) and len(value) <= longest and not CONTROL.search(value) and not UNSTORABLE.search(value)
    )


def _heading(attrs: Attrs) -> str:
    if type(attrs["level"]) is int and attrs["level"] in HEADING_LEVELS:
        return ""
    return "A heading has a level that an answer does not use."


def _ordered_list(attrs: Attrs) -> str:
    return "" if _whole(attrs["start"], 0, MAX_START) else "A numbered list starts at something not a number."


def _table(attrs: Attrs) -> str:
    for name in ("caption", "source"):
        if not is_caption(attrs[name]):
            return f"A table’s {name} must be one line of at most {MAX_CAPTION} characters."
    return ""


def _quote(attrs: Attrs) -> str:
    voice = attrs["voice"]
    if isinstance(voice, str) and (not voice or voice in VOICES):
        return ""
    return "A quotation names a voice that an answer does not know."


def _cell(attrs: Attrs) -> str:
    if not all(_whole(attrs[name], 1, MAX_SPAN) for name in ("colspan", "rowspan")):
        return f"A table cell may span from 1 to {MAX_SPAN} rows or columns."
    widths = attrs["colwidth"]
    if widths is None or (isinstance(widths, list) and len(widths) <= MAX_SPAN and all(map(_width, widths))):
        return ""
    return "A table column has a width that cannot be used."


def _width(value: object) -> bool:
    return value is None or _whole(value, 0, 10_000)


def _citation(attrs: Attrs) -> str:
    if not is_item(attrs["item"]):
        return "A citation must name an evidence item such as E12."
    if not is_revision(attrs["revision"]):
        return "A citation names a revision of its evidence that cannot exist."
    if not is_place(attrs["place"]):
        return f"The place in a citation must be one line of at most {MAX_PLACE} characters."
    if not is_supported(attrs["supports"], attrs["quote"]):
        return f"A citation says what it supports, and quotes one line of at most {MAX_QUOTE} characters."
    return ""


def _indicator(attrs: Attrs) -> str:
    if not is_extract(attrs["extract"]) or not isinstance(attrs["form"], str) or attrs["form"] not in FORMS:
        return "A block of figures names figures or a form that cannot be."
    return "" if is_caption(attrs["caption"]) else f"A caption must be one line of at most {MAX_CAPTION} characters."


def _figure(attrs: Attrs) -> str:
    sound = is_extract(attrs["extract"]) and is_figure_text(attrs["text"])
    return "" if sound else "A figure in the text names figures that cannot be."


def _link(attrs: Attrs) -> str:
    return "" if is_href(attrs["href"]) else "A link must lead to a web address or an e-mail address."


NODE_RULES: dict[str, Callable[[Attrs], str]] = {
    "heading": _heading,
    "blockquote": _quote,
    "orderedList": _ordered_list,
    "table": _table,
    "tableCell": _cell,
    "tableHeader": _cell,
    "citation": _citation,
    "indicator": _indicator,
    "figure": _figure,
}
MARK_RULES: dict[str, Callable[[Attrs], str]] = {"link": _link}
