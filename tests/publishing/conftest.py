"""What tests of publishing share: warm workers, and documents made once."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.publishing.cache import PieceCache
from app.publishing.make import make_pdf
from app.publishing.models import PdfFile
from app.publishing.pool import Pool
from app.publishing.reference import reference

from .factories import draft, signed, tiny_content


@pytest.fixture(scope="session")
def pool() -> Iterator[Pool]:
    workers = Pool(2, timeout=60)
    yield workers
    workers.close()


@pytest.fixture
def cache(tmp_path: Path) -> PieceCache:
    return PieceCache(tmp_path / "parts")


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> PieceCache:
    return PieceCache(tmp_path_factory.mktemp("parts"))


@pytest.fixture(scope="session")
def draft_pdf(pool: Pool, kept: PieceCache) -> PdfFile:
    return make_pdf(tiny_content(), draft(tiny_content()), pool=pool, cache=kept)


@pytest.fixture(scope="session")
def signed_pdf(pool: Pool, kept: PieceCache) -> PdfFile:
    return make_pdf(tiny_content(), signed(tiny_content()), pool=pool, cache=kept)


@pytest.fixture(scope="session")
def reference_pdf(pool: Pool) -> PdfFile:
    return reference(tiny_content(), draft(tiny_content()), pool=pool)


@pytest.fixture
def make(pool: Pool, cache: PieceCache) -> Callable[..., PdfFile]:
    def made(content: dict[str, Any], **more: Any) -> PdfFile:
        return make_pdf(content, more.pop("edition", draft(content)), pool=pool, cache=cache, **more)
    return made
