"""The print face: its files, the characters it has and how wide they are."""

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from app.config import ROOT

FOLDER = ROOT / "static" / "fonts" / "print"
FILES = ("SourceSans3-Regular.ttf", "SourceSans3-Semibold.ttf", "SourceSans3-Italic.ttf")
CONTROL = frozenset("\n\t\r")


@dataclass(frozen=True)
class Face:
    """One file of the face: glyph numbers by code point; widths and metrics in thousandths of the size."""

    data: bytes
    glyphs: dict[int, int]
    widths: dict[int, float]
    ascent: float
    descent: float
    cap_height: float
    angle: float
    box: tuple[float, float, float, float]

    def width(self, text: str, size: float) -> float:
        """How long `text` runs when set at `size` points."""
        return sum(self.widths[self.glyphs[ord(one)]] for one in text) * size / 1000

    def encoded(self, text: str) -> bytes:
        """`text` as two-byte glyph numbers in hexadecimal, as a content stream wants them."""
        return "".join(f"{self.glyphs[ord(one)]:04x}" for one in text).encode()


@cache
def face(file_name: str) -> Face:
    """Read one of the face’s files; kept for the life of the process."""
    data = (FOLDER / file_name).read_bytes()
    font = TTFont(io.BytesIO(data))
    unit = 1000 / font["head"].unitsPerEm
    head, os2 = font["head"], font["OS/2"]
    glyphs = {code: font.getGlyphID(name) for code, name in font.getBestCmap().items()}
    widths = {font.getGlyphID(name): advance * unit for name, (advance, _) in font["hmtx"].metrics.items()}
    box = (head.xMin * unit, head.yMin * unit, head.xMax * unit, head.yMax * unit)
    return Face(data, glyphs, widths, font["hhea"].ascent * unit, font["hhea"].descent * unit, os2.sCapHeight * unit,
                font["post"].italicAngle, box)


@cache
def covered() -> frozenset[str]:
    """The characters that every file of the face has, so that no fallback font is ever needed."""
    common = set.intersection(*(set(face(name).glyphs) for name in FILES))
    return frozenset(map(chr, common)) | CONTROL


def files() -> list[Path]:
    """Where the face’s files are."""
    return [FOLDER / name for name in FILES]
