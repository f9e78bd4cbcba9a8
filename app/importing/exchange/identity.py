"""What a Word file says, out of sight, about where it came from."""

import hashlib
import json
from dataclasses import dataclass

NAME = "Candour"  # of the document property that holds it


@dataclass(frozen=True)
class Part:
    """One answer in the file: the prompt that leads to it, its text, and the version that was written out."""

    key: str
    text_id: int
    version: int


@dataclass(frozen=True)
class Identity:
    """The assessment's address, and the answers in order."""

    address: str
    parts: tuple[Part, ...]


def sealed(identity: Identity) -> str:
    """The identity as it stands in a file, with a checksum that tells damage."""
    body = json.dumps([identity.address, [[part.key, part.text_id, part.version] for part in identity.parts]])
    return f"{_checksum(body)} {body}"


def opened(text: str) -> Identity | None:
    """The identity in a file; None where there is none, or it is damaged."""
    checksum, _, body = text.partition(" ")
    if not body or checksum != _checksum(body):
        return None
    address, parts = json.loads(body)
    return Identity(address, tuple(Part(*part) for part in parts))


def _checksum(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:16]
