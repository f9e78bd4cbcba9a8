"""Checking a pack: against those that were made here, and a zip against its own manifest without any store."""

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from app.core.limited import TooHeavy, run_limited
from app.core.templating import day
from app.publishing.claims import claims
from app.publishing.documents.verify import ALTERED, UNALTERED, UNKNOWN, Verdict
from app.publishing.packs import queries
from app.publishing.packs.manifest import DAMAGED, NO_MANIFEST, examined, is_zip
from app.publishing.packs.models import Pack

MOST_NAMED = 3
FAULTS = {
    NO_MANIFEST: Verdict(UNKNOWN, "Unknown: this zip has no manifest of a Candour pack."),
    DAMAGED: Verdict(ALTERED, "Altered: this zip is damaged."),
}


def verify_zip(data: bytes) -> Verdict:
    """Compare everything in a zip with its manifest, offline.

    0 where each file is as the manifest says and none is missing or beside it, 1 where not, 2 where this is no pack.
    Whoever changes a file may change the manifest too: so the SHA-256 of the whole is told, which also stands on the
    page where the pack was made.
    """
    found = examined(data)
    if wrong := _wrong(found):
        return wrong
    number, digest = found["files"], hashlib.sha256(data).hexdigest()
    files = f"{number} files are" if number > 1 else "1 file is"
    return Verdict(UNALTERED, f"Unaltered: {files} as the manifest says. SHA-256 of the zip: {digest}.")


def _wrong(found: dict[str, Any]) -> Verdict | None:
    """What is wrong with a zip by its own account; None where it agrees with its manifest."""
    if found["fault"]:
        return FAULTS[found["fault"]]
    wrong: list[str] = found["wrong"]
    if not wrong:
        return None
    more = f" and {len(wrong) - MOST_NAMED} more" if len(wrong) > MOST_NAMED else ""
    return Verdict(ALTERED, f"Altered: {', '.join(wrong[:MOST_NAMED])}{more}.")


def verify_pack(session: Session, data: bytes, authority_ids: Sequence[int] | None = None) -> Verdict | None:
    """Recognise a pack, as PDF or as zip, within these authorities; None means all of them.

    None where it is no pack, and may be another document. Of a zip that was made here nothing is unpacked; any other is
    looked through in a process of its own.
    """
    known = queries.by_file(session, hashlib.sha256(data).hexdigest(), authority_ids)
    if known is not None:
        whose = f"made for {known.made_for} on {day(known.made_at)}"
        return Verdict(UNALTERED, f"Unaltered: this is {_named(known)}, {whose}.")
    if is_zip(data):
        return _strange_zip(session, data, authority_ids)
    claim = claims(data)
    kind = claim.edition.removesuffix("-pack") if claim and claim.edition.endswith("-pack") else ""
    like = queries.by_content(session, kind, claim.content_sha256, authority_ids) if claim and kind else None
    return _pretends(like) if like else None


def _strange_zip(session: Session, data: bytes, authority_ids: Sequence[int] | None) -> Verdict:
    """A zip that is not one of those made here: altered, or none of ours though it agrees with itself."""
    try:
        found = run_limited(examined, data)
    except TooHeavy as heavy:
        return Verdict(UNKNOWN, f"Unknown: {heavy.sentence[:1].lower()}{heavy.sentence[1:]}")
    if wrong := _wrong(found):
        return wrong
    said = found["pack"]
    like = queries.by_content(session, str(said.get("kind")), str(said.get("content_sha256")), authority_ids)
    if like:
        return _pretends(like)
    return Verdict(UNKNOWN, "Unknown: its files are as its manifest says, but no such pack was made here.")


def _pretends(like: Pack) -> Verdict:
    return Verdict(ALTERED, f"Altered: it claims to be {_named(like)}, but it is not a file that was made here.")


def _named(pack: Pack) -> str:
    return f"the {pack.kind} pack of {pack.address}"
