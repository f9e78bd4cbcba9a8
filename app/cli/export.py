"""Make the PDF of an assessment: the signed revision where there is one, else a draft."""

import argparse
import sys
from pathlib import Path

from sqlmodel import Session

from app.accounts.actor import Command
from app.activity.service import record
from app.activity.tags import Tag
from app.assessments.address import Address, parse_address
from app.assessments.freezing.queries import frozen_of
from app.assessments.queries import any_assessment_at
from app.cli.store import open_store
from app.config import Settings
from app.core.buckets import open_files
from app.core.database import Database
from app.core.errors import CandourError, NotFound
from app.core.files import write_whole
from app.core.templating import counted_plainly
from app.publishing.cache import PieceCache
from app.publishing.documents.models import Document
from app.publishing.documents.service import Order, Press, make_document, order
from app.publishing.errors import PublishingError
from app.publishing.pool import Pool

DOER = Command("Command line")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which assessment, which edition, and where the file goes."""
    parser.add_argument("address", metavar="AUTHORITY/FRAMEWORK/YEAR", type=str)
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="where to write the PDF")
    parser.add_argument("--edition", choices=("draft", "signed"), help="signed by default, draft where nothing is")


def run(settings: Settings, asked: argparse.Namespace) -> int:
    """Make the file, unless it was made before, and copy it out."""
    address = parse_address(asked.address)
    database, files = open_store(settings), open_files(settings.files, settings.data_dir / "files")
    with database.read() as session:
        wanted = _order(session, address, asked.edition)
    pool = Pool(settings.render_workers, settings.render_timeout_seconds)
    press = Press(pool, PieceCache(settings.data_dir / "parts"), files)
    try:
        made = make_document(database, press, wanted, DOER, _progress)
    except PublishingError as error:
        raise CandourError(str(error)) from error
    finally:
        pool.close()
    write_whole(asked.out, files.get(made.file_sha256) or b"")
    _record(database, wanted, made)
    pages = counted_plainly(made.pages, "page")
    print(f"{asked.out}: {_named(made)}, {pages}, SHA-256 {made.file_sha256}.")
    if made.told_unprinted:
        print(made.told_unprinted)
    return 0


def _order(session: Session, address: Address, edition: str | None) -> Order:
    assessment = any_assessment_at(session, address)
    if assessment is None or assessment.id is None:
        raise NotFound(f"There is no assessment {address}.")
    signed = any(one.sign_off for one in frozen_of(session, assessment.id))
    return order(session, assessment, address, edition or ("signed" if signed else "draft"))


def _record(database: Database, wanted: Order, made: Document) -> None:
    with database.write() as session:
        record(
            session, Tag.DOCUMENT_OPENED, DOER, wanted.authority_id, str(wanted.address),
            edition=made.edition, sha256=made.file_sha256[:12],
        )


def _named(made: Document) -> str:
    return f"signed revision {made.number}" if made.edition == "signed" else "draft"


def _progress(done: int, total: int, label: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{done} of {total}: {label}", end="\n" if done == total else "", file=sys.stderr, flush=True)
