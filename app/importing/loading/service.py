"""Loading the documents of a file into assessments, in the caller's transaction."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.accounts.models import Authority
from app.activity.service import Doer, record
from app.activity.tags import Tag
from app.assessments.address import Address
from app.assessments.models import Assessment
from app.assessments.queries import any_assessment_at
from app.assessments.registers.service import replace_rows
from app.assessments.service import open_assessment
from app.assessments.texts.models import HeldText
from app.assessments.texts.queries import locked
from app.assessments.texts.service import Hand, commit_steps, keep_revision
from app.assessments.workflow.service import wrote
from app.assessments.writing.service import replacement
from app.core.errors import NotFound
from app.frameworks.queries import Reading, latest
from app.frameworks.rules import Column
from app.importing.loading.changes import Change, Standing, changes, rows_with_notes, standing
from app.importing.parse import parse_source
from app.importing.parsed import ParsedAnswer, ParsedDocument, ParsedFile, Source

IMPORT = Hand("Import", None)  # imported text is nobody's draft, whoever ran the import


@dataclass(frozen=True)
class Plan:
    """One document of a file, where it would go and what it would change there."""

    address: Address
    reading: Reading
    document: ParsedDocument
    changes: list[Change]
    is_new: bool

    @property
    def overwrites(self) -> bool:
        """Whether somebody's words would change."""
        return any(change.written for change in self.changes)


def read_documents(session: Session, source: Source, wanted: str) -> tuple[ParsedFile, dict[str, Reading]]:
    """The documents of a file by framework; NotFound for a framework that is not known here."""
    readings = {one.framework.slug: one for one in latest(session)}
    if wanted not in readings:
        known = ", ".join(sorted(readings))
        raise NotFound(f"There is no framework “{wanted}”. Known ones are {known}.")
    return parse_source(source, [one.framework for one in readings.values()], wanted), readings


def plan(
    session: Session, parsed: ParsedFile, readings: Mapping[str, Reading], authority: Authority, wanted: str, year: str
) -> list[Plan]:
    """What importing the file would do: the wanted document first, then the others found in it."""
    slugs = [wanted, *(slug for slug in parsed.documents if slug != wanted)]
    return [
        _plan(session, parsed.documents[slug], readings[slug], authority, year if slug == wanted else "")
        for slug in slugs
    ]


def _plan(session: Session, document: ParsedDocument, reading: Reading, authority: Authority, year: str) -> Plan:
    address = Address(authority.slug, document.slug, year or reading.framework.year)
    assessment = any_assessment_at(session, address)
    if assessment is None or assessment.id is None:
        return Plan(address, reading, document, [], True)
    return Plan(address, reading, document, changes(document, standing(session, assessment.id), reading.prompts), False)


def load(session: Session, doer: Doer, authority: Authority, plans: Sequence[Plan], file_name: str) -> None:
    """Carry out plans: open what is new, write what differs; what was there stays in the history."""
    for one in plans:
        assessment = any_assessment_at(session, one.address) or open_assessment(
            session, doer, authority, one.reading, one.address.year
        )
        _fill(session, assessment, one)
        placed = one.document.words_placed
        record(session, Tag.FILE_IMPORTED, doer, authority.id, one.address.path, file=file_name, words=placed)


def _fill(session: Session, assessment: Assessment, one: Plan) -> None:
    assert assessment.id is not None
    stands = standing(session, assessment.id)
    for wording in one.document.wording:
        if held := stands.get(wording.prompt):
            held.prompt.wording_received = wording.wording
            marks = {item.mark: item.wording for item in wording.sub_items}
            held.prompt.sub_items_received = json.dumps(marks, ensure_ascii=False)
    for answer in one.document.answers:
        if here := [stands[key] for key in answer.prompts if key in stands]:
            columns = one.reading.prompts[answer.prompts[-1]].columns
            _write(session, assessment.authority_id, answer, here, columns)


def _write(
    session: Session, authority_id: int, answer: ParsedAnswer, here: Sequence[Standing], columns: Sequence[Column]
) -> None:
    target = here[-1]
    for one in here:
        one.prompt.response_id = target.prompt.response_id
    if target.text is None:
        replace_rows(session, target.response, rows_with_notes(answer, columns), IMPORT)
    if answer.doc is not None and target.text is not None:
        assert target.text.id is not None
        _replace(session, authority_id, target, locked(session, target.text.id), answer.doc)


def _replace(session: Session, authority_id: int, target: Standing, text: HeldText, doc: dict[str, Any]) -> None:
    if json.loads(text.doc) == doc:
        return
    commit_steps(session, authority_id, text, replacement(text, doc), IMPORT, "import")
    keep_revision(session, text, "imported", IMPORT)
    wrote(session, target.response, text.version, IMPORT)
