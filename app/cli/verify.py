"""Say whether a PDF is one that was made here: exit 0 unaltered, 1 altered, 2 unknown or not to be read."""

import argparse
from pathlib import Path

from app.cli.store import open_store
from app.config import Settings
from app.publishing.documents.verify import UNKNOWN, verify

FAILED = UNKNOWN  # a file that cannot be read is not said to be altered


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file."""
    parser.add_argument("file", metavar="FILE", type=Path)


def run(settings: Settings, asked: argparse.Namespace) -> int:
    """Compare the file with those made here and say so in one sentence."""
    data = asked.file.read_bytes()
    with open_store(settings).read() as session:
        verdict = verify(session, data)
    print(verdict.sentence)
    return verdict.code
