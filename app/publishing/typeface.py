"""The print face: its files, the characters it has and how wide they are."""

import io
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from fontTools.ttLib import TTFont

from app.config import ROOT

FOLDER = ROOT / "static" / "fonts" / "print"
FAMILY = "Candour Print"
REGULAR, SEMIBOLD, ITALIC = "SourceSans3-Regular.ttf", "SourceSans3-Semibold.ttf", "SourceSans3-Italic.ttf"
FILES = (REGULAR, SEMIBOLD, ITALIC)
MISSING = "□"  # what stands for a character that the face lacks; it has this one itself
CONTROL = frozenset("\n\t\r")
# Spaces of other widths become a plain one, and characters without a form of their own go.
PLAINER = {**dict.fromkeys(range(0x2000, 0x200B), " "), 0x202F: "\u00a0", 0x205F: " ",
           **dict.fromkeys([0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070),
                            *range(0xFE00, 0xFE10)])}


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
        return "".join([self.codes[one] for one in text]).encode()

    @cached_property
    def codes(self) -> dict[str, str]:
        """The number of each letter’s glyph in hexadecimal."""
        return {chr(code): f"{glyph:04x}" for code, glyph in self.glyphs.items()}


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


def printable(text: str) -> tuple[str, set[str]]:
    """Text in composed characters, those that the face lacks replaced by the sign for that; and which they are."""
    text = unicodedata.normalize("NFC", text)
    strange = set(text) - covered()
    missing = {one for one in strange if ord(one) not in PLAINER}
    return text.translate(PLAINER | {ord(one): MISSING for one in missing}) if strange else text, missing


def files() -> list[Path]:
    """Where the face’s files are."""
    return [FOLDER / name for name in FILES]
