"""Whether a file is one that we made: the three verdicts and their sentences."""

from dataclasses import dataclass

from app.publishing.models import Claim

UNALTERED, ALTERED, UNKNOWN = 0, 1, 2


@dataclass(frozen=True)
class Verdict:
    """The outcome of verifying a file: an exit status and a sentence."""

    status: int
    sentence: str


def verdict(claim: Claim | None, stored: Claim | None, same_content_made: bool) -> Verdict:
    """Judge a file by what it claims and what the store knows.

    `stored` is the identity of the stored file with the very same bytes, if there is one;
    `same_content_made` says whether the store has any file of the edition that is claimed.
    """
    if stored:
        return Verdict(UNALTERED, f"Unaltered: this is {named(stored)}.")
    if claim and same_content_made:
        return Verdict(ALTERED, f"Altered: the file says it is {named(claim)}, but it is not the file that was made.")
    if claim:
        return Verdict(UNKNOWN, f"Unknown: the file says it is {named(claim)}, which this store never made.")
    return Verdict(UNKNOWN, "Unknown: this is no document made by Candour.")


def named(claim: Claim) -> str:
    """An edition in words, with its address and the beginning of its hash."""
    edition = "a draft" if claim.edition == "draft" else f"signed revision {claim.revision}"
    return f"{edition} of {claim.address}, content {claim.content_sha256[:12]}"
