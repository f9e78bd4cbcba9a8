"""Frameworks and files of our own making, with the shapes that real packs have."""

from pathlib import Path

import pytest

from app.frameworks.rules import Framework, parse_framework
from app.importing.parse import parse_source
from app.importing.parsed import ParsedDocument, ParsedFile
from app.importing.source import read_file

FIXTURES = Path(__file__).parent / "fixtures"
SEED = Path(__file__).parents[2] / "seed_data" / "frameworks"
REGION, ADDENDUM = "small-region-2030-31", "bullying-2031"


@pytest.fixture(scope="session")
def frameworks() -> list[Framework]:
    return [parse_framework((FIXTURES / name).read_text()) for name in ("region.yaml", "addendum.yaml")]


@pytest.fixture(scope="session")
def seed_frameworks() -> list[Framework]:
    return [parse_framework(path.read_text()) for path in sorted(SEED.glob("*.yaml"))]


@pytest.fixture(scope="session")
def pack(frameworks: list[Framework]) -> ParsedFile:
    return parse_source(read_file(FIXTURES / "pack.md"), frameworks, REGION)


@pytest.fixture(scope="session")
def region(pack: ParsedFile) -> ParsedDocument:
    return pack.documents[REGION]
