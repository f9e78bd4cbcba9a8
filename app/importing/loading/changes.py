"""What an import would change in an assessment that stands."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.assessments.models import Prompt, Response, Text
from app.assessments.registers.models import RegisterRow
from app.core.templating import counted_plainly
from app.frameworks.rules import Column
from app.frameworks.rules import Prompt as Asked
from app.importing.parsed import ParsedAnswer, ParsedDocument
from app.richtext.printed import spelt
from app.richtext.text import count_words, plain_text


@dataclass(frozen=True)
class Standing:
    """The state of one prompt's answer before an import."""

    prompt: Prompt
    response: Response
    text: Text | None
    rows: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Change:
    """One difference between the file and what stands; `written` says that somebody's words would change."""

    key: str
    sentence: str
    written: bool


def standing(session: Session, assessment_id: int) -> dict[str, Standing]:
    """Every prompt of an assessment with its answer, in two queries."""
    found = session.execute(
        select(Prompt, Response, Text).join(Response, col(Response.id) == Prompt.response_id)
        .outerjoin(Text, col(Text.id) == Response.text_id).where(Prompt.assessment_id == assessment_id)
    ).all()
    rows: dict[int, list[Mapping[str, str]]] = {}
    for row in session.exec(
        select(RegisterRow).join(Response, col(Response.id) == RegisterRow.response_id)
        .where(Response.assessment_id == assessment_id, col(RegisterRow.removed_at).is_(None))
        .order_by(col(RegisterRow.position))
    ).all():
        rows.setdefault(row.response_id, []).append(json.loads(row.cells))
    return {
        prompt.key: Standing(prompt, response, text, tuple(rows.get(response.id, ())))
        for prompt, response, text in found
    }


def rows_with_notes(answer: ParsedAnswer, columns: Sequence[Column]) -> list[Mapping[str, str]]:
    """A register's rows; text that stood beside its table becomes a last row, so that none of it is lost."""
    if answer.doc is None:
        return list(answer.rows)
    widest = next((column for column in columns if column.type == "long_text"), columns[0])
    return [*answer.rows, {widest.key: plain_text(answer.doc)}]


def changes(document: ParsedDocument, stands: Mapping[str, Standing], prompts: Mapping[str, Asked]) -> list[Change]:
    """Every difference, in the document's order."""
    worded = [
        Change(one.prompt, "Its wording as received would change.", True)
        for one in document.wording
        if one.prompt in stands and stands[one.prompt].prompt.wording_received not in ("", one.wording)
    ]
    return [*worded, *(change for answer in document.answers for change in _of_answer(answer, stands, prompts))]


def _of_answer(
    answer: ParsedAnswer, stands: Mapping[str, Standing], prompts: Mapping[str, Asked]
) -> list[Change]:
    here = [stands[key] for key in answer.prompts if key in stands]
    if not here:
        return []
    found, target, key = [], here[-1], answer.prompts[-1]
    untouched = all(one.response.state == "not_started" for one in here)
    if len({one.response.id for one in here}) > 1:
        found.append(Change(key, f"{', '.join(answer.prompts)} would be answered together.", not untouched))
    if answer.doc is not None and target.text is not None and _differ(answer.doc, json.loads(target.text.doc)):
        found.append(Change(key, _words(target.text.words, answer.doc), not untouched))
    if target.text is None:
        rows = rows_with_notes(answer, prompts[key].columns)
        if _trimmed(rows) != _trimmed(target.rows):
            now = counted_plainly(len(target.rows), "row")
            found.append(Change(key, f"{now} would become {len(rows)}.", not untouched))
    return found


def _differ(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return spelt(one) != spelt(other)


def _words(before: int, doc: dict[str, Any]) -> str:
    after = count_words(doc)
    if not before:
        return f"{counted_plainly(after, 'word')} would come in."
    return f"{counted_plainly(before, 'word')} would become {after:,}."


def _trimmed(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    return [{key: value for key, value in row.items() if value} for row in rows]
