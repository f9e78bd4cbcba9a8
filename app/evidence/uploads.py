"""Files that people send: checked in a limited child process, then kept under their SHA-256."""

import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from app.config import MEGABYTE
from app.core.arrivals import Arrival
from app.core.files import FileStore
from app.core.limited import Limits, TooHeavy, run_limited
from app.evidence.errors import FileRefused
from app.evidence.formats import EMPTY, recognise
from app.evidence.scanner import Scanner

LARGEST = 50 * MEGABYTE
CHECKING = Limits(processor_seconds=5, seconds=30)
LONGEST_NAME = 150
UNUSABLE = re.compile("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\"<>|*?]")
UNREADABLE = "The file takes too much memory or time to check. Save it again in a simpler form and send that."
DAMAGED = "The file did not arrive as it was sent. Choose it again."
NOT_YET = "The file has not arrived whole, or is not checked yet. Wait until it is, or choose it again."


@dataclass(frozen=True)
class StoredFile:
    """A file that is kept: its name, SHA-256, size in bytes and media type."""

    name: str
    sha256: str
    size: int
    media_type: str


def clean_name(name: str) -> str:
    """The last part of a name, without signs that no name can hold; a long one keeps its ending."""
    last = UNUSABLE.sub("", re.split(r"[/\\]", name)[-1]).strip()
    ending = PurePosixPath(last).suffix[-10:]
    return last if len(last) <= LONGEST_NAME else last[: LONGEST_NAME - len(ending)].strip() + ending


@dataclass(frozen=True)
class Gate:
    """What a file that somebody sends must pass: its size in bytes, its structure, and the virus scanner if any."""

    largest: int = LARGEST
    scanner: Scanner | None = None

    @property
    def too_large(self) -> str:
        """The sentence for a file over the limit."""
        return f"The file is larger than {self.megabytes} MB. Send a smaller one, or give a link to it instead."

    @property
    def megabytes(self) -> str:
        """The limit as people say it."""
        return f"{self.largest / MEGABYTE:,.4g}"

    @property
    def whole_megabytes(self) -> int:
        """The limit in megabytes that an administrator can set at most."""
        return max(1, self.largest // MEGABYTE)

    def up_to(self, megabytes: int | None) -> "Gate":
        """The same with a lower limit, if there is one; never a higher."""
        return self if megabytes is None else replace(self, largest=min(self.largest, megabytes * MEGABYTE))

    def check_size(self, size: int) -> None:
        """FileRefused where a file of so many bytes cannot be kept."""
        if not size or size > self.largest:
            raise FileRefused(self.too_large if size else EMPTY)

    def check(self, name: str, data: bytes) -> str:
        """The media type of a file that somebody sent; FileRefused with a sentence where it cannot be kept."""
        self.check_size(len(data))
        try:
            media_type = str(run_limited(recognise, name, data, limits=CHECKING, refusal=FileRefused))
        except TooHeavy as heavy:
            raise FileRefused(UNREADABLE) from heavy
        if self.scanner:
            self.scanner.check(data)
        return media_type

    def keep(self, files: FileStore, name: str, data: bytes) -> StoredFile:
        """Check and keep a file that somebody sent whole."""
        name = clean_name(name)
        media_type = self.check(name, data)
        return StoredFile(name, files.put(data), len(data), media_type)

    def check_arrived(self, arrival: Arrival) -> None:
        """Check a file that arrived in pieces, once; where it cannot be kept nothing is left of it."""
        if arrival.media_type:
            return
        try:
            data = arrival.data()
            if not arrival.intact(data):
                raise FileRefused(DAMAGED)
            arrival.note_checked(self.check(arrival.announced.name, data))
        except FileRefused:
            arrival.forget()
            raise


def keep_arrived(files: FileStore, arrival: Arrival) -> StoredFile:
    """Keep a file that arrived in pieces and was found good; FileRefused where it was not yet."""
    if not arrival.media_type:
        raise FileRefused(NOT_YET)
    data = arrival.data()
    if not arrival.intact(data):
        raise FileRefused(DAMAGED)
    return StoredFile(arrival.announced.name, files.put(data), len(data), arrival.media_type)


def keep_own(files: FileStore, name: str, data: bytes) -> StoredFile:
    """Keep a file that comes with the program: by the same rules, but in this process."""
    return StoredFile(name, files.put(data), len(data), recognise(name, data))
