"""Lines of text found by arithmetic: WeasyPrint 70 sets the words of each line four times over, this does so twice.

A text is set once without breaks, which gives where each letter ends and where a line may break. Each line is then as
long as fits, and is set once to be drawn. Where the sum is too close to the width to be sure, or the text is unusual,
WeasyPrint breaks the line itself; so what comes out is the same.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from math import inf
from typing import Any

import weasyprint.text.line_break as breaking
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from app.publishing import hanging

UNSURE = 0.6  # pixels, more than letters at the ends of a line differ from the same ones within a text
SHORT = 4  # a room of fewer letters than this holds no line of words
GLYPH = struct.Struct("<I3i4x")
Glyph = tuple[int, int, int, int]  # number, width, and shift across and up, in units of Pango
EXTENT = ffi.new("PangoRectangle *")  # filled anew for each line
BREAK = 1  # the bit of Pango’s log attributes that allows a break before a letter
OF_ONE_DOCUMENT = "lines", "ruler", "inked"
setting: list[Any] = []  # the styles in which lines of the document at hand are set
HARD = frozenset("\n\t\xad")


class Ruler:
    """Where each letter of a text ends, in pixels from its beginning, and before which letters a line may break."""

    def __init__(self, text: str, style: Any) -> None:
        self.text = text
        self.layout = breaking.Layout(style)
        self.whole = measured(self.layout, text, None)

    @cached_property
    def ends(self) -> list[float]:
        """Empty for a text that is not one run of letters from left to right in one font."""
        line = pango.pango_layout_get_line_readonly(self.layout.layout, 0)
        run = line.runs[0]
        if (run == ffi.NULL or run.next != ffi.NULL or line.resolved_dir
                or run.data.glyphs.num_glyphs != len(self.text)):
            return []
        widths = (width for _, width, _, _ in glyphs_of(run))
        return [units * FROM_UNITS for units in accumulate(widths, initial=0)]

    @cached_property
    def breaks(self) -> list[int]:
        """Before which letters a line may break."""
        size = len(self.text) + 1
        logged = pango.pango_layout_get_log_attrs_readonly(self.layout.layout, ffi.NULL)
        bits = struct.unpack(f"<{size}I", ffi.buffer(logged, size * ffi.sizeof("PangoLogAttr")))
        return [at for at in range(1, len(self.text)) if bits[at] & BREAK]


def glyphs_of(run: Any) -> Iterator[Glyph]:
    """The glyphs of a run, from left to right."""
    glyphs = run.data.glyphs
    found: Iterator[Any] = GLYPH.iter_unpack(ffi.buffer(glyphs.glyphs, glyphs.num_glyphs * GLYPH.size))
    return found


def split_first_line(
    text: str, style: Any, context: Any, max_width: Any, justification_spacing: float, is_line_start: bool = True,
    minimum: bool = False,
) -> Any:
    """As `hanging.split_first_line`, by arithmetic where that is sure, and once for the same words in the same room.

    Nothing changes a line once it is set, since no text of ours is justified.
    """
    asked = text, max_width, justification_spacing, is_line_start, minimum
    lines: dict[Any, Any] | None = style.__dict__.get("lines")
    if lines is None:
        lines = style.lines = {}
        setting.append(style)
    if asked not in lines:
        lines[asked] = first_line(text, style, context, max_width, justification_spacing, is_line_start, minimum)
    return lines[asked]


def forget_lines() -> None:
    """Let go of all lines of a document, as its styles live on."""
    for style in setting:
        for name in OF_ONE_DOCUMENT:
            style.__dict__.pop(name, None)
    setting.clear()


def first_line(
    text: str, style: Any, context: Any, max_width: Any, justification_spacing: float, is_line_start: bool,
    minimum: bool,
) -> Any:
    """The first line of a text, see WeasyPrint’s split_first_line."""
    if not (minimum or justification_spacing) and plain(text, style, max_width):
        ruler = ruler_of(text, style)
        if ruler.text == text and room(ruler.whole[3], max_width):
            return ruler.whole
        kept = filled(text, ruler, max_width)
        if kept is not None:
            return laid(text[:kept[0]], style, max_width, kept[1])
    return hanging.split_first_line(
        text, style, context, max_width, justification_spacing, is_line_start=is_line_start, minimum=minimum
    )


def plain(text: str, style: Any, max_width: Any) -> bool:
    """Whether a text breaks between its words alone, in a room that holds some."""
    return (max_width not in (None, inf) and max_width >= SHORT * style["font_size"] > 0
            and style["white_space"] == "normal" and style["letter_spacing"] == "normal" and not style["word_spacing"]
            and HARD.isdisjoint(text))


def filled(text: str, ruler: Ruler, max_width: float) -> tuple[int, int | None] | None:
    """How many letters the first line shows, and the bytes that it uses up, None for all; None where that is unsure."""
    begin = len(ruler.text) - len(text)
    if not ruler.ends:
        return None
    limit = ruler.ends[begin] + max_width
    if (whole := room(ruler.ends[-1], limit)) is not False:
        return whole and (len(text), None)
    if ruler.ends[begin + len(text.rstrip(" "))] < limit + UNSURE:
        return None  # all but the last space may fit
    for at in reversed(ruler.breaks[:bisect_right(ruler.breaks, bisect_right(ruler.ends, limit) + 1)]):
        shown = len(text[:at - begin].rstrip(" ")) if at > begin else 0
        if not shown:
            return None
        if (fits := room(ruler.ends[begin + shown], limit)) is not False:
            return fits and (shown, len(text[:at - begin].encode()))
    return None


def room(end: float, limit: float) -> bool | None:
    """Whether what ends there fits, or None where that is too close to say."""
    return None if abs(end - limit) < UNSURE else end < limit


def ruler_of(text: str, style: Any) -> Ruler:
    """The ruler of a text, made once for all its lines, which are asked for from its first to its last."""
    known: Ruler | None = style.__dict__.get("ruler")
    if known is None or not known.text.endswith(text):
        known = style.ruler = Ruler(text, style)
    return known


def laid(text: str, style: Any, max_width: float, resume_at: int | None) -> Any:
    """A text set as one line, from which the rest begins at byte `resume_at`."""
    return measured(breaking.Layout(style, 0, max_width), text, resume_at)


def measured(layout: Any, text: str, resume_at: int | None) -> Any:
    """A text set, and its line as WeasyPrint wants it, see its split_first_line."""
    layout.set_text(text)
    line = pango.pango_layout_get_line_readonly(layout.layout, 0)
    layout.first_line_direction = line.resolved_dir
    pango.pango_layout_line_get_extents(line, ffi.NULL, EXTENT)
    width, height, baseline = EXTENT.width, EXTENT.height, -EXTENT.y
    return layout, line.length, resume_at, width * FROM_UNITS, height * FROM_UNITS, baseline * FROM_UNITS
