"""Files by content: each is kept once, under its SHA-256, and is whole or absent."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import CandourError, NotFound

CHUNK = 1024 * 1024
MISSING = "The file is missing from the store. Ask your administrator to look at the backups."
NOT_KEPT = "The store of files cannot be reached, so nothing was kept. Try again later, or tell your administrator."
NOT_READ = "The store of files cannot be reached at the moment. Try again later, or tell your administrator."


class StoreAway(CandourError):
    """The place where files are kept does not answer, or refuses; nothing was changed."""

    status = 503
    title = "The store of files cannot be reached"


@dataclass(frozen=True)
class Stream:
    """A file as it is handed on: its size in bytes, and what it holds in chunks."""

    size: int
    chunks: Iterator[bytes]


class FileStore:
    """Files named by their SHA-256: here in a folder; `BucketStore` keeps them in a bucket behind the same methods."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _place(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def put(self, data: bytes) -> str:
        """Keep the bytes and give their SHA-256; safely kept before this returns. StoreAway where they cannot be."""
        digest = hashlib.sha256(data).hexdigest()
        if not self.has(digest):
            write_whole(self._place(digest), data)
        return digest

    def has(self, sha256: str) -> bool:
        """Whether a file with this digest is here."""
        return self._place(sha256).is_file()

    def get(self, sha256: str) -> bytes | None:
        """The bytes with this digest, or None."""
        place = self._place(sha256)
        return place.read_bytes() if place.is_file() else None

    def stream(self, sha256: str) -> Stream:
        """The file with this digest, without having all of it in memory; NotFound where there is none."""
        place = self._place(sha256)
        if not place.is_file():
            raise NotFound(MISSING)
        return Stream(place.stat().st_size, _chunks(place))

    @contextmanager
    def on_disk(self, sha256: str) -> Iterator[Path]:
        """The file under a path of this machine, to be read only, as long as the context lasts."""
        place = self._place(sha256)
        if not place.is_file():
            raise NotFound(MISSING)
        yield place


def _chunks(place: Path) -> Iterator[bytes]:
    with place.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def write_whole(place: Path, data: bytes) -> None:
    """Write a file so that a reader sees all of it or none: temporary file, fsync, rename."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(place.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
