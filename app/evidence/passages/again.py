"""Reading again what was read by earlier rules, or never to its end: one file after another, behind all other work."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, or_, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.core.database import Database
from app.core.files import FileStore, StoreAway
from app.core.jobs import Job, Progress, enqueue
from app.evidence.models import EvidenceItem, EvidenceRevision
from app.evidence.passages.contents import RULES
from app.evidence.passages.index import forget
from app.evidence.passages.models import EvidencePassage, EvidenceReading
from app.evidence.passages.service import AT_ONCE, READ_FILE, Found, read_file, remove, take

READ_AGAIN = "read_evidence_again"
UNFINISHED = ("waiting", "running")


def _by_earlier_rules() -> ColumnElement[bool]:
    kind, rules = col(EvidenceRevision.media_type), col(EvidenceReading.rules)
    earlier = or_(*(and_(kind.startswith(each, autoescape=True), rules < now) for each, now in RULES.items()))
    return and_(col(EvidenceReading.state) != "waiting", earlier)


def _abandoned() -> ColumnElement[bool]:
    """It waits to be read, and the job that was to do so has failed."""
    named = '{"revision_id": ' + cast(col(EvidenceReading.revision_id), String) + "}"
    job = select(Job.id).where(Job.kind == READ_FILE, Job.arguments == named, col(Job.state).in_(UNFINISHED))
    return and_(col(EvidenceReading.state) == "waiting", ~job.exists())


def _behind(session: Session) -> Sequence[int]:
    """The revisions whose files are to be read again, oldest first."""
    return session.exec(
        select(EvidenceReading.revision_id)
        .join(EvidenceRevision, col(EvidenceRevision.id) == EvidenceReading.revision_id)
        .where(or_(_by_earlier_rules(), _abandoned())).order_by(col(EvidenceReading.revision_id))
    ).all()


def ask_to_read_again(session: Session) -> None:
    """Have files read again where there are any to read, unless that is asked for already."""
    asked = select(Job.id).where(Job.kind == READ_AGAIN, col(Job.state).in_(UNFINISHED))
    if session.exec(asked.limit(1)).first() is None and (behind := _behind(session)):
        enqueue(session, READ_AGAIN, {"revision_id": behind[0]}, None, None)


@dataclass(frozen=True)
class Read:
    """How many of a library's files have been read by the present rules, of how many in which text is looked for.

    `going` says that files are being read, or wait for it.
    """

    done: int
    total: int
    going: bool


def how_far(session: Session, authority_id: int) -> Read:
    """How far the files of a library have been read by the present rules, in one query."""
    behind = or_(_by_earlier_rules(), col(EvidenceReading.state) == "waiting")
    job = select(Job.id).where(col(Job.kind).in_((READ_FILE, READ_AGAIN)), col(Job.state).in_(UNFINISHED))
    total, left, going = session.execute(
        columns(func.count(), func.count().filter(behind), job.exists()).select_from(EvidenceReading)
        .join(EvidenceRevision, col(EvidenceRevision.id) == EvidenceReading.revision_id)
        .join(EvidenceItem, col(EvidenceItem.id) == EvidenceRevision.item_id)
        .where(col(EvidenceItem.authority_id) == authority_id)
    ).one()
    return Read(total - left, total, going)


def read_again(
    files: FileStore, database: Database, arguments: dict[str, Any], progress: Progress
) -> dict[str, Any]:
    """The job: read this revision's file again, and ask for the next one.

    What somebody waits for meanwhile, such as a PDF, comes before the next file. Where the process ends, the job
    begins with what is left to do.
    """
    revision_id: int = arguments["revision_id"]
    with database.read() as session:
        left = _behind(session)
    progress(0, len(left), "Reading files again")
    if revision_id in left:
        with suppress(StoreAway):  # it stays as it is until this is next asked for
            _take_again(database, revision_id, read_file(files, database, revision_id))
    _tidy(database, revision_id)
    following = next((one for one in left if one > revision_id), None)
    if following is not None:
        with database.write() as session:
            enqueue(session, READ_AGAIN, {"revision_id": following}, None, None)
    return {}


def _take_again(database: Database, revision_id: int, found: Found) -> None:
    """Let what was found now stand in place of what was found before; what cannot be read any more stays as it was."""
    with database.write() as session:
        reading = session.get_one(EvidenceReading, revision_id, with_for_update=True)
        standing = _passages(session, revision_id, reading.rules)
        same = reading.state == "read" and [(place, text) for _, place, text in standing] == list(found.passages)
        if same or (reading.state == "read" and found.state == "failed"):
            of_reading = and_(col(EvidencePassage.revision_id) == revision_id,
                              col(EvidencePassage.rules) == reading.rules)
            session.execute(update(EvidencePassage).where(of_reading).values(rules=found.rules))
            reading.rules = found.rules
            return
    take(database, revision_id, found)


def _passages(session: Session, revision_id: int, rules: int) -> Sequence[tuple[int, str, str]]:
    """Id, place and text of what was found by these rules, in the order of the file."""
    rows = session.execute(
        columns(col(EvidencePassage.id), col(EvidencePassage.place), col(EvidencePassage.text))
        .where(col(EvidencePassage.revision_id) == revision_id, col(EvidencePassage.rules) == rules)
        .order_by(col(EvidencePassage.id))
    ).all()
    return [(key or 0, place, text) for key, place, text in rows]


def _tidy(database: Database, revision_id: int) -> None:
    """Of what was found by earlier rules, keep what is not found any more, and that out of the index."""
    with database.read() as session:
        rules = session.get_one(EvidenceReading, revision_id).rules
        standing = {(place, text) for _, place, text in _passages(session, revision_id, rules)}
        earlier = [row for each in range(rules) for row in _passages(session, revision_id, each)]
    gone = [key for key, *found in earlier if tuple(found) in standing]
    remove(database, gone)
    former = [key for key, *found in earlier if tuple(found) not in standing]
    for start in range(0, len(former), AT_ONCE):
        with database.write() as session:
            forget(session, former[start : start + AT_ONCE])
