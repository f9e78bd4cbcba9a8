"""Heads, feet, page numbers, marks and watermarks, drawn on each page as artifacts."""

import math

import pikepdf
from pikepdf import Array, Name

from app.publishing.models import Furniture
from app.publishing.typeface import REGULAR, Face, face

SIZE = 8.0
EDGE = 73.7
TURNED_EDGE = 62.4
HEAD_DROP = 45.0
FOOT_RISE = 36.0
GREY = "0.27 g"
FONT_NAME = Name("/CandourFoot")
MARK_SIZE = 9.0
PALE = "0.91 g"
WATERMARK_SIZE = 54.0
WATERMARK_SHARE = 0.72  # of the page’s diagonal

Size = tuple[float, float]


def add_furniture(pdf: pikepdf.Pdf, furniture: Furniture, font: pikepdf.Object) -> None:
    """Draw the furniture on every page in the regular face; the cover carries only what stands on all of them.

    A watermark lies under the text, so that every word stays as black as it was.
    """
    letters = face(REGULAR)
    total = len(pdf.pages)
    under: dict[Size, pikepdf.Object] = {}
    for number, page in enumerate(pdf.pages, 1):
        box = [float(value) for value in page.obj.MediaBox]
        size = (box[2], box[3])
        if size not in under:
            under[size] = pdf.make_stream(watermark(letters, furniture.copy, size) + b"q")
        marks = page_marks(furniture, letters, size, number, total)
        page.obj.Resources.Font[FONT_NAME] = font
        page.obj.Contents = Array([under[size], page.obj.Contents, pdf.make_stream(b"Q\n" + marks)])


def page_marks(furniture: Furniture, letters: Face, size: Size, number: int, total: int) -> bytes:
    """The content stream of one page’s furniture."""
    width, height = size
    edge = TURNED_EDGE if width > height else EDGE
    head = height - HEAD_DROP
    drawn = []
    if number > 1:
        page = f"Page {number} of {total}"
        right = width - edge - letters.width(page, SIZE)
        drawn += [text(letters, furniture.head, edge, head, SIZE, "Header"), rule(edge, width - edge, head - 5.5),
                  text(letters, furniture.foot, edge, FOOT_RISE, SIZE, "Footer"),
                  text(letters, page, right, FOOT_RISE, SIZE, "Footer")]
    if furniture.mark:
        drawn.append(boxed_mark(letters, furniture.mark, width - edge, head))
    return b"\n".join(drawn)


def text(letters: Face, words: str, x: float, y: float, size: float, kind: str) -> bytes:
    """One line of text as a pagination artifact."""
    return (f"/Artifact <</Type /Pagination /Subtype /{kind}>> BDC q BT {FONT_NAME} {size:g} Tf {GREY} "
            f"{x:.2f} {y:.2f} Td <{letters.encoded(words).decode()}> Tj ET Q EMC").encode()


def rule(left: float, right: float, y: float) -> bytes:
    """A hairline under the head."""
    return f"/Artifact <</Type /Layout>> BDC q 0.3 w 0.6 G {left:.2f} {y:.2f} m {right:.2f} {y:.2f} l S Q EMC".encode()


def boxed_mark(letters: Face, words: str, right: float, y: float) -> bytes:
    """A word such as DRAFT in a thin box at the head of the page, at the right."""
    wide = letters.width(words, MARK_SIZE)
    left = right - wide - 10
    box = (f"/Artifact <</Type /Pagination /Subtype /Watermark>> BDC q 0.8 w 0 G "
           f"{left:.2f} {y - 3:.2f} {wide + 10:.2f} 14 re S Q EMC").encode()
    return box + b"\n" + text(letters, words, left + 5, y + 1, MARK_SIZE, "Watermark").replace(GREY.encode(), b"0 g")


def watermark(letters: Face, words: str, size: Size) -> bytes:
    """Words from corner to corner, pale, smaller where they are long; nothing where there are none."""
    if not words:
        return b""
    width, height = size
    points = min(WATERMARK_SIZE, WATERMARK_SHARE * math.hypot(width, height) / letters.width(words, 1))
    angle, half = math.atan2(height, width), letters.width(words, points) / 2
    along, up = math.cos(angle), math.sin(angle)
    left, low = width / 2 - half * along, height / 2 - half * up
    return (f"/Artifact <</Type /Pagination /Subtype /Watermark>> BDC q BT {FONT_NAME} {points:.2f} Tf {PALE} "
            f"{along:.4f} {up:.4f} {-up:.4f} {along:.4f} {left:.2f} {low:.2f} Tm "
            f"<{letters.encoded(words).decode()}> Tj ET Q EMC\n").encode()
