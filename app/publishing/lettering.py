"""Words of charts on paper: where they begin is reckoned with the print face, and each is set in one go.

WeasyPrint sets words of SVG letter by letter, and those that do not begin at their place in a group of their own; so
these words took two thirds of a chart's time, and lost the face's kerning.
"""

import re
from html import unescape
from math import inf
from typing import Any

from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.matrix import Matrix
from weasyprint.svg.text import Style, TextBox
from weasyprint.text.line_break import split_first_line

from app.publishing.inking import draw_first_line
from app.publishing.typeface import REGULAR, SEMIBOLD, face

ANCHORED = re.compile(r'<text x="([^"]+)"([^>]*) text-anchor="([a-z]+)" font-size="(\d+)"([^>]*)>([^<]*)</text>')
BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}


def begun(svg: str) -> str:
    """The SVG with each text at the place where its first letter stands."""
    return ANCHORED.sub(_begun, svg)


def _begun(found: re.Match[str]) -> str:
    x, place, anchor, size, look, words = found.groups()
    width = face(SEMIBOLD if "font-weight" in look else REGULAR).width(unescape(words), float(size))
    left = float(x) - BEFORE[anchor] * width
    return f'<text x="{left:.2f}"{place} font-size="{size}"{look}>{words}</text>'


def set_words(svg: Any, node: Any, font_size: float) -> None:
    """In place of WeasyPrint’s drawing of a text in SVG: one that begins at its x and y, in one line of one look."""
    style = Style()
    style.update(INITIAL_VALUES)
    style.font_config = svg.font_config
    style.update(font_family=[node.get("font-family")], font_weight=int(node.get("font-weight", 400)),
                 font_size=font_size)
    layout, _, _, _, _, baseline = split_first_line(node.text, style, svg.context, inf, 0)
    box = TextBox(layout, style)
    box.baseline = baseline
    with svg.stream.stacked():
        fill, stroke = svg.set_graphical_state(node, font_size)
        svg.stream.begin_text()
        layout.reactivate(style)
        svg.fill_stroke(fill, stroke, text=True)
        draw_first_line(svg.stream, box, "none", "none", Matrix(d=-1, e=float(node.get("x")), f=float(node.get("y"))))
        svg.stream.end_text()
