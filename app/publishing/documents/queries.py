"""Reading which documents were made."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.accounts.models import Authority
from app.assessments.address import Address
from app.assessments.models import Assessment
from app.publishing.documents.models import Document


def documents_of(session: Session, assessment_id: int, drafts: bool) -> Sequence[Document]:
    """The documents of an assessment, newest first; without drafts for those who may not read them."""
    query = select(Document).where(Document.assessment_id == assessment_id)
    if not drafts:
        query = query.where(Document.edition == "signed")
    return session.exec(query.order_by(col(Document.id).desc())).all()


def by_key(session: Session, key: str) -> Document | None:
    """The document made from this very content before."""
    return session.exec(select(Document).where(Document.key == key)).first()


def by_file(session: Session, file_sha256: str, authority_ids: Sequence[int] | None) -> Document | None:
    """The document with exactly these bytes, within these authorities; None means all of them."""
    return session.exec(_within(select(Document).where(Document.file_sha256 == file_sha256), authority_ids)).first()


def by_content(session: Session, content_sha256: str, authority_ids: Sequence[int] | None) -> Document | None:
    """A document made from this content."""
    query = select(Document).where(Document.content_sha256 == content_sha256)
    return session.exec(_within(query, authority_ids)).first()


def _within(query, authority_ids):  # type: ignore[no-untyped-def]
    query = query.join(Assessment, col(Assessment.id) == Document.assessment_id).order_by(Document.id)
    return query if authority_ids is None else query.where(col(Assessment.authority_id).in_(authority_ids))


def address_of(session: Session, document: Document) -> Address:
    """The address of the assessment that a document was made of."""
    row = session.execute(
        select(Authority.slug, Assessment.framework_slug, Assessment.year)
        .join(Assessment, col(Assessment.authority_id) == Authority.id).where(Assessment.id == document.assessment_id)
    ).one()
    return Address(*row)
