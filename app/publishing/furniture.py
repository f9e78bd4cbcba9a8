"""Heads, feet, page numbers and the mark of a draft, drawn on each page as artifacts."""

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
MARK = "DRAFT"
MARK_SIZE = 9.0


def add_furniture(pdf: pikepdf.Pdf, furniture: Furniture, font: pikepdf.Object) -> None:
    """Draw the furniture on every page in the regular face; the cover carries only the mark of a draft."""
    letters = face(REGULAR)
    total = len(pdf.pages)
    before = pdf.make_stream(b"q")
    for number, page in enumerate(pdf.pages, 1):
        box = [float(value) for value in page.obj.MediaBox]
        marks = page_marks(furniture, letters, (box[2], box[3]), number, total)
        page.obj.Resources.Font[FONT_NAME] = font
        page.obj.Contents = Array([before, page.obj.Contents, pdf.make_stream(b"Q\n" + marks)])


def page_marks(furniture: Furniture, letters: Face, size: tuple[float, float], number: int, total: int) -> bytes:
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
    if furniture.draft:
        drawn.append(draft_mark(letters, width - edge, head))
    return b"\n".join(drawn)


def text(letters: Face, words: str, x: float, y: float, size: float, kind: str) -> bytes:
    """One line of text as a pagination artifact."""
    return (f"/Artifact <</Type /Pagination /Subtype /{kind}>> BDC q BT {FONT_NAME} {size:g} Tf {GREY} "
            f"{x:.2f} {y:.2f} Td <{letters.encoded(words).decode()}> Tj ET Q EMC").encode()


def rule(left: float, right: float, y: float) -> bytes:
    """A hairline under the head."""
    return f"/Artifact <</Type /Layout>> BDC q 0.3 w 0.6 G {left:.2f} {y:.2f} m {right:.2f} {y:.2f} l S Q EMC".encode()


def draft_mark(letters: Face, right: float, y: float) -> bytes:
    """The word DRAFT in a thin box at the head of the page, at the right."""
    wide = letters.width(MARK, MARK_SIZE)
    left = right - wide - 10
    box = (f"/Artifact <</Type /Pagination /Subtype /Watermark>> BDC q 0.8 w 0 G "
           f"{left:.2f} {y - 3:.2f} {wide + 10:.2f} 14 re S Q EMC").encode()
    return box + b"\n" + text(letters, MARK, left + 5, y + 1, MARK_SIZE, "Watermark").replace(GREY.encode(), b"0 g")
