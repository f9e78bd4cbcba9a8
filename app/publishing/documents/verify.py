"""Recognising a file: unaltered, altered, or none of ours."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.core.templating import day
from app.publishing.claims import claims
from app.publishing.documents import queries
from app.publishing.documents.models import Document

UNALTERED, ALTERED, UNKNOWN = 0, 1, 2
ELSEWHERE = (
    "Unknown: it says that it is no such document, but a pack or a comparison. Compare its SHA-256 with the one on the "
    "page where it was made."
)


@dataclass(frozen=True)
class Verdict:
    """0 unaltered, 1 altered, 2 unknown, with one sentence that says so."""

    code: int
    sentence: str


def verify(session: Session, data: bytes, authority_ids: Sequence[int] | None = None) -> Verdict:
    """Compare a file with those that were made here, within these authorities; None means all of them."""
    known = queries.by_file(session, hashlib.sha256(data).hexdigest(), authority_ids)
    if known is not None:
        made = day(known.made_at)
        return Verdict(UNALTERED, f"Unaltered: this is {_named(session, known)}, made on {made} by {known.made_by}.")
    claim = claims(data)
    if claim and claim.edition not in ("draft", "signed"):
        return Verdict(UNKNOWN, ELSEWHERE)
    like = claim and queries.by_content(session, claim.content_sha256, authority_ids)
    if claim and like:
        said = f"{claim.address}, {_edition(claim.edition, claim.revision)}"
        return Verdict(ALTERED, f"Altered: it claims to be {said}, but it is not the file that was made here.")
    return Verdict(UNKNOWN, "Unknown: no such file was made here.")


def _named(session: Session, document: Document) -> str:
    return f"{queries.address_of(session, document)}, {_edition(document.edition, document.number)}"


def _edition(kind: str, number: int) -> str:
    return f"signed revision {number}" if kind == "signed" else "a draft"
