"""WeasyPrint 70’s work for each element done once for all that look alike; what it lays out stays the same.

How HTML is read, where places are, and how lines are broken and drawn, for less is in `source`, `places`, `breaking`
and `inking`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import pydyf
import weasyprint.document as documents
import weasyprint.draw.text as drawing
import weasyprint.layout as layouts
import weasyprint.text.line_break as breaking
from weasyprint.css import ComputedStyle, StyleFor
from weasyprint.formatting_structure.boxes import Box
from weasyprint.layout import block, inline, percent, table
from weasyprint.text.constants import PANGO_DIRECTION
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description

from app.publishing.breaking import forget_lines, split_first_line
from app.publishing.inking import as_it_is, draw_first_line, keep_set
from app.publishing.places import gather

LETTERS = 4096  # pairs of letters of which it is known whether a line may break between them
SIDES = "top", "right", "bottom", "left"
USED = ("width", "height", "min_width", "min_height", "max_width", "max_height",
        *(name.format(side) for name in ("margin_{}", "padding_{}", "border_{}_width") for side in SIDES))
MOST_STYLES = 5000
styles: dict[Any, ComputedStyle] = {}  # by their looks, in every part that this process sets
its_styles = StyleFor.set_computed_styles
its_bytes = pydyf._to_bytes
its_used_values = percent.resolve_percentages
its_flows = Box.is_in_normal_flow
VARIANTS = ("ligatures", "position", "caps", "numeric", "alternates", "east_asian")
DRAWN = ("ascent", "underline_position", "underline_thickness", "strikethrough_position", "strikethrough_thickness")


def lasting_style(self: StyleFor, element: Any, parent: Any, **rest: Any) -> None:
    """As StyleFor.set_computed_styles, with the style that an element of the same looks had in any part before."""
    computed, pseudo = self.get_computed_styles(), rest.get("pseudo_type")
    if not isinstance(element, Element):  # a page
        its_styles(self, element, parent, **rest)
        return
    cascaded = self.get_cascaded_styles().get((element, pseudo), {})
    looks = (id(self.font_config), id(computed.get((parent, None))), pseudo,
             *((name, known_by(value), weight) for name, (value, weight) in cascaded.items()))
    if looks not in styles:
        its_styles(self, element, parent, **rest)
        styles[looks] = computed[element, pseudo]
    computed[element, pseudo] = styles[looks]


def known_by(value: Any) -> Any:
    """What tells a value of a style from others; those that cannot be compared live as long as their style does."""
    try:
        hash(value)
    except TypeError:
        return id(value)
    return value


class Hand:
    """What Pango needs to know of a style to set text in it, asked for once."""

    def __init__(self, style: Any) -> None:
        self.context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
        pango.pango_context_set_round_glyph_positions(self.context, False)
        pango.pango_context_set_base_dir(self.context, PANGO_DIRECTION[style["direction"]])
        self.language = pango.pango_language_get_default()
        if style["lang"]:
            spoken, _ = unicode_to_char_p(style["lang"])
            self.language = pango.pango_language_from_string(spoken)
            pango.pango_context_set_language(self.context, self.language)
        self.font = get_font_description(style)
        self.lines = self.lines_of() if style["text_decoration_line"] != "none" else dict.fromkeys(DRAWN)
        self.features = feature_text(style)

    def lines_of(self) -> dict[str, float]:
        """Where lines under and through words are, and how thick."""
        metrics = ffi.gc(pango.pango_context_get_metrics(self.context, self.font, self.language),
                         pango.pango_font_metrics_unref)
        return {name: FROM_UNITS * getattr(pango, f"pango_font_metrics_get_{name}")(metrics) for name in DRAWN}


def feature_text(style: Any) -> bytes:
    """What the style asks of the font besides, as Pango reads it."""
    wanted = font_features(style["font_kerning"], *(style[f"font_variant_{name}"] for name in VARIANTS),
                           style["font_feature_settings"])
    return ",".join(f"{key} {value}" for key, value in wanted.items()).encode()


def set_up(self: breaking.Layout, style: Any) -> None:
    """As Layout.setup, from what is known of the style already."""
    hand = style.__dict__.get("hand")
    if hand is None:
        hand = style.hand = Hand(style)
    self.style, self.language, self.first_line_direction = style, hand.language, 0
    self.__dict__.update(hand.lines)
    self.layout = ffi.gc(pango.pango_layout_new(hand.context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(self.layout, False)
    pango.pango_layout_set_font_description(self.layout, hand.font)
    if hand.features:
        known = style.font_config.font_features
        if hand.features not in known:
            known[hand.features] = pango.pango_attr_font_features_new(hand.features)
        wishes = pango.pango_attr_list_new()
        pango.pango_attr_list_insert(wishes, known[hand.features])
        pango.pango_layout_set_attributes(self.layout, wishes)


def remembered_strut(style: Any) -> tuple[float, float]:
    """As WeasyPrint’s strut: height and baseline of a line, worked out once for each style."""
    known: tuple[float, float] | None = style.__dict__.get("strut")
    if known is None:
        known = style.strut = breaking.strut(style)
    return known


def no_room(*_: object, **__: object) -> float:
    """How much room a line needs beside what floats, which is measured for each line where anything does.

    With us only numbers float, out in the hanging column, so that every line has all of its room.
    """
    return 0.0


def all_room(context: Any, line: Any, containing_block: Any, outer: bool = True) -> tuple[float, float, float]:
    """Where a line begins, and how wide it may be, which is asked of each float on the page; see `no_room`."""
    return containing_block.content_box_x(), line.position_y, containing_block.width


def no_margin_boxes(*_: object) -> tuple[()]:
    """What stands in the margins of a page, which is put there when parts are joined."""
    return ()


def used_values(box: Any, containing_block: Any) -> None:
    """As WeasyPrint’s resolve_percentages, worked out once for each style in a room of one size.

    Where borders of cells are one, a table says later how wide they are.
    """
    style = box.style
    if style["border_collapse"] == "collapse":
        its_used_values(box, containing_block)
        return
    inside = isinstance(containing_block, Box)
    room = (containing_block.width, containing_block.height) if inside else containing_block
    known: dict[Any, Any] = style.__dict__.setdefault("used", {})
    if room not in known:
        its_used_values(box, containing_block)
        known[room] = {name: getattr(box, name) for name in USED}
    box.__dict__.update(known[room])


def flows(self: Box) -> bool:
    """As Box.is_in_normal_flow, asked once for each style."""
    known: bool | None = self.style.__dict__.get("flows")
    if known is None:
        known = self.style.flows = its_flows(self)
    return known


def descendants(self: Box, placeholders: bool = False) -> Iterator[Any]:
    """A box and all within it in the order of the text, as WeasyPrint’s own, without a generator for each of them."""
    waiting: list[Any] = [self]
    while waiting:
        box = waiting.pop()
        if isinstance(box, Box):
            yield box
            waiting += reversed(box.children)
        elif placeholders:
            yield from box.descendants(placeholders)
        else:
            yield box


def to_bytes(item: Any) -> bytes:
    """As pydyf’s own, which asks of each word whether it is anything else first."""
    kind = type(item)
    if kind is bytes:
        found: bytes = item
    elif kind is str:
        found = item.encode("ascii")
    else:
        found = its_bytes(item)
    return found


OURS: tuple[tuple[Any, str, Any], ...] = (
    (documents, "gather_anchors", gather),
    (StyleFor, "set_computed_styles", lasting_style),
    (breaking.Layout, "setup", set_up),
    (breaking.Layout, "deactivate", keep_set),
    (breaking.Layout, "reactivate", as_it_is),
    (inline, "split_first_line", split_first_line),
    (inline, "inline_min_content_width", no_room),
    (inline, "avoid_collisions", all_room),
    (inline, "strut", remembered_strut),
    *((layout, "resolve_percentages", used_values) for layout in (block, inline, table)),
    (Box, "is_in_normal_flow", flows),
    (layouts, "make_margin_boxes", no_margin_boxes),
    (inline, "can_break_text", lru_cache(LETTERS)(breaking.can_break_text)),
    (drawing, "draw_first_line", draw_first_line),
    (Box, "descendants", descendants),
    (pydyf, "_to_bytes", to_bytes),
)


@contextmanager
def shared() -> Iterator[None]:
    """WeasyPrint with these in place of its own, which are put back afterwards."""
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in OURS]
    for owner, name, ours in OURS:
        setattr(owner, name, ours)
    try:
        yield
    finally:
        for owner, name, its_own in before:
            setattr(owner, name, its_own)
        forget_lines()
        if len(styles) > MOST_STYLES:
            styles.clear()
