"""Making a document of an assessment, once for each content."""

import json
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.activity.service import Doer, record
from app.activity.tags import Tag
from app.assessments.address import Address
from app.assessments.freezing.content import content_hash, content_of
from app.assessments.freezing.queries import frozen_of
from app.assessments.models import Assessment
from app.core.clock import aware, now
from app.core.database import Database
from app.core.errors import Conflict
from app.core.files import FileStore
from app.core.jobs import Progress
from app.indicators.extracts.queries import newer_of
from app.indicators.extracts.rules import read
from app.publishing.cache import PieceCache
from app.publishing.documents import queries
from app.publishing.documents.models import Document
from app.publishing.make import document_key, make_pdf
from app.publishing.models import Edition, PdfFile
from app.publishing.pool import Pool


@dataclass(frozen=True)
class Press:
    """What documents are made with: the workers, the kept pieces and the store of finished files."""

    pool: Pool
    cache: PieceCache
    files: FileStore


@dataclass(frozen=True)
class Order:
    """One edition of one content, ready to be made."""

    assessment_id: int
    authority_id: int
    address: Address
    content: dict[str, Any]
    edition: Edition

    @property
    def key(self) -> str:
        """The name of what this order makes."""
        return document_key(self.content, self.edition)


def order(
    session: Session, assessment: Assessment, address: Address, kind: str, data_pack: bool = True
) -> Order:
    """What a draft or signed edition holds now; Conflict where nothing is signed.

    A draft may be had without its data pack, and says which of its figures would be others today; what is signed is
    printed whole, as it was signed.
    """
    assert assessment.id is not None
    if kind == "draft":
        content = content_of(session, assessment)
        content = {key: value for key, value in content.items() if data_pack or key != "data_pack"}
        known = {name: read(one) for name, one in content.get("figures", {}).items()}
        newer = {name: one.content for name, one in newer_of(session, assessment.authority_id, known).items()}
        edition = Edition("draft", 0, content_hash(content), newer=newer)
        return Order(assessment.id, assessment.authority_id, address, content, edition)
    signed = next((one for one in frozen_of(session, assessment.id) if one.sign_off), None)
    if signed is None or signed.sign_off is None:
        raise Conflict("This assessment is not signed yet. Make a draft, or ask the director to sign.")
    edition = Edition(
        "signed", signed.frozen.number, signed.frozen.sha256, signed.sign_off.name, signed.sign_off.role,
        aware(signed.sign_off.signed_at).isoformat(timespec="seconds"),
    )
    return Order(assessment.id, assessment.authority_id, address, json.loads(signed.frozen.content), edition)


def make_document(database: Database, press: Press, wanted: Order, doer: Doer, progress: Progress) -> Document:
    """The document of this order, made now unless it was made before; stored before this returns."""
    with database.read() as session:
        made = queries.by_key(session, wanted.key)
    if made is not None and press.files.has(made.file_sha256):
        return made
    pdf = make_pdf(wanted.content, wanted.edition, pool=press.pool, cache=press.cache, on_progress=progress)
    digest = press.files.put(pdf.data)
    with database.write() as session:
        return queries.by_key(session, wanted.key) or _keep(session, wanted, pdf, digest, doer)


def _keep(session: Session, wanted: Order, pdf: PdfFile, digest: str, doer: Doer) -> Document:
    document = Document(
        assessment_id=wanted.assessment_id, key=wanted.key, edition=wanted.edition.kind, number=wanted.edition.number,
        content_sha256=wanted.edition.content_sha256, file_sha256=digest, size=len(pdf.data), pages=pdf.pages,
        made_at=now(), made_by=doer.name, unprinted="\n".join(pdf.unprinted),
    )
    session.add(document)
    record(
        session, Tag.DOCUMENT_MADE, doer, wanted.authority_id, str(wanted.address),
        edition=wanted.edition.kind, sha256=digest[:12],
    )
    session.flush()
    return document
