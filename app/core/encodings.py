"""How a file of text is written: UTF-8, what Excel calls Unicode text (UTF-16), or the older way of Windows."""

import codecs
from collections.abc import Iterable

UTF8, UTF16, WINDOWS = "utf-8", "utf-16", "windows-1252"
FORMER = "iso-8859-1"  # what files in the way of Windows were once called, as on the web
LOOKED_AT = 4_096  # bytes
UNMARKED = (
    "The file is Unicode text (UTF-16) without the mark that says so. Save it as UTF-8, which Excel calls “CSV UTF-8”, "
    "and send that."
)


def encoding_of(chunks: Iterable[bytes]) -> str:
    """The encoding of a text that is given in pieces, which are read no further than need be."""
    decoder = codecs.getincrementaldecoder(UTF8)()
    at_start = True
    try:
        for chunk in chunks:
            if at_start and _is_marked(chunk):
                return UTF16
            at_start = False
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return WINDOWS
    return UTF8


def decoded(data: bytes, encoding: str) -> str:
    """The text without its mark; five bytes mean nothing on Windows, and each becomes the sign for that."""
    meant = WINDOWS if encoding == FORMER else encoding
    return data.decode(meant, "replace" if meant == WINDOWS else "strict").removeprefix("\ufeff")


def is_unmarked(data: bytes) -> bool:
    """Whether a file without a mark looks like UTF-16: every other byte is nought, and none of the rest."""
    start = data[: LOOKED_AT]
    even, odd = start[::2], start[1::2]
    return any(2 * here.count(0) > len(here) and not there.count(0) for here, there in ((even, odd), (odd, even)))


def _is_marked(start: bytes) -> bool:
    marks = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    return start.startswith(marks) and not start.startswith(codecs.BOM_UTF32_LE)
