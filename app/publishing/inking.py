"""Lines of text drawn from what they were set with, and each glyph as it was written before.

WeasyPrint 70 lets go of each line when it is placed and sets it again to draw it, asks Pango for the name of its font
each time, and works out glyph by glyph what to write, with a kerning of 0 behind nearly each.
"""

from collections.abc import Iterator
from typing import Any

import weasyprint.draw.text as drawing
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from app.publishing.breaking import Glyph, glyphs_of
from app.publishing.fonts import own_files
from app.publishing.typeface import face

THOUSANDTHS = 1000
glyph_by_glyph = drawing.draw_first_line
Pieces = dict[Glyph, str]
written: dict[tuple[str, float], Pieces] = {}  # by font and size, in every document of this process


def keep_set(layout: Any) -> None:
    """In place of Layout.deactivate: a line stays set until its document goes."""


def as_it_is(layout: Any, style: Any) -> None:
    """In place of Layout.reactivate: there is nothing to be set again."""


def draw_first_line(stream: Any, box: Any, text_overflow: str, block_ellipsis: Any, matrix: Any) -> Any:
    """As WeasyPrint’s own, from pieces where the whole line is one run of our face without shifts."""
    run = pango.pango_layout_get_line_readonly(box.pango_layout.layout, 0).runs[0]
    plain = text_overflow != "ellipsis" and block_ellipsis == "none" and box.text.strip()
    if not plain or run == ffi.NULL or run.next != ffi.NULL:
        return glyph_by_glyph(stream, box, text_overflow, block_ellipsis, matrix)
    font, size = font_of(stream, box.style, run.data.item.analysis.font)
    line = line_of(font, size, run)
    if line is None:
        return glyph_by_glyph(stream, box, text_overflow, block_ellipsis, matrix)
    stream.set_text_matrix(*matrix.values)
    stream.set_font_size(font.hash, size)
    stream.show_text(line)
    return []


def font_of(stream: Any, style: Any, pango_font: Any) -> tuple[Any, float]:
    """The font of a line and its size, asked for once for each style."""
    known = style.__dict__.get("inked")
    if known is None or known[0] is not stream._fonts or known[1] != pango_font:
        known = style.inked = stream._fonts, pango_font, stream.add_font(pango_font)
    found: tuple[Any, float] = known[2]
    return found


def line_of(font: Any, size: float, run: Any) -> str | None:
    """The glyphs of a run in hexadecimal with what moves between them; None where one is not of our face."""
    pieces = written.setdefault((font.hash, size), {})
    glyphs = list(glyphs_of(run))
    if not pieces.keys() >= set(glyphs):
        pieces.update(pieces_of(font, size, set(glyphs)))
    try:
        return f"<{''.join([pieces[glyph] for glyph in glyphs])}>".removesuffix("<>")
    except KeyError:
        return None


def pieces_of(font: Any, size: float, glyphs: set[Glyph]) -> Iterator[tuple[Glyph, str]]:
    """What to write for each glyph that stands in its place, and how far the next one moves closer, if at all."""
    name = own_files().get(font.file_content)
    widths = face(name).widths if name else {}
    for glyph in glyphs:
        number, width, across, up = glyph
        if number in widths and not across and not up:
            closer = int(round(widths[number]) - width * THOUSANDTHS * FROM_UNITS / size)
            yield glyph, f"{number:04x}" + (f">{closer}<" if closer else "")
