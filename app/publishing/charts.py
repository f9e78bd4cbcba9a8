"""Charts on paper: the same drawing as on the page, in the print face, as a picture with its text alternative.

A picture is laid out only if it consists of nothing but what our own charts do (see `is_ours`), so that nothing in it
can lead anywhere, whoever wrote it.
"""

import base64
import binascii
import re
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import ParseError, fromstring
from markupsafe import Markup

from app.indicators.charts.canvas import FONT
from app.indicators.charts.drawing import draw
from app.indicators.charts.series import Chart, message
from app.publishing.lettering import begun
from app.publishing.typeface import FAMILY, printable

PREFIX = "data:image/svg+xml;base64,"
LARGEST = 1_000_000  # letters of an address; a chart of forty authorities has some 100,000
SPACE = "{http://www.w3.org/2000/svg}"
ELEMENTS = frozenset(SPACE + name for name in (
    "svg", "g", "path", "rect", "line", "text", "defs", "pattern", "circle"))
ATTRIBUTES = frozenset((
    "version", "width", "height", "viewBox", "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin",
    "stroke-miterlimit", "transform", "d", "x", "y", "x2", "y2", "cx", "cy", "r", "id", "patternUnits",
    "patternTransform", "text-anchor", "font-family", "font-size", "font-weight", "display", "role", "aria-label",
))
LEADS_ON = re.compile(r"url\((?!#cd-(?:hatch|dots)-[0-9a-f]{8}\))|\\|/\*", re.IGNORECASE)


def chart_html(chart: Chart) -> Markup:
    """A chart as a block that holds one picture, which is a figure in the PDF and spoken as its message."""
    svg, _ = printable(draw(chart))
    data = base64.b64encode(begun(svg.replace(FONT, FAMILY)).encode()).decode()
    words, _ = printable(message(chart))
    return Markup('<div class="chart"><img alt="{}" src="{}{}"></div>').format(words, PREFIX, data)


def picture_in(url: str) -> bytes | None:
    """The SVG that an address of ours holds, None for any other address and any other picture."""
    if not url.startswith(PREFIX) or len(url) > LARGEST:
        return None
    try:
        data = base64.b64decode(url.removeprefix(PREFIX), validate=True)
        root = fromstring(data, forbid_dtd=True)
    except (binascii.Error, ParseError, ValueError):
        return None
    return data if root.tag == f"{SPACE}svg" and all(map(is_ours, root.iter())) else None


def is_ours(element: Element) -> bool:
    """Whether an element is of a kind that our charts have, and leads to nothing but patterns within."""
    return element.tag in ELEMENTS and all(
        name in ATTRIBUTES and not LEADS_ON.search(value) for name, value in element.items())
