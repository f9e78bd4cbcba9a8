"""The print face in PDFs: parts name it only, and the joined document embeds each file of it once."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pikepdf
import pydyf
from pikepdf import Array, Dictionary, Name, String
from weasyprint.pdf.fonts import build_fonts_dictionary

from app.publishing.typeface import FILES, Face, face

MAP_HEAD = (b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
            b"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n")
MAP_FOOT = b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
MAP_LINES = 100
SYMBOLIC, ITALIC = 4, 64


@cache
def own_files() -> dict[bytes, str]:
    """The names of the face’s files by what they hold."""
    return {face(name).data: name for name in FILES}


def named_fonts(pdf: pydyf.PDF, fonts: dict[str, Any], *rest: object) -> pydyf.Dictionary:
    """In place of WeasyPrint’s embedding: our face by name alone, so that a part is small and soon written.

    A font that is not ours, which only a gap in our own checks could bring in, is embedded as usual.
    """
    strange = {key: font for key, font in fonts.items() if font.file_content not in own_files()}
    result = build_fonts_dictionary(pdf, strange, *rest)
    for font in fonts.values():
        if name := own_files().get(font.file_content):
            stub = pydyf.Dictionary({"Type": "/Font", "Subtype": "/Type0", "BaseFont": f"/{base_name(name)}"})
            pdf.add_object(stub)
            result[font.hash] = stub.reference
    return result


def base_name(file_name: str) -> str:
    """The PostScript name of a file of the face."""
    return file_name.removesuffix(".ttf")


def embed_fonts(pdf: pikepdf.Pdf, starts: list[int]) -> dict[str, pikepdf.Object]:
    """Put real fonts in place of the names in each part; returns them by PostScript name.

    The pages of one part share their resources, so the first page of each is enough.
    """
    real = {base_name(name): embedded(pdf, base_name(name), face(name)) for name in FILES}
    for start in starts:
        fonts = pdf.pages[start].obj.Resources.Font
        for key in list(fonts.keys()):
            if found := real.get(str(fonts[key].BaseFont).removeprefix("/")):
                fonts[key] = found
    return real


def embedded(pdf: pikepdf.Pdf, name: str, letters: Face) -> pikepdf.Object:
    """One file of the face as a font that prints and can be read aloud: all glyphs, widths and characters."""
    base = Name(f"/{name}")
    descriptor = pdf.make_indirect(Dictionary(
        Type=Name.FontDescriptor, FontName=base, FontFamily=String("Source Sans 3"),
        Flags=SYMBOLIC + (ITALIC if letters.angle else 0), FontBBox=Array(letters.box), ItalicAngle=letters.angle,
        Ascent=letters.ascent, Descent=letters.descent, CapHeight=letters.cap_height, StemV=80,
        FontFile2=pdf.make_stream(letters.data, Length1=len(letters.data))))
    system = Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0)
    descendant = pdf.make_indirect(Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=base, CIDSystemInfo=system, CIDToGIDMap=Name.Identity,
        FontDescriptor=descriptor, W=Array([0, Array([letters.widths[one] for one in sorted(letters.widths)])])))
    characters = pdf.make_stream(MAP_HEAD + b"".join(map_lines(letters)) + MAP_FOOT)
    return pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=base, Encoding=Name("/Identity-H"),
                                        DescendantFonts=Array([descendant]), ToUnicode=characters))


def map_lines(letters: Face) -> Iterator[bytes]:
    """The character each glyph stands for, in blocks as the format wants them."""
    first: dict[int, int] = {}
    for code, glyph in sorted(letters.glyphs.items()):
        first.setdefault(glyph, code)
    pairs = sorted(first.items())
    for start in range(0, len(pairs), MAP_LINES):
        block = pairs[start:start + MAP_LINES]
        lines = [f"<{glyph:04x}> <{chr(code).encode('utf-16-be').hex()}>\n" for glyph, code in block]
        yield f"{len(block)} beginbfchar\n{''.join(lines)}endbfchar\n".encode()
