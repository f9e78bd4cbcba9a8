"""Making a PDF of changes, in the background, for somebody who may read both versions."""

from typing import Any

from sqlmodel import Session

from app.accounts.queries import actor_by_person
from app.activity.service import record
from app.activity.tags import Tag
from app.assessments.address import parse_address
from app.assessments.guards import open_desk
from app.assessments.history.service import changes
from app.assessments.permissions import Desk, reads_drafts
from app.assessments.reading import answer_on
from app.assessments.workflow.service import response_of, told
from app.core.database import Database
from app.core.errors import NotFound
from app.core.jobs import Progress
from app.evidence import queries as evidence
from app.indicators.extracts.queries import extracts_of
from app.publishing.cache import PieceCache
from app.publishing.changes.compose import Subject, compose_changes, key_of_changes
from app.publishing.documents.service import Press
from app.publishing.make import set_and_kept, stored_file
from app.publishing.models import Composition, PdfFile, told_unprinted
from app.publishing.pool import Pool
from app.richtext.text import extracts


def wanted(desk: Desk, old: int, new: int) -> dict[str, Any]:
    """What the work needs to know, as it waits."""
    return {"address": str(desk.address), "key": desk.prompt.key, "old": old, "new": new,
            "person_id": desk.actor.person_id}


def make_changes(
    press: Press, database: Database, arguments: dict[str, Any], progress: Progress
) -> dict[str, Any]:
    """The PDF of what changed, stored by its digest; NotFound where the person may no longer read it."""
    with database.read() as session:
        actor = actor_by_person(session, arguments["person_id"])
        if actor is None:
            raise NotFound
        desk = open_desk(session, actor, parse_address(arguments["address"]), arguments["key"])
        if not reads_drafts(actor, desk):
            raise NotFound
        composition = composed(session, desk, arguments["old"], arguments["new"])
    pdf = pressed(composition, press.pool, press.cache, progress)
    digest = press.files.put(pdf.data)
    with database.write() as session:
        noted(session, Tag.CHANGES_MADE, desk, arguments)
    return {"sha256": digest, "pages": pdf.pages, "size": len(pdf.data), "unprinted": told_unprinted(pdf.unprinted)}


def composed(session: Session, desk: Desk, old: int, new: int) -> Composition:
    """What changed between two versions, ready to be laid out."""
    found, answer = changes(session, desk, old, new), answer_on(session, desk)
    standards = [(one.name, one.wording) for one in answer.standards if one.wording]
    subject = Subject(desk, answer.name, standards, desk.actor.name)
    names = {name for doc in found.docs or () for name, _ in extracts(doc)}
    cited, known = evidence.cited(session, desk.place.id, found.cited), extracts_of(session, desk.place.id, names)
    return compose_changes(subject, found, cited, known)


def pressed(composition: Composition, pool: Pool, cache: PieceCache, progress: Progress) -> PdfFile:
    """The finished file, at once where it was made before."""
    key = key_of_changes(composition)
    return stored_file(cache, key) or set_and_kept(composition, key, pool=pool, cache=cache, on_progress=progress)


def noted(session: Session, tag: Tag, desk: Desk, arguments: dict[str, Any]) -> None:
    """Put in the trail that a PDF of changes was made, or handed out."""
    record(
        session, tag, desk.actor, desk.place.id, desk.path, prompts=told(session, response_of(session, desk)),
        old=arguments["old"], new=arguments["new"],
    )
