"""The whole document rendered in one go by WeasyPrint alone: what the joined parts must equal."""

import tempfile
from pathlib import Path
from typing import Any

import pikepdf

from app.publishing.compose import compose
from app.publishing.models import Composition, Edition, Furniture, PdfFile
from app.publishing.parts import page_html
from app.publishing.pool import Pool

NUMBERED = """
@page { @top-left { content: %(head)s; font-size: 8pt; white-space: nowrap }
  @top-right { content: %(mark)s; font-size: 9pt }
  @bottom-left { content: %(foot)s; font-size: 8pt }
  @bottom-right { content: "Page " counter(page) " of " counter(pages); font-size: 8pt } }
@page cover { @top-left { content: none } @bottom-left { content: none } @bottom-right { content: none } }
.pn::before { content: target-counter(attr(data-to url), page) }
"""


def whole_html(composition: Composition) -> str:
    """The whole document as one HTML document, page numbers left to the renderer."""
    return page_html(composition.title, "\n".join(part.html for part in composition.parts))


def numbered_css(furniture: Furniture) -> str:
    """Running heads, page numbers and numbers in the contents, as plain CSS."""
    return NUMBERED % {"head": css_string(furniture.head), "foot": css_string(furniture.foot),
                       "mark": css_string(furniture.mark)}


def css_string(text: str) -> str:
    """Text as a CSS string."""
    return '"' + "".join(f"\\{ord(one):x} " if one in '"\\\n<' else one for one in text) + '"'


def reference(content: dict[str, Any], edition: Edition, *, pool: Pool) -> PdfFile:
    """The same composition by WeasyPrint as it comes, in one go; for tests and measuring, not for use."""
    composition = compose(content, edition)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "whole.pdf"
        warnings = pool.run({"task": "whole", "html": whole_html(composition), "out": str(out),
                             "css": numbered_css(composition.furniture)})
        with pikepdf.open(out) as pdf:
            pages = len(pdf.pages)
        return PdfFile(out.read_bytes(), pages, tuple(warnings))
