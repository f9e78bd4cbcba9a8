"""Verbs about the library: add an item, change it, add a revision, open a file."""

from dataclasses import asdict

from sqlalchemy import Integer, cast, func
from sqlmodel import Session, select

from app.accounts.models import Authority
from app.activity.service import Doer, record
from app.activity.tags import Tag
from app.core.clock import now
from app.core.errors import Conflict, NotFound
from app.evidence.errors import ItemChanged
from app.evidence.models import EvidenceItem, EvidenceLimit, EvidenceRevision, SupersededRevision
from app.evidence.passages.service import wait_to_be_read
from app.evidence.queries import item_at, revision_at
from app.evidence.rules import Fields
from app.evidence.uploads import StoredFile


def add_item(
    session: Session, doer: Doer, authority_id: int, fields: Fields, link: str = "",
    file: StoredFile | None = None,
) -> EvidenceItem:
    """Add an item under the next free reference, with its first revision."""
    # One at a time in an authority, so that two people never take the same reference.
    session.get(Authority, authority_id, with_for_update=True)
    number = cast(func.substr(EvidenceItem.ref, 2), Integer)
    last = session.execute(select(func.max(number)).where(EvidenceItem.authority_id == authority_id)).scalar()
    return _add(session, doer, authority_id, f"E{(last or 0) + 1}", fields, link, file)


def put_item(
    session: Session, doer: Doer, authority_id: int, ref: str, fields: Fields, link: str = "",
    file: StoredFile | None = None,
) -> EvidenceItem:
    """An item that already has its reference, as in data that is loaded; one that is there stays as it is."""
    standing = session.exec(
        select(EvidenceItem).where(EvidenceItem.authority_id == authority_id, EvidenceItem.ref == ref)
    ).first()
    return standing or _add(session, doer, authority_id, ref, fields, link, file)


def _add(
    session: Session, doer: Doer, authority_id: int, ref: str, fields: Fields, link: str,
    file: StoredFile | None,
) -> EvidenceItem:
    item = EvidenceItem(authority_id=authority_id, ref=ref, added_at=now(), **asdict(fields))
    session.add(item)
    session.flush()
    _revise(session, doer, item, 1, link, file)
    record(session, Tag.EVIDENCE_ADDED, doer, authority_id, ref, ref=ref, title=item.title)
    return item


def change_item(
    session: Session, doer: Doer, authority_id: int, ref: str, version: int, fields: Fields
) -> EvidenceItem:
    """Save the fields that the person saw at `version`; ItemChanged where the item is newer."""
    item = item_at(session, authority_id, ref, locked=True)
    if item.version != version:
        raise ItemChanged(item)
    changes = {name: value for name, value in asdict(fields).items() if getattr(item, name) != value}
    if changes:
        for name, value in changes.items():
            setattr(item, name, value)
        item.version += 1
        record(session, Tag.EVIDENCE_CHANGED, doer, authority_id, ref, ref=ref, title=item.title)
    return item


def add_revision(
    session: Session, doer: Doer, authority_id: int, ref: str, link: str = "", file: StoredFile | None = None
) -> EvidenceRevision:
    """Add the next revision of an item; those before it stay as they are, and so do citations of them."""
    item = item_at(session, authority_id, ref, locked=True)
    last = session.exec(
        select(func.max(EvidenceRevision.number)).where(EvidenceRevision.item_id == item.id)
    ).one()
    if last:
        before = revision_at(session, item, last)
        session.add(SupersededRevision(revision_id=before.id or 0, as_at=item.as_at, status=item.status))
    revision = _revise(session, doer, item, (last or 0) + 1, link, file)
    record(session, Tag.EVIDENCE_REVISED, doer, authority_id, ref,
           revision=revision.number, ref=ref, title=item.title)
    return revision


def _revise(
    session: Session, doer: Doer, item: EvidenceItem, number: int, link: str, file: StoredFile | None
) -> EvidenceRevision:
    assert item.id is not None and (link or file)
    revision = EvidenceRevision(item_id=item.id, number=number, link=link, added_at=now(), added_by=doer.name)
    if file:
        revision.file_name, revision.file_sha256 = file.name, file.sha256
        revision.file_size, revision.media_type = file.size, file.media_type
    session.add(revision)
    session.flush()
    wait_to_be_read(session, item, revision, doer.person_id)
    return revision


def open_file(session: Session, doer: Doer, authority_id: int, ref: str, number: int) -> EvidenceRevision:
    """The revision whose file is opened, the opening recorded; NotFound where it has none."""
    item = item_at(session, authority_id, ref)
    revision = revision_at(session, item, number)
    if not revision.file_sha256:
        raise NotFound
    record(session, Tag.EVIDENCE_OPENED, doer, authority_id, f"{ref}@{number}", ref=ref, title=item.title)
    return revision


def set_limit(session: Session, doer: Doer, authority_id: int, megabytes: int | None, seen: str) -> None:
    """Set the largest file of a library, or take the limit off; Conflict where it is no longer the one `seen`."""
    session.get(Authority, authority_id, with_for_update=True)
    limit = session.get(EvidenceLimit, authority_id)
    standing = limit.megabytes if limit else None
    if seen != ("" if standing is None else str(standing)):
        raise Conflict("Somebody else changed this meanwhile. Look at what it is now, then save again.")
    if megabytes == standing:
        return
    if limit and megabytes is None:
        session.delete(limit)
    elif megabytes is not None:
        session.merge(EvidenceLimit(authority_id=authority_id, megabytes=megabytes))
    size = "what the server takes" if megabytes is None else f"{megabytes} MB"
    record(session, Tag.EVIDENCE_LIMITED, doer, authority_id, size=size)


def tell_infected(session: Session, doer: Doer, authority_id: int, file: str, found: str) -> None:
    """Record that somebody sent a file in which the virus scanner found something; nothing of it was kept."""
    record(session, Tag.EVIDENCE_INFECTED, doer, authority_id, "", file=file, found=found)
