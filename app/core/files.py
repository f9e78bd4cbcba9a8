"""Files by content: each is kept once, under its SHA-256, and is whole or absent."""

import hashlib
import os
import tempfile
from pathlib import Path


class FileStore:
    """A folder of files named by their SHA-256."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where a file with this digest stands, whether or not it is there."""
        return self.folder / sha256[:2] / sha256

    def put(self, data: bytes) -> str:
        """Keep the bytes and give their SHA-256; on disk before this returns."""
        digest = hashlib.sha256(data).hexdigest()
        place = self.path(digest)
        if not place.exists():
            write_whole(place, data)
        return digest

    def get(self, sha256: str) -> bytes | None:
        """The bytes with this digest, or None."""
        place = self.path(sha256)
        return place.read_bytes() if place.is_file() else None


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
