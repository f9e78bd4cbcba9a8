"""The zip of a pack: its PDF, the files of evidence, and a manifest by which all of them can be checked."""

import hashlib
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.files import FileStore
from app.evidence.queries import Cited
from app.publishing.packs.manifest import NAME, SCHEMA

FOLDER = "evidence"
MOMENT = (1980, 1, 1, 0, 0, 0)  # the same pack is the same file, whenever it is made
HANDED_OUT = ("open", "partner")  # sensitivities; a restricted item leaves its authority in no pack
WITHDRAWN = "withdrawn"
LONGEST_NAME = 80
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Exhibit:
    """A file of evidence that goes into a zip, in the revision that is cited."""

    path: str
    sha256: str
    about: dict[str, Any]


@dataclass(frozen=True)
class Withheld:
    """An item whose file stays out, with the reason."""

    about: dict[str, Any]
    why: str


def exhibit_of(item: Cited) -> Exhibit:
    """The file of a cited item, under a name that every system can hold."""
    return Exhibit(f"{FOLDER}/{item.ref}-{item.revision}-{plain_name(item.file_name)}", item.file_sha256, about(item))


def about(item: Cited) -> dict[str, Any]:
    """What the manifest says of an item."""
    return {"evidence": item.ref, "revision": item.revision, "title": item.title}


def sorted_out(items: Sequence[Cited]) -> tuple[list[Exhibit], list[Withheld]]:
    """Which files of cited items go into a pack, and which do not; items without a file are neither."""
    held = [item for item in items if item.file_sha256]
    given = [exhibit_of(item) for item in held if not why_kept(item)]
    kept = [Withheld(about(item), why_kept(item)) for item in held if why_kept(item)]
    return given, kept


def free_of(items: Sequence[Cited]) -> list[tuple[str, int]]:
    """Of which of these items a file or an address is handed out, by reference and revision."""
    return [(item.ref, item.revision) for item in items if (item.file_sha256 or item.link) and not why_kept(item)]


def why_kept(item: Cited) -> str:
    """Why the file or the address of an item stays with its authority, in a word; empty where it may be handed out."""
    if item.sensitivity not in HANDED_OUT:
        return "restricted"
    return WITHDRAWN if item.status == WITHDRAWN else ""


def plain_name(name: str) -> str:
    """A file's name in plain letters, its ending kept."""
    stem, dot, ending = plain(name).rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{ending[:10]}" or "file"


def plain(words: str) -> str:
    """Words in letters, hyphens and points that every system can hold in a file's name."""
    letters = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return UNSAFE.sub("-", letters).strip("-.")


def manifest_of(pack: dict[str, Any], pdf: tuple[str, bytes], given: Sequence[Exhibit], kept: Sequence[Withheld],
                sizes: dict[str, int]) -> bytes:
    """The manifest as JSON: what the pack is, each file with its SHA-256 and size, and what was left out."""
    files = [{"path": pdf[0], "sha256": hashlib.sha256(pdf[1]).hexdigest(), "size": len(pdf[1])}]
    files += [{"path": one.path, "sha256": one.sha256, "size": sizes[one.sha256], **one.about} for one in given]
    left_out = [{**one.about, "why": one.why} for one in kept]
    whole = {"schema": SCHEMA, "pack": pack, "files": files, "left_out": left_out}
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()


def bundled(store: FileStore, pack: dict[str, Any], pdf: tuple[str, bytes], given: Sequence[Exhibit],
            kept: Sequence[Withheld], on_file: Callable[[int], None]) -> bytes:
    """The zip; `pdf` is its name and bytes, `on_file` hears how many files of evidence are in.

    NotFound where the store lost a file; what it holds under a digest is checked against it as it goes in.
    """
    out, sizes = io.BytesIO(), {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(entry(pdf[0]), pdf[1])
        for number, one in enumerate(given, 1):
            sizes[one.sha256] = copied(store, one, archive)
            on_file(number)
        archive.writestr(entry(NAME), manifest_of(pack, pdf, given, kept, sizes))
    return out.getvalue()


def copied(store: FileStore, one: Exhibit, archive: zipfile.ZipFile) -> int:
    """Put one file in, in pieces; how many bytes it has."""
    size = 0
    with archive.open(entry(one.path), "w") as place:
        for chunk in store.stream(one.sha256).chunks:
            size += place.write(chunk)
    return size


def entry(path: str) -> zipfile.ZipInfo:
    """A member of the zip under a moment that says nothing."""
    found = zipfile.ZipInfo(path, MOMENT)
    found.compress_type, found.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return found
