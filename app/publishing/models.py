"""The plain values that pass from one stage of publishing to the next."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from app.publishing.typeface import MISSING

Json = dict[str, object]
MOST_SHOWN = 12  # characters that one place is told of


@dataclass(frozen=True)
class Edition:
    """Which copy of the text this is: a draft, or a frozen revision that was signed, or released unsigned for review.

    `number` is the frozen revision, 0 for a draft; `signed_at` is ISO 8601, and None with the other two
    signing fields where nobody has signed. `newer` has, in a draft, what figures of the text would be on the day it is
    made, by the names of those that differ: the content of an extract each.
    """

    kind: Literal["draft", "signed", "review"]
    number: int
    content_sha256: str
    signed_by: str | None = None
    signed_role: str | None = None
    signed_at: str | None = None
    newer: dict[str, Any] = field(default_factory=dict)

    @property
    def is_draft(self) -> bool:
        """Whether nobody has signed this copy."""
        return self.kind == "draft"

    @property
    def is_signed(self) -> bool:
        """Whether the director has signed this very text."""
        return self.kind == "signed"

    @property
    def label(self) -> str:
        """The edition as the running head and the cover name it."""
        if self.is_draft:
            return "Draft"
        return f"{'Signed' if self.is_signed else 'For review, not signed'}, revision {self.number}"

    @property
    def mark(self) -> str:
        """The mark that stands on every page, empty on what is signed."""
        return {"draft": "DRAFT", "review": "FOR REVIEW, NOT SIGNED"}.get(self.kind, "")

    @property
    def signed_on(self) -> str:
        """The day of signing in words, empty on a draft."""
        if not self.signed_at:
            return ""
        moment = datetime.fromisoformat(self.signed_at)
        return f"{moment.day} {moment:%B %Y}"


@dataclass(frozen=True)
class PartSource:
    """One part of the document before layout; `html` is a fragment whose page numbers are still blank."""

    key: str
    title: str
    html: str


@dataclass(frozen=True)
class Composition:
    """The whole document as HTML fragments, in reading order, and what stands around them on every page."""

    title: str
    author: str
    parts: tuple[PartSource, ...]
    furniture: "Furniture"
    identity: "Identity"
    unprintable: tuple["Unprintable", ...] = ()


@dataclass(frozen=True)
class Unprintable:
    """Characters that the print face lacks, each once, and the place in the document where they stand."""

    place: str
    characters: tuple[str, ...]

    @property
    def told(self) -> str:
        """Both in words."""
        more = len(self.characters) - MOST_SHOWN
        shown = " ".join(self.characters[:MOST_SHOWN])
        return f"{shown} {f'and {more} more ' if more > 0 else ''}in {self.place}"


def told_unprinted(places: Sequence[str]) -> str:
    """What could not be printed, place by place, in a sentence; nothing where all was."""
    told = f"Some characters could not be printed, and {MISSING} stands for each: {'; '.join(places)}."
    return told if places else ""


@dataclass(frozen=True)
class Furniture:
    """The words at the head and foot of each page but the cover; `mark` in a box and `copy` across stand on all.

    `mark` says what the text is not, such as DRAFT; `copy` names the one person whose copy this is.
    """

    head: str
    foot: str
    mark: str = ""
    copy: str = ""


@dataclass(frozen=True)
class Identity:
    """What a finished file says it is; the same fields are read back by `claims`."""

    address: str
    edition: str
    revision: int
    content_sha256: str
    title: str = ""
    author: str = ""
    signed_at: str | None = None


@dataclass(frozen=True)
class Anatomy:
    """Where things are in one rendered part: page indices from 0, coordinates in PDF points.

    `anchors` maps a name to (page, x, y); `bookmarks` are (level, label, page, x, y) in reading order.
    """

    pages: int
    anchors: dict[str, tuple[int, float, float]]
    bookmarks: tuple[tuple[int, str, int, float, float], ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class PdfFile:
    """A finished document: its bytes, its number of pages and what the typesetter remarked.

    `unprinted` says place by place which characters could not be printed.
    """

    data: bytes = field(repr=False)
    pages: int
    warnings: tuple[str, ...] = ()
    unprinted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Claim:
    """What a file says of itself in its metadata; nothing here has been checked."""

    address: str
    edition: str
    revision: int
    content_sha256: str
