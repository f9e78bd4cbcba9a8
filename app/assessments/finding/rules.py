"""Places of matches as a form sends them back, and what is to stand in their stead."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from app.core.errors import Refused
from app.richtext.finding import BARRIER, Query, Spot

LONGEST = 200  # characters of what is looked for, and of what replaces it
MOST = 500  # matches that one page shows

Kind = Literal["text", "cell"]


@dataclass(frozen=True)
class Place:
    """Where a match was seen: in the text of a prompt's answer at a version, or in a cell of a row at a version.

    `at` is the row of a cell, or the table of a caption, or empty.
    """

    key: str
    kind: str
    version: int
    at: int | None
    column: str
    start: int
    end: int

    def __str__(self) -> str:
        """As a form sends it."""
        at = "" if self.at is None else str(self.at)
        return ":".join((self.key, self.kind, str(self.version), at, self.column, str(self.start), str(self.end)))

    @property
    def spot(self) -> Spot:
        """Its place within the text."""
        return Spot(self.start, self.end, self.at)


def read_place(text: str) -> Place:
    """A place from a form; Refused where it is none."""
    parts = text.split(":")
    numbers = [part for part in (parts[2], parts[5], parts[6], parts[3] or "0")] if len(parts) == 7 else []
    if not numbers or parts[1] not in ("text", "cell") or not all(_is_number(part) for part in numbers):
        raise Refused("These places cannot be read. Search again, then tick what to replace.")
    key, kind, version, at, column, start, end = parts
    return Place(key, kind, int(version), int(at) if at else None, column, int(start), int(end))


def _is_number(part: str) -> bool:
    return part.isascii() and part.isdigit() and len(part) <= 9


def query_of(words: str, case: bool, whole: bool) -> Query | None:
    """What is looked for, on one line; None where nothing is."""
    line = one_line(words).strip()
    if len(line) > LONGEST:
        raise Refused(f"Search for at most {LONGEST} characters.")
    return Query(line, case, whole) if line else None


def one_line(text: str) -> str:
    """A text on one line, without the characters that no text can hold."""
    kept = "".join(" " if one in "\r\n\t\u2028\u2029" else one for one in text if one not in ("\0", BARRIER))
    return kept.encode("utf-8", "ignore").decode("utf-8")


def substitute(by: str, remove: bool) -> str:
    """What is to stand instead; Refused where that is nothing and nobody said that it should be."""
    line = one_line(by)
    if len(line) > LONGEST:
        raise Refused(f"Replace by at most {LONGEST} characters.")
    if remove:
        return ""
    if not line.strip():
        raise Refused("Write what should stand instead, or tick “Take the words out”.")
    return line


def as_was(words: str, query: Query, by: str) -> str:
    """The substitute for these words: with a capital where they have one and capitals were not asked about."""
    if not query.case and words[:1].isupper() and query.words[:1].islower() and by[:1].islower():
        return by[:1].upper() + by[1:]
    return by


def fragment(before: str, words: str, after: str) -> str:
    """The end of an address by which a browser scrolls to these words, told apart by the words around them."""
    first, last = before.strip("…").split()[-3:], after.strip("…").split()[:3]
    near = (quote(" ".join(part), safe="").replace("-", "%2D") for part in (first, last))
    prefix, suffix = near
    text = quote(words.strip(), safe="").replace("-", "%2D")
    glued = before[-1:].isspace(), after[:1].isspace()
    return "#:~:text=" + (f"{prefix}-," if prefix and glued[0] else "") + text + (
        f",-{suffix}" if suffix and glued[1] else ""
    )
