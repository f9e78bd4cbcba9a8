"""Checking a pack: a zip against its own manifest, without any store; a PDF against those that were made."""

import hashlib
import io
import json
import zipfile
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from app.core.templating import day
from app.publishing.claims import claims
from app.publishing.documents.verify import ALTERED, UNALTERED, UNKNOWN, Verdict
from app.publishing.packs import queries
from app.publishing.packs.bundle import MANIFEST, SCHEMA

CHUNK = 1024 * 1024
LARGEST_MANIFEST = 4_000_000
MOST_NAMED = 3


def is_zip(data: bytes) -> bool:
    """Whether a file looks like a zip, whole or not."""
    return data.startswith(b"PK\x03\x04")


def verify_zip(data: bytes) -> Verdict:
    """Compare everything in a zip with its manifest, offline.

    0 where each file is as the manifest says and none is missing or beside it, 1 where not, 2 where this is no pack.
    Whoever changes a file may change the manifest too: so the SHA-256 of the whole is told, which also stands on the
    page where the pack was made.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = _listed(archive)
            if listed is None:
                return Verdict(UNKNOWN, "Unknown: this zip has no manifest of a Candour pack.")
            wrong = _differences(archive, listed)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError):
        return Verdict(ALTERED, "Altered: this zip is damaged.")
    if wrong:
        more = f" and {len(wrong) - MOST_NAMED} more" if len(wrong) > MOST_NAMED else ""
        return Verdict(ALTERED, f"Altered: {', '.join(wrong[:MOST_NAMED])}{more}.")
    files, digest = f"{len(listed)} files are" if len(listed) > 1 else "1 file is", hashlib.sha256(data).hexdigest()
    return Verdict(UNALTERED, f"Unaltered: {files} as the manifest says. SHA-256 of the zip: {digest}.")


def _listed(archive: zipfile.ZipFile) -> dict[str, Any] | None:
    """The files of the manifest by their paths; None where there is no manifest of ours."""
    if MANIFEST not in archive.namelist() or archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        return None
    try:
        whole = json.loads(archive.read(MANIFEST))
        if whole["schema"] != SCHEMA:
            return None
        return {one["path"]: (one["sha256"], one["size"]) for one in whole["files"]}
    except (ValueError, KeyError, TypeError):
        return None


def _differences(archive: zipfile.ZipFile, listed: dict[str, Any]) -> list[str]:
    """What is otherwise than the manifest says, in words; a name that stands twice is otherwise too."""
    names = Counter(archive.namelist())
    found = [f"{path} is missing" for path in listed if path not in names]
    found += [f"{name} is not in the manifest" for name in names if name not in listed and name != MANIFEST]
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


def verify_pdf(session: Session, data: bytes, authority_ids: Sequence[int] | None = None) -> Verdict | None:
    """Recognise the PDF of a pack; None where it is none, and may be another document."""
    known = queries.by_pdf(session, hashlib.sha256(data).hexdigest(), authority_ids)
    if known is not None:
        told = f"the {known.kind} pack of {known.address}, made for {known.made_for} on {day(known.made_at)}"
        return Verdict(UNALTERED, f"Unaltered: this is {told}.")
    claim = claims(data)
    kind = claim.edition.removesuffix("-pack") if claim and claim.edition.endswith("-pack") else ""
    if claim and kind and queries.by_content(session, kind, claim.content_sha256, authority_ids):
        said = f"the {kind} pack of {claim.address}"
        return Verdict(ALTERED, f"Altered: it claims to be {said}, but it is not a file that was made here.")
    return None
