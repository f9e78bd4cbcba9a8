"""Reading the text of a revision's file in the background, so that search finds what stands in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from app.core.database import Database
from app.core.errors import CandourError, NotFound
from app.core.files import FileStore
from app.core.jobs import Progress, enqueue
from app.core.limited import Limits, run_limited
from app.evidence.models import EvidenceItem, EvidenceRevision
from app.evidence.passages.contents import contents, rules_of
from app.evidence.passages.index import forget_older, put
from app.evidence.passages.models import EvidencePassage, EvidenceReading

READ_FILE = "read_evidence"
LIMITS = Limits(memory=1024 * 1024 * 1024, processor_seconds=120, seconds=300)
AT_ONCE = 500  # passages that one transaction writes: some tenths of a second
UNREADABLE = "The text of the file could not be read, so that search finds the item by its title alone."
NO_TEXT = "No text was found in the file. If it is a scan, search finds the item by its title alone."


@dataclass(frozen=True)
class Found:
    """What reading a file came to: `rules`, `state` and `note` as in EvidenceReading, each place with its text."""

    rules: int
    state: str
    note: str
    passages: tuple[tuple[str, str], ...] = ()


def wait_to_be_read(session: Session, item: EvidenceItem, revision: EvidenceRevision, person_id: int | None) -> None:
    """Have a new revision read where there is text in its file; earlier ones are no longer found by their words."""
    assert item.id is not None and revision.id is not None
    if revision.number > 1:
        forget_older(session, item.id, revision.number)
    if rules_of(revision.media_type):
        session.add(EvidenceReading(revision_id=revision.id))
        enqueue(session, READ_FILE, {"revision_id": revision.id}, person_id, item.authority_id)


def read_revision(
    files: FileStore, database: Database, arguments: dict[str, Any], progress: Progress
) -> dict[str, Any]:
    """The job: read the file of a new revision; begun again, it starts from nothing unless it was at its end."""
    revision_id: int = arguments["revision_id"]
    with database.read() as session:
        reading = session.get_one(EvidenceReading, revision_id)
    if reading.state == "waiting":
        progress(0, 1, "Reading the file")
        take(database, revision_id, read_file(files, database, revision_id))
    return {}


def take(database: Database, revision_id: int, found: Found) -> None:
    """Keep what was found in a file; nobody sees any of it, or misses what was found before, until all of it is kept.

    Each transaction is short, so that nobody who saves waits for long.
    """
    broken_off = select(col(EvidencePassage.id)).where(
        EvidencePassage.revision_id == revision_id, EvidencePassage.rules == found.rules
    )
    with database.read() as session:
        left = [key or 0 for key in session.exec(broken_off)]
    remove(database, left)
    for start in range(0, len(found.passages), AT_ONCE):
        with database.write() as session:
            _keep(session, revision_id, found.rules, found.passages[start : start + AT_ONCE])
    with database.write() as session:
        reading = session.get_one(EvidenceReading, revision_id)
        reading.state, reading.note, reading.rules = found.state, found.note, found.rules
        reading.passages = len(found.passages)


def remove(database: Database, passages: Sequence[int]) -> None:
    """Remove the passages of these ids with their words, in short transactions."""
    for start in range(0, len(passages), AT_ONCE):
        with database.write() as session:
            part = passages[start : start + AT_ONCE]
            session.execute(delete(EvidencePassage).where(col(EvidencePassage.id).in_(part)))


def read_file(files: FileStore, database: Database, revision_id: int) -> Found:
    """What stands in a revision's file; NotFound where there is no such revision, StoreAway as the store says."""
    with database.read() as session:
        revision = session.get(EvidenceRevision, revision_id)
        if revision is None:
            raise NotFound
        media_type, sha256 = revision.media_type, revision.file_sha256
    rules, data = rules_of(media_type), files.get(sha256) or b""
    try:
        found = run_limited(contents, media_type, data, limits=LIMITS)
    except CandourError:
        return Found(rules, "failed", UNREADABLE)
    passages = tuple((str(place), str(text)) for place, text in found["passages"])
    return Found(rules, "read", str(found["note"]), passages) if passages else Found(rules, "empty", NO_TEXT)


def _keep(session: Session, revision_id: int, rules: int, passages: Sequence[tuple[str, str]]) -> None:
    rows = [EvidencePassage(revision_id=revision_id, place=place, text=text, rules=rules) for place, text in passages]
    revision = session.get_one(EvidenceRevision, revision_id)
    # Held until the end, so that a revision which somebody adds meanwhile takes these out of the index again.
    item = session.get_one(EvidenceItem, revision.item_id, with_for_update=True)
    session.add_all(rows)
    session.flush()
    newest = select(func.max(EvidenceRevision.number)).where(EvidenceRevision.item_id == item.id)
    if revision.number == session.exec(newest).one():
        put(session, item.authority_id, [(row.id or 0, row.text) for row in rows])
