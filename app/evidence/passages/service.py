"""Reading the text of a revision's file in the background, once, so that search finds what stands in it."""

from typing import Any

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from app.core.database import Database
from app.core.errors import CandourError, NotFound
from app.core.files import FileStore
from app.core.jobs import Progress, enqueue
from app.core.limited import Limits, run_limited
from app.evidence.models import EvidenceItem, EvidenceRevision
from app.evidence.passages.contents import READ, contents
from app.evidence.passages.index import forget_older, put
from app.evidence.passages.models import EvidencePassage, EvidenceReading

READ_FILE = "read_evidence"
LIMITS = Limits(memory=1024 * 1024 * 1024, processor_seconds=120, seconds=300)
AT_ONCE = 500  # passages that one transaction writes, so that nobody who saves waits for long
UNREADABLE = "The text of the file could not be read, so that search finds the item by its title alone."
NO_TEXT = "No text was found in the file. If it is a scan, search finds the item by its title alone."


def wait_to_be_read(session: Session, item: EvidenceItem, revision: EvidenceRevision, person_id: int | None) -> None:
    """Have a new revision read where there is text in its file; earlier ones are no longer found by their words."""
    assert item.id is not None and revision.id is not None
    if revision.number > 1:
        forget_older(session, item.id, revision.number)
    if revision.media_type.partition(";")[0] in READ:
        session.add(EvidenceReading(revision_id=revision.id))
        enqueue(session, READ_FILE, {"revision_id": revision.id}, person_id, item.authority_id)


def read_revision(
    files: FileStore, database: Database, arguments: dict[str, Any], progress: Progress
) -> dict[str, Any]:
    """The job: read the file in a limited child process and keep its passages; begun again, it starts from nothing."""
    revision_id: int = arguments["revision_id"]
    with database.write() as session:
        revision = session.get(EvidenceRevision, revision_id)
        if revision is None:
            raise NotFound
        session.execute(delete(EvidencePassage).where(col(EvidencePassage.revision_id) == revision_id))
        media_type, data = revision.media_type, files.get(revision.file_sha256) or b""
    progress(0, 1, "Reading the file")
    try:
        found = run_limited(contents, media_type, data, limits=LIMITS)
    except CandourError:
        return _finish(database, revision_id, "failed", 0, UNREADABLE)
    passages = [(str(place), str(text)) for place, text in found["passages"]]
    for start in range(0, len(passages), AT_ONCE):
        _keep(database, revision_id, passages[start : start + AT_ONCE])
    state, note = ("read", str(found["note"])) if passages else ("empty", NO_TEXT)
    return _finish(database, revision_id, state, len(passages), note)


def _keep(database: Database, revision_id: int, passages: list[tuple[str, str]]) -> None:
    with database.write() as session:
        rows = [EvidencePassage(revision_id=revision_id, place=place, text=text) for place, text in passages]
        session.add_all(rows)
        session.flush()
        revision = session.get_one(EvidenceRevision, revision_id)
        item = session.get_one(EvidenceItem, revision.item_id)
        newest = select(func.max(EvidenceRevision.number)).where(EvidenceRevision.item_id == item.id)
        if revision.number == session.exec(newest).one():
            put(session, item.authority_id, [(row.id or 0, row.text) for row in rows])


def _finish(database: Database, revision_id: int, state: str, passages: int, note: str) -> dict[str, Any]:
    with database.write() as session:
        reading = session.get_one(EvidenceReading, revision_id)
        reading.state, reading.passages, reading.note = state, passages, note
    return {"state": state, "passages": passages}
