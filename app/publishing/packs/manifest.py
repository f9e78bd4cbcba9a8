"""What a zip says of itself: its manifest, and where anything in it is otherwise."""

import hashlib
import io
import json
import zipfile
import zlib
from collections import Counter
from typing import Any

NAME = "manifest.json"
SCHEMA = "candour-pack-1"
NO_MANIFEST, DAMAGED = "no manifest", "damaged"
CHUNK = 1024 * 1024
LARGEST = 4_000_000
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)


def is_zip(data: bytes) -> bool:
    """Whether a file looks like a zip, whole or not."""
    return data.startswith(b"PK\x03\x04")


def examined(data: bytes) -> dict[str, Any]:
    """What a zip holds against what its manifest says, as plain JSON.

    `fault` is NO_MANIFEST or DAMAGED, and then nothing else is there; `files` is how many files are listed, `wrong`
    what is otherwise in words, `pack` what the manifest says that it is.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            manifest = _manifest(archive)
            if manifest is None:
                return {"fault": NO_MANIFEST}
            pack, listed = manifest
            return {"fault": "", "pack": pack, "files": len(listed), "wrong": _differences(archive, listed)}
    except BROKEN:
        return {"fault": DAMAGED}


def _manifest(archive: zipfile.ZipFile) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """What the pack is and its files by their paths; None where there is no manifest of ours."""
    if NAME not in archive.namelist() or archive.getinfo(NAME).file_size > LARGEST:
        return None
    try:
        whole = json.loads(archive.read(NAME))
        if whole["schema"] != SCHEMA:
            return None
        return dict(whole["pack"]), {one["path"]: (one["sha256"], one["size"]) for one in whole["files"]}
    except (ValueError, KeyError, TypeError):
        return None


def _differences(archive: zipfile.ZipFile, listed: dict[str, Any]) -> list[str]:
    """What is otherwise than the manifest says, in words; a name that stands twice is otherwise too."""
    names = Counter(archive.namelist())
    found = [f"{path} is missing" for path in listed if path not in names]
    found += [f"{name} is not in the manifest" for name in names if name not in listed and name != NAME]
    found += [f"{name} is there {times} times" for name, times in names.items() if times > 1]
    there = (path for path in listed if path in names)
    return found + [f"{path} was changed" for path in there if not _same(archive, path, listed[path])]


def _same(archive: zipfile.ZipFile, path: str, wanted: tuple[str, int]) -> bool:
    """Whether a member has this digest; one of another size is never unpacked, however large it claims to be."""
    if archive.getinfo(path).file_size != wanted[1]:
        return False
    digest = hashlib.sha256()
    with archive.open(path) as member:
        while chunk := member.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest() == wanted[0]
