"""A chart as SVG by Vega (vl-convert), made once for what it shows and the same whenever it is made.

The SVG carries presentation attributes alone, no style, script, date or random name, so that it may stand in a page
under a strict content security policy and in a PDF.
"""

import hashlib
import json
import re
from threading import Lock

from markupsafe import escape

from app.core.kept import Kept
from app.indicators.charts.series import Chart, message
from app.indicators.charts.specs import canvas_of

MOST = 512  # of some 10 kB each
PATTERNS = (
    '<defs><pattern id="{hatch}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#ffffff"/><rect width="2" height="6" fill="#16232b"/></pattern>'
    '<pattern id="{dots}" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect width="6" height="6" fill="#ffffff"/><circle cx="3" cy="3" r="1.4" fill="#16232b"/></pattern></defs>'
)
UNSPOKEN = re.compile(r' (?:role|aria-[a-z]+|class|pointer-events)="[^"]*"')
_drawn: Kept[str, str] = Kept(MOST)
_one_at_a_time = Lock()


def fingerprint(chart: Chart) -> str:
    """The SHA-256 of all that a chart shows."""
    return hashlib.sha256(json.dumps(chart.content(), sort_keys=True).encode()).hexdigest()


def draw(chart: Chart) -> str:
    """The chart as SVG with its text alternative; drawn once for the same content."""
    key = fingerprint(chart)
    found = _drawn.get(key)
    if found is None:
        found = _finished(_render(chart), message(chart), key[:8])
        _drawn.put(key, found)
    return found


def _render(chart: Chart) -> str:
    # Loading it takes memory and a moment, which only whoever looks at a chart should pay for.
    import vl_convert

    canvas = canvas_of(chart)
    with _one_at_a_time:
        svg: str = vl_convert.vega_to_svg(canvas.spec())
    return svg.removesuffix("</svg>") + canvas.lettering() + "</svg>"


def _finished(svg: str, words: str, key: str) -> str:
    """Spoken as one picture, and with the patterns that its fills name, under names of its own within a page."""
    head, _, rest = UNSPOKEN.sub("", svg).partition(">")
    patterns = PATTERNS.format(hatch=f"cd-hatch-{key}", dots=f"cd-dots-{key}") if "url(#" in rest else ""
    rest = rest.replace("url(#cd-hatch)", f"url(#cd-hatch-{key})").replace("url(#cd-dots)", f"url(#cd-dots-{key})")
    return f'{head} role="img" aria-label="{escape(words)}">{patterns}{rest}'
