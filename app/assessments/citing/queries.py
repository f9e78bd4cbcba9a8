"""Reading citations the other way round: from evidence to what rests on it, and claims that rest on none."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Row, case, distinct, func
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.accounts.actor import Actor, Place
from app.assessments.address import Address
from app.assessments.citing.moving import Move, moves
from app.assessments.citing.rules import Passage, Shelved, Use, passages
from app.assessments.models import Assessment, Prompt, Response, Text
from app.assessments.permissions import Whole, writes_prompt
from app.assessments.texts.models import CitationUse
from app.core.errors import NotFound
from app.evidence import queries as evidence
from app.evidence.models import EvidenceItem, EvidenceRevision
from app.evidence.passages.following import Contents
from app.evidence.passages.queries import contents_of
from app.frameworks.queries import reading
from app.frameworks.rules import Section
from app.richtext.text import uncited_claims


def shelves(session: Session, authority_id: int) -> list[Shelved]:
    """Every item of the library with its use, in two queries."""
    used = uses(session, authority_id)
    return [Shelved(held, used.get(held.item.id or 0, Use())) for held in evidence.library(session, authority_id)]


def uses(session: Session, authority_id: int) -> dict[int, Use]:
    """How each item is cited, by its id; a text that answers no prompt any more counts for nothing."""
    answering = select(Prompt.id).where(Prompt.response_id == Response.id).exists()
    rows = session.execute(
        columns(
            col(EvidenceRevision.item_id), func.sum(col(CitationUse.times)),
            func.count(distinct(col(CitationUse.text_id))), func.min(col(EvidenceRevision.number)),
        )
        .join(EvidenceItem, col(EvidenceItem.id) == EvidenceRevision.item_id)
        .join(CitationUse, col(CitationUse.evidence_revision_id) == EvidenceRevision.id)
        .join(Response, col(Response.text_id) == CitationUse.text_id)
        .where(col(EvidenceItem.authority_id) == authority_id, answering)
        .group_by(col(EvidenceRevision.item_id))
    ).all()
    return {item: Use(int(times), answers, oldest) for item, times, answers, oldest in rows}


@dataclass(frozen=True)
class Spot:
    """One answer of one assessment: which, where, and what it is called."""

    address: Address
    assessment: str
    section: Section
    prompt_key: str
    label: str
    doc: dict[str, Any]
    prompts: tuple[Prompt, ...]
    text_id: int

    def written_by(self, actor: Actor, authority_id: int) -> str:
        """The key of the first of its prompts in which the actor may write; empty where there is none."""
        return next((one.key for one in self.prompts if writes_prompt(actor, authority_id, one)), "")

    @property
    def path(self) -> str:
        """The page of the answer."""
        return f"{self.address.path}/prompts/{self.prompt_key}"

    @property
    def chapter(self) -> str:
        """The section as it is headed."""
        return f"{self.section.number} {self.section.title}" if self.section.number else self.section.title

    @property
    def section_value(self) -> str:
        """The section's name in the address of a list."""
        return f"{self.address.framework}.{self.section.key}"


def spots(session: Session, place: Place, wanted: ColumnElement[bool]) -> list[Spot]:
    """The answers whose text is wanted, newest year first, each once however many prompts share it."""
    rows = session.execute(
        columns(Assessment, Prompt, Text)
        .join(Prompt, col(Prompt.assessment_id) == Assessment.id)
        .join(Response, col(Response.id) == Prompt.response_id)
        .join(Text, col(Text.id) == Response.text_id)
        .where(col(Assessment.authority_id) == place.id, wanted)
        .order_by(col(Assessment.year).desc(), col(Assessment.title), col(Assessment.id), col(Prompt.position))
    ).all()
    shared: dict[int, list[Row[Assessment, Prompt, Text]]] = {}
    for row in rows:  # statements answered together need not follow one another
        shared.setdefault(row[2].id, []).append(row)
    return [_spot(session, place, group) for group in shared.values()]


def _spot(session: Session, place: Place, rows: list[Row[Assessment, Prompt, Text]]) -> Spot:
    assessment, prompt, text = rows[0]
    framework = reading(session, assessment.framework_version_id)
    asked = [framework.prompts[row[1].key] for row in rows]
    names = [one.number or one.title for one in asked]
    return Spot(
        Address(place.slug, assessment.framework_slug, assessment.year), assessment.title,
        framework.section_of[prompt.key], prompt.key,
        f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0], json.loads(text.doc),
        tuple(row[1] for row in rows), text.id or 0,
    )


@dataclass(frozen=True)
class CitedAt:
    """An answer that cites an item, with the sentences that do."""

    spot: Spot
    passages: list[Passage]

    def cites_before(self, revision: int) -> bool:
        """Whether it cites a revision earlier than this one."""
        return any(one.revision < revision for one in self.passages)


def cited_at(session: Session, place: Place, item: EvidenceItem) -> list[CitedAt]:
    """Every answer that cites the item as the answers stand now."""
    citing = (
        select(CitationUse.text_id)
        .join(EvidenceRevision, col(EvidenceRevision.id) == CitationUse.evidence_revision_id)
        .where(EvidenceRevision.item_id == item.id)
    )
    found = spots(session, place, col(Text.id).in_(citing))
    return [CitedAt(spot, passages(spot.doc, item.ref)) for spot in found]


@dataclass(frozen=True)
class Unsupported:
    """An answer with the passages that state a figure and cite nothing."""

    spot: Spot
    claims: list[str]


def current() -> ColumnElement[bool]:
    """An authority's newest year: what is opened from any framework sets the years that ended before it aside."""
    later = aliased(Assessment)
    newer = select(later.id).where(
        later.authority_id == Assessment.authority_id, _end(col(later.year)) > _end(col(Assessment.year)),
    ).exists()
    return ~newer


def _end(year: ColumnElement[str]) -> ColumnElement[str]:
    """The year in which it ends, so that 2016-17 and 2017 are equally new."""
    return case((func.length(year) > len("2016"), func.substr(year, 1, 2).concat(func.substr(year, 6, 2))), else_=year)


def claims_uncited(session: Session, place: Place) -> list[Unsupported]:
    """The answers of current assessments that hold uncited claims, in order, in one query."""
    found = spots(session, place, (col(Text.uncited) > 0) & current())
    return [Unsupported(spot, uncited_claims(spot.doc)) for spot in found]


def count_uncited(session: Session, place: Place) -> int:
    """How many uncited claims the current assessments hold."""
    answering = select(Prompt.id).where(Prompt.response_id == Response.id).exists()
    return int(session.execute(
        columns(func.coalesce(func.sum(col(Text.uncited)), 0))
        .join(Response, col(Response.text_id) == Text.id)
        .join(Assessment, col(Assessment.id) == Response.assessment_id)
        .where(col(Assessment.authority_id) == place.id, answering, current())
    ).scalar_one())


def chapters(found: Iterable[Unsupported]) -> list[tuple[str, str]]:
    """Value and words of each section that holds a claim, for the list's filter."""
    return list({one.spot.section_value: one.spot.chapter for one in found}.items())


def contents_for(session: Session, authority_id: int, ref: str, revision: int) -> dict[int, Contents]:
    """An item's revisions up to this one as they were read, by number; NotFound where it has no such revision."""
    rows = session.execute(
        columns(col(EvidenceRevision.number), col(EvidenceRevision.id), col(EvidenceRevision.file_sha256))
        .join(EvidenceItem, col(EvidenceItem.id) == EvidenceRevision.item_id)
        .where(col(EvidenceItem.authority_id) == authority_id, col(EvidenceItem.ref) == ref,
               col(EvidenceRevision.number) <= revision)
    ).all()
    if revision not in [number for number, _, _ in rows]:
        raise NotFound
    read = contents_of(session, [key for _, key, _ in rows if key is not None])
    return {number: replace(read.get(key or 0, Contents()), file=file) for number, key, file in rows}


def moving(session: Session, whole: Whole, ref: str, revision: int, keys: Sequence[str]) -> list[Move]:
    """What the answers to these prompts cite of earlier revisions, set against this one; as many queries for all."""
    contents = contents_for(session, whole.place.id, ref, revision)
    rows = session.execute(
        columns(col(Response.id), col(Prompt.key), col(Text.doc))
        .join(Response, col(Response.id) == Prompt.response_id).join(Text, col(Text.id) == Response.text_id)
        .where(col(Prompt.assessment_id) == whole.id, col(Prompt.key).in_(keys)).order_by(col(Prompt.position))
    ).all()
    answers = {response: (key, doc) for response, key, doc in reversed(rows)}  # each by the first of its prompts
    return [
        move for key, doc in reversed(answers.values())
        for move in moves(key, json.loads(doc), ref, revision, contents).values()
    ]
