"""Say whether a file is as it was made: exit 0 unaltered, 1 altered, 2 unknown or not to be read.

A PDF is compared with those that were made here, the zip of a pack with its own manifest, without any store.
"""

import argparse
from pathlib import Path

from app.cli.store import open_store
from app.config import Settings
from app.publishing.documents.verify import UNKNOWN, Verdict, verify
from app.publishing.packs.manifest import is_zip
from app.publishing.packs.verify import verify_pack, verify_zip

FAILED = UNKNOWN  # a file that cannot be read is not said to be altered


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file."""
    parser.add_argument("file", metavar="FILE", type=Path)


def run(settings: Settings, asked: argparse.Namespace) -> int:
    """Compare the file and say so in one sentence."""
    data = asked.file.read_bytes()
    verdict = verify_zip(data) if is_zip(data) else _of_pdf(settings, data)
    print(verdict.sentence)
    return verdict.code


def _of_pdf(settings: Settings, data: bytes) -> Verdict:
    with open_store(settings).read() as session:
        return verify_pack(session, data) or verify(session, data)
