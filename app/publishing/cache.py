"""Finished pieces kept in files named by what they were made from, the longest unused ones dropped first."""

import hashlib
import json
import os
import tempfile
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path

from app.config import ROOT
from app.publishing.models import Anatomy
from app.publishing.typeface import files


@cache
def maker() -> str:
    """A digest of all but the text that shapes a PDF: style, fonts, templates, renderer, and our own stages."""
    digest = hashlib.sha256()
    code = [*ROOT.glob("app/publishing/*.py"), *ROOT.glob("app/richtext/*.py"), *ROOT.glob("templates/publishing/*")]
    for path in [ROOT / "static" / "css" / "paper.css", *files(), *sorted(code)]:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for package in ("weasyprint", "pydyf", "pikepdf"):
        digest.update(f"{package} {version(package)}".encode())
    return digest.hexdigest()


def key_of(*pieces: str) -> str:
    """The name of what is made from these texts by the present maker."""
    digest = hashlib.sha256(maker().encode())
    for piece in pieces:
        digest.update(hashlib.sha256(piece.encode()).digest())
    return digest.hexdigest()


class PieceCache:
    """A folder of pieces; safe to share between processes, since files are written aside and renamed."""

    def __init__(self, folder: Path, max_bytes: int = 2_000_000_000) -> None:
        self.folder, self.max_bytes = folder, max_bytes

    def path(self, key: str, kind: str) -> Path:
        """Where the piece `key` of a kind (`pdf`, `json`) is or would be."""
        return self.folder / key[:2] / f"{key}.{kind}"

    def read(self, key: str, kind: str) -> bytes | None:
        """The piece, or None; reading it counts as use."""
        path = self.path(key, kind)
        try:
            data = path.read_bytes()
            os.utime(path)
        except FileNotFoundError:
            return None
        return data

    def write(self, key: str, kind: str, data: bytes) -> None:
        """Keep a piece; another process that writes the same one at once does no harm."""
        path = self.path(key, kind)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(aside, path)

    def anatomy(self, key: str) -> Anatomy | None:
        """The anatomy of a part whose PDF is kept too, else None."""
        data = self.read(key, "json") if self.path(key, "pdf").exists() else None
        return anatomy_from(json.loads(data)) if data else None

    def keep_part(self, key: str, pdf: bytes, anatomy: Anatomy) -> None:
        """Keep a rendered part; the anatomy last, since it vouches for the PDF."""
        self.write(key, "pdf", pdf)
        self.write(key, "json", json.dumps(asdict(anatomy)).encode())

    def prune(self) -> None:
        """Drop the longest unused pieces until no more than `max_bytes` are kept."""
        found = sorted(((path.stat().st_mtime, path.stat().st_size, path) for path in self.folder.glob("??/*")),
                       reverse=True)
        kept = 0
        for _, size, path in found:
            kept += size
            if kept > self.max_bytes:
                path.unlink(missing_ok=True)


def anatomy_from(data: dict[str, object]) -> Anatomy:
    """An anatomy as it was before it became JSON."""
    anchors = {name: tuple(place) for name, place in data["anchors"].items()}  # type: ignore[attr-defined]
    bookmarks = tuple(tuple(mark) for mark in data["bookmarks"])  # type: ignore[attr-defined]
    return Anatomy(data["pages"], anchors, bookmarks, tuple(data["warnings"]))  # type: ignore[arg-type]
