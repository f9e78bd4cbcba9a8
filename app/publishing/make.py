"""Make a PDF from content: compose, render what is new, settle the page numbers, assemble."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from app.publishing.cache import PieceCache, key_of
from app.publishing.compose import compose
from app.publishing.models import Composition, Edition, PdfFile
from app.publishing.parts import PartRun
from app.publishing.pool import Pool

Progress = Callable[[int, int, str], None]
TIDYING = "0"  # one document in sixteen looks through the cache for what is long unused


def quietly(done: int, total: int, label: str) -> None:
    """Progress that nobody watches."""


def make_pdf(content: dict[str, Any], edition: Edition, *, pool: Pool, cache: PieceCache,
             on_progress: Progress = quietly) -> PdfFile:
    """The finished document; the same content and edition give the same bytes, at once the second time.

    `on_progress(done, total, label)` may be called from any thread. Raises RenderTimeout or RenderFailed.
    """
    key = document_key(content, edition)
    if stored := stored_file(cache, key):
        on_progress(1, 1, "Ready")
        return stored
    return set_and_kept(compose(content, edition), key, pool=pool, cache=cache, on_progress=on_progress)


def set_and_kept(composition: Composition, key: str, *, pool: Pool, cache: PieceCache,
                 on_progress: Progress = quietly) -> PdfFile:
    """A composition laid out, joined and kept under `key`, however it was made before."""
    total = len(composition.parts) + 1
    run = PartRun(composition, pool, cache, lambda done, label: on_progress(done, total, label))
    parts = run.rendered()
    pages = pool.run({"task": "join", "folder": str(cache.folder), "key": key, "parts": [part.key for part in parts],
                      "furniture": asdict(composition.furniture), "identity": asdict(composition.identity)})
    remarks = [remark for part in parts for remark in part.anatomy.warnings]
    facts = {"pages": pages, "warnings": remarks, "unprinted": [one.told for one in composition.unprintable]}
    cache.write(key, "json", json.dumps(facts).encode())
    if key.startswith(TIDYING):
        cache.prune()
    on_progress(total, total, "Ready")
    made = stored_file(cache, key)
    assert made
    return made


def document_key(content: dict[str, Any], edition: Edition) -> str:
    """The name of the document that this content and edition make."""
    canonical = json.dumps([content, asdict(edition)], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return key_of("document", hashlib.sha256(canonical.encode()).hexdigest())


def stored_file(cache: PieceCache, key: str) -> PdfFile | None:
    """A document made before, or None."""
    facts, data = cache.read(key, "json"), cache.read(key, "pdf")
    if not facts or not data:
        return None
    known = json.loads(facts)
    return PdfFile(data, known["pages"], tuple(known["warnings"]), tuple(known["unprinted"]))
