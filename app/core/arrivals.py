"""Files on their way in: what somebody sends in pieces, kept on disk until it is whole, then used or forgotten.

One folder for each file, beneath one for each person, so that nobody comes upon somebody else's. A piece is named
after the byte at which it begins and is whole or absent, as everything that `write_whole` writes: so several server
processes may take pieces of one file without a lock, and what a crash leaves is what was acknowledged. Nothing of it
is in the database, since nothing of it is part of the record.
"""

import hashlib
import json
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import token_hex

from app.core.errors import Conflict, NotFound
from app.core.files import write_whole

DAY = 24 * 3600
ANNOUNCED = "announced"  # the first file of each folder, and the first that goes
MOST_AT_ONCE = 5  # unfinished files of one person; a sixth takes the place of the one left alone for longest
GONE = "What was sent of this file is no longer here. Choose the file again."


class OutOfStep(Conflict):
    """A piece does not begin where the file ends so far; `offset` says where that is."""

    def __init__(self, offset: int) -> None:
        super().__init__("A piece of the file came out of turn.")
        self.offset = offset


@dataclass(frozen=True)
class Announced:
    """What a browser says of a file before it sends it: its name, size in bytes, SHA-256, and where it is to go."""

    name: str
    size: int
    sha256: str
    authority_id: int


@dataclass(frozen=True)
class Arrival:
    """One file on its way in, in a folder of its own."""

    folder: Path
    announced: Announced

    @property
    def key(self) -> str:
        """What it is called in addresses."""
        return self.folder.name

    @property
    def offset(self) -> int:
        """How many bytes have arrived, from the first one without a gap."""
        return sum(piece.stat().st_size for piece in self._pieces())

    @property
    def whole(self) -> bool:
        """Whether all of it has arrived."""
        return self.offset == self.announced.size

    def _pieces(self) -> Iterator[Path]:
        """The pieces in order, up to the first gap."""
        at = 0
        while (piece := self.folder / str(at)).is_file() and (length := piece.stat().st_size):
            yield piece
            at += length

    def add(self, offset: int, piece: bytes) -> int:
        """Keep a piece; the new offset. OutOfStep where it does not follow, or goes on beyond the end."""
        if not self.folder.is_dir():
            raise NotFound(GONE)
        if offset != self.offset or offset + len(piece) > self.announced.size:
            raise OutOfStep(self.offset)
        self._write(str(offset), piece)
        return offset + len(piece)

    def _write(self, name: str, data: bytes) -> None:
        """Add to what is kept of it; NotFound where it was forgotten meanwhile, of which nothing comes back."""
        write_whole(self.folder / name, data)
        if not (self.folder / ANNOUNCED).is_file():
            self.forget()
            raise NotFound(GONE)

    def data(self) -> bytes:
        """All that has arrived, in one."""
        return b"".join(piece.read_bytes() for piece in self._pieces())

    def intact(self, data: bytes) -> bool:
        """Whether this is the file that was announced."""
        return hashlib.sha256(data).hexdigest() == self.announced.sha256

    @property
    def media_type(self) -> str:
        """What the file was found to be; empty while it is not checked."""
        note = self.folder / "checked"
        return note.read_text("utf-8") if note.is_file() else ""

    def note_checked(self, media_type: str) -> None:
        """Keep what the file was found to be."""
        self._write("checked", media_type.encode())

    def forget(self) -> None:
        """Leave no trace of it."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Arrivals:
    """The folder of all files on their way in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, person_id: int, announced: Announced) -> Arrival:
        """A place for a file; where some of the same file of this person is here already, that is gone on with."""
        self.sweep()
        mine = self._of(person_id)
        for one in mine:
            if one.announced == announced:
                return one
        for one in mine[: max(0, len(mine) + 1 - MOST_AT_ONCE)]:
            one.forget()
        folder = self.folder / str(person_id) / token_hex(16)
        write_whole(folder / ANNOUNCED, json.dumps(asdict(announced)).encode())
        return Arrival(folder, announced)

    def find(self, person_id: int, authority_id: int, key: str) -> Arrival:
        """A file that this person is sending to this authority; NotFound for anybody else's."""
        one = _read(self.folder / str(person_id) / key) if re.fullmatch("[0-9a-f]{32}", key) else None
        if one is None or one.announced.authority_id != authority_id:
            raise NotFound(GONE)
        return one

    def sweep(self, seconds: float = DAY) -> None:
        """Forget what nobody has gone on with for so long."""
        oldest = time.time() - seconds
        for folder in self.folder.glob("*/*"):
            if _touched(folder) < oldest:
                shutil.rmtree(folder, ignore_errors=True)

    def _of(self, person_id: int) -> list[Arrival]:
        """What this person is sending, the one left alone for longest first."""
        folders = sorted((self.folder / str(person_id)).glob("*"), key=_touched)
        return [one for one in map(_read, folders) if one]


def _touched(folder: Path) -> float:
    """When the last piece came; a folder changes with each."""
    try:
        return folder.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _read(folder: Path) -> Arrival | None:
    try:
        return Arrival(folder, Announced(**json.loads((folder / ANNOUNCED).read_bytes())))
    except FileNotFoundError:
        return None
