"""Assemble: rendered parts become one finished document."""

import io
from collections.abc import Sequence
from contextlib import ExitStack

import pikepdf

from app.publishing.cache import PieceCache
from app.publishing.finish import finish
from app.publishing.fonts import base_name, embed_fonts
from app.publishing.furniture import add_furniture
from app.publishing.joining import join_parts
from app.publishing.models import Furniture, Identity
from app.publishing.outline import add_named_places, add_outline
from app.publishing.typeface import REGULAR


def assemble(cache: PieceCache, keys: Sequence[str], furniture: Furniture, identity: Identity) -> tuple[bytes, int]:
    """The finished PDF of the kept parts `keys`, in order, and its number of pages; same parts, same bytes."""
    with ExitStack() as opened:
        sources = [opened.enter_context(pikepdf.open(cache.path(key, "pdf"))) for key in keys]
        joined, starts = join_parts(sources)
        anatomies = [cache.anatomy(key) for key in keys]
        placed = [(start, anatomy) for start, anatomy in zip(starts, anatomies, strict=True) if anatomy]
        add_named_places(joined, placed)
        add_outline(joined, placed)
        add_furniture(joined, furniture, embed_fonts(joined, starts)[base_name(REGULAR)])
        finish(joined, identity)
        return saved(joined), len(joined.pages)


def saved(pdf: pikepdf.Pdf) -> bytes:
    """The document’s bytes, its identifier taken from what it holds."""
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True, deterministic_id=True,
             force_version="1.7")
    return out.getvalue()
