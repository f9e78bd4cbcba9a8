"""Reading texts: as they are, as they were, and what has changed since."""

import json
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.accounts.models import Authority
from app.assessments.address import Address
from app.assessments.models import Assessment, Prompt, Response, Text
from app.assessments.texts.models import CitationUse, FigureUse, HeldText, Recovered, Revision, Step
from app.core.errors import NotFound
from app.core.prepared import Prepared
from app.evidence.models import EvidenceItem, EvidenceRevision
from app.richtext.schema import EMPTY_DOC
from app.richtext.steps import apply_steps

Doc = dict[str, Any]
TOLD = ("agreed", "imported", "restored", "named", "saved", "written", "grouped")  # of one version, the first of these


COLUMNS = [getattr(Text, field.name) for field in fields(HeldText)]
LOCKED = Prepared(columns(*COLUMNS).where(Text.id == bindparam("text_id")).with_for_update())
CITED = Prepared(
    select(EvidenceItem.ref, EvidenceRevision.number, CitationUse.times)
    .join(EvidenceRevision, col(EvidenceRevision.item_id) == EvidenceItem.id)
    .join(CitationUse, col(CitationUse.evidence_revision_id) == EvidenceRevision.id)
    .where(CitationUse.text_id == bindparam("text_id"))
)

SHOWN = Prepared(columns(FigureUse.extract, FigureUse.times).where(FigureUse.text_id == bindparam("text_id")))


def locked(session: Session, text_id: int) -> HeldText:
    """The text, with its row held until the transaction ends."""
    found = LOCKED.first(session, text_id=text_id)
    assert found is not None
    return HeldText(*found)


RECENT = Prepared(
    columns(Step.at).where(
        Step.text_id == bindparam("text_id"), Step.version > bindparam("since"),
        Step.author_id == bindparam("author_id"),
    ).order_by(col(Step.version).desc()).limit(1)
)
LOOKED_BACK = 2000  # steps; more than several people make in the pause that ends a sitting


def last_wrote(session: Session, text: HeldText, person_id: int) -> datetime | None:
    """When a person last wrote in a text, or None where it is long ago or never."""
    found = RECENT.first(session, text_id=text.id, since=text.version - LOOKED_BACK, author_id=person_id)
    return found[0] if found else None


def steps_since(session: Session, text_id: int, version: int) -> list[dict[str, Any]]:
    """The steps after a version, each with the client that made it: {"s": step, "c": client}."""
    rows = session.execute(
        select(Step.step, Step.client_id).where(Step.text_id == text_id, Step.version > version)
        .order_by(Step.version)
    ).all()
    return [{"s": json.loads(step), "c": client} for step, client in rows]


def doc_at(session: Session, text: Text | HeldText, version: int) -> Doc:
    """The document at a version, from the nearest kept one before it; NotFound where there was none."""
    if version == text.version:
        current: Doc = json.loads(text.doc)
        return current
    if not 0 <= version < text.version:
        raise NotFound("That version of the text does not exist.")
    # First which one: to sort revisions with their documents would take as long as reading them all.
    near = session.exec(
        select(Revision.id).where(Revision.text_id == text.id, Revision.version <= version)
        .order_by(col(Revision.version).desc()).limit(1)
    ).first()
    kept = session.get(Revision, near) if near else None
    start, doc = (kept.version, json.loads(kept.doc)) if kept else (0, EMPTY_DOC)
    rows = session.exec(
        select(Step.step).where(Step.text_id == text.id, Step.version > start, Step.version <= version)
        .order_by(Step.version)
    ).all()
    return apply_steps(doc, [json.loads(step) for step in rows]) if rows else doc


@dataclass(frozen=True)
class Kept:
    """One revision in a text's history, without its document."""

    version: int
    kind: str
    author: str
    at: datetime
    words: int


def history(session: Session, text: Text) -> list[Kept]:
    """The revisions of a text, one a version and the newest first, the text as it stands at their head.

    Of several that hold one version the agreed one is told, else the one that somebody asked for by saving.
    """
    rows = session.execute(
        select(Revision.version, Revision.kind, Revision.author, Revision.at, Revision.words)
        .where(Revision.text_id == text.id, Revision.kind != "checkpoint").order_by(col(Revision.id).desc())
    ).all()
    by_version: dict[int, Kept] = {}
    for one in sorted((Kept(*row) for row in rows), key=lambda one: TOLD.index(one.kind), reverse=True):
        by_version[one.version] = one
    kept = sorted(by_version.values(), key=lambda one: one.version, reverse=True)
    if text.last_at and not any(one.version == text.version for one in kept):
        kept.insert(0, Kept(text.version, "current", text.last_author, text.last_at, text.words))
    return kept


def last_kept(session: Session, text_id: int, kind: str) -> Revision | None:
    """The newest revision that was kept for this reason."""
    return session.exec(
        select(Revision).where(Revision.text_id == text_id, Revision.kind == kind).order_by(col(Revision.id).desc())
    ).first()


@dataclass(frozen=True)
class Rescued:
    """Rescued words with the prompt that they were typed under."""

    row: Recovered
    address: Address
    key: str

    @property
    def path(self) -> str:
        """The prompt's page."""
        return f"{self.address.path}/prompts/{self.key}"


def recovered_of(session: Session, person_id: int) -> list[Rescued]:
    """A person's own rescued words, newest first."""
    rows = session.execute(
        select(Recovered, Authority.slug, Assessment.framework_slug, Assessment.year, Prompt.key)
        .join(Response, col(Response.text_id) == Recovered.text_id)
        .join(Prompt, col(Prompt.own_response_id) == Response.id)
        .join(Assessment, col(Assessment.id) == Prompt.assessment_id)
        .join(Authority, col(Authority.id) == Assessment.authority_id)
        .where(Recovered.author_id == person_id).order_by(col(Recovered.id).desc())
    ).all()
    return [Rescued(row, Address(authority, framework, year), key) for row, authority, framework, year, key in rows]


def uses(session: Session, text_id: int) -> list[CitationUse]:
    """What a text cites now."""
    return list(session.exec(select(CitationUse).where(CitationUse.text_id == text_id)).all())
