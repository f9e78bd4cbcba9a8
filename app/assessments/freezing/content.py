"""The whole content of an assessment as plain data: what is frozen, hashed, signed and printed, without notes."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlmodel import Session, col, select

from app.accounts.models import Authority
from app.assessments.address import Address
from app.assessments.models import Assessment, Prompt, Response, Text
from app.assessments.registers.models import RegisterRevision, RegisterRow
from app.assessments.registers.rules import is_blank
from app.assessments.texts.models import Revision
from app.evidence.queries import Cited, cited
from app.evidence.rules import ref_number
from app.frameworks.queries import Reading, reading
from app.frameworks.rules import Column, Part, Section
from app.frameworks.rules import Prompt as Asked
from app.indicators.extracts.queries import extracts_of
from app.indicators.pack.making import pack_of
from app.richtext.printed import printed
from app.richtext.text import citations, extracts

Content = dict[str, Any]


def canonical(content: Content) -> str:
    """The one spelling of a content: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def content_hash(content: Content) -> str:
    """SHA-256 of the canonical spelling, in hexadecimal."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def differs_in_figures_alone(frozen: str, content: Content) -> bool:
    """Whether what was frozen, in its canonical spelling, is this content but for the figures of its data pack."""
    return canonical(_without_pack(json.loads(frozen))) == canonical(_without_pack(content))


def _without_pack(content: Content) -> Content:
    return {key: value for key, value in content.items() if key != "data_pack"}


def content_of(session: Session, assessment: Assessment) -> Content:
    """The assessment as it stands: agreed texts where there are any, else drafts; a fixed number of queries.

    `data_pack` is there only where the authority has figures, and in no content that was frozen before there was one.
    """
    authority = session.get(Authority, assessment.authority_id)
    assert authority is not None and assessment.id is not None
    view = reading(session, assessment.framework_version_id)
    answers = _answers(session, assessment.id, view)
    framework = view.framework
    address = Address(authority.slug, assessment.framework_slug, assessment.year)
    return {
        "schema": 1,
        "assessment": {
            "address": str(address), "authority": {"slug": authority.slug, "name": authority.name},
            "framework": {"slug": framework.slug, "title": framework.title, "owner": framework.owner,
                          "version": view.version},
            "year": assessment.year, "title": assessment.title,
        },
        "parts": [_part(part, answers) for part in framework.parts],
        "evidence": _evidence(session, assessment.authority_id, answers.values()),
        **_figures(session, assessment.authority_id, answers.values()),
        "key": [{"mark": entry.mark, "meaning": entry.meaning} for entry in framework.key],
        **_data_pack(session, assessment),
    }


def _data_pack(session: Session, assessment: Assessment) -> Content:
    pack = pack_of(session, assessment.authority_id, assessment.year)
    return {"data_pack": pack.content()} if pack else {}


def _part(part: Part, answers: dict[str, Content]) -> Content:
    return {
        "key": part.key, "title": part.title, "lettered": part.lettered,
        "sections": [_section(section, answers) for section in part.sections],
    }


def _section(section: Section, answers: dict[str, Content]) -> Content:
    own = [answers[prompt.key] for prompt in section.prompts if prompt.key in answers]
    return {"key": section.key, "number": section.number, "title": section.title, "answers": own}


def _answers(session: Session, assessment_id: int, view: Reading) -> dict[str, Content]:
    """Every answer under the key of the first prompt that it answers."""
    rows = session.execute(
        select(Prompt, Response, Text).join(Response, col(Response.id) == Prompt.response_id)
        .outerjoin(Text, col(Text.id) == Response.text_id)
        .where(Prompt.assessment_id == assessment_id).order_by(col(Prompt.position))
    ).all()
    agreed = _agreed_docs(session, [row[1] for row in rows])
    registers = _register_rows(session, [row[1] for row in rows])
    found: dict[int | None, Content] = {}
    for prompt, response, text in rows:
        asked = view.prompts[prompt.key]
        if response.id in found:
            found[response.id]["prompts"].append(_prompt(asked, prompt))
        else:
            found[response.id] = _answer(asked, prompt, response, text, agreed, registers)
    return {answer["prompts"][0]["key"]: answer for answer in found.values()}


def _answer(
    asked: Asked, prompt: Prompt, response: Response, text: Text | None,
    agreed: dict[tuple[int, int], str], registers: dict[int, Any],
) -> Content:
    doc, version = None, response.rows_version
    if text is not None and text.id is not None and response.state != "no_answer":
        version = text.version if response.agreed_version is None else response.agreed_version
        doc = printed(json.loads(agreed.get((text.id, version), text.doc)))
    register = response.kind == "register"
    return {
        "kind": asked.kind, "prompts": [_prompt(asked, prompt)], "state": response.state,
        "reason": response.reason if response.state == "no_answer" else None, "doc": doc, "version": version,
        "columns": [_column(column) for column in asked.columns] if register else None,
        "rows": registers.get(response.id or 0, []) if register else None,
    }


def _column(column: Column) -> dict[str, str]:
    return {"key": column.key, "title": column.title, "type": column.type}


def _prompt(asked: Asked, prompt: Prompt) -> Content:
    received = json.loads(prompt.sub_items_received)
    return {
        "key": asked.key, "number": asked.number, "title": asked.title,
        "wording": prompt.wording_received or asked.wording, "annex_m": asked.annex_m, "esn": list(asked.esn),
        "sub_items": [
            {"mark": item.mark, "wording": received.get(item.mark) or item.wording, "annex_m": item.annex_m}
            for item in asked.sub_items
        ],
    }


def _agreed_docs(session: Session, responses: Sequence[Response]) -> dict[tuple[int, int], str]:
    """The agreed documents by text and version."""
    wanted = {one.text_id: one.agreed_version for one in responses if one.agreed_version is not None}
    rows = session.execute(
        select(Revision.text_id, Revision.version, Revision.doc)
        .where(col(Revision.text_id).in_([key for key in wanted if key]), Revision.kind == "agreed")
    ).all()
    return {(text_id, version): doc for text_id, version, doc in rows if wanted.get(text_id) == version}


def _register_rows(session: Session, responses: Sequence[Response]) -> dict[int, Any]:
    """The rows of each register: those agreed where there are any, else those that stand."""
    registers = [response for response in responses if response.kind == "register" and response.id]
    agreed = {one.id: one.agreed_version for one in registers if one.agreed_version is not None}
    kept = session.execute(
        select(RegisterRevision.response_id, RegisterRevision.number, RegisterRevision.rows)
        .where(col(RegisterRevision.response_id).in_(list(agreed)))
    ).all()
    found = {key: _printed(row["cells"] for row in json.loads(rows))
             for key, number, rows in kept if agreed[key] == number}
    return found | standing_rows(session, [one.id for one in registers if one.id not in agreed])


def standing_rows(session: Session, response_ids: Sequence[int | None]) -> dict[int, Any]:
    """The rows of registers as they stand, by response, as they are frozen; one query."""
    rows = session.execute(
        select(RegisterRow.response_id, RegisterRow.cells)
        .where(col(RegisterRow.response_id).in_(response_ids), col(RegisterRow.removed_at).is_(None))
        .order_by(col(RegisterRow.position), col(RegisterRow.id))
    ).all()
    found: dict[int, list[dict[str, str]]] = {}
    for key, cells in rows:
        found.setdefault(key, []).append(json.loads(cells))
    return {key: _printed(every) for key, every in found.items()}


def _printed(rows: Iterable[dict[str, str]]) -> list[Content]:
    """Rows as they are printed, empty ones left out: what stood around words while somebody typed is no part of them.
    """
    return [{"cells": {key: text.strip() for key, text in cells.items()}} for cells in rows if not is_blank(cells)]


def _evidence(session: Session, authority_id: int, answers: Iterable[Content]) -> list[Content]:
    """The cited revisions, in order of their number."""
    pairs = {
        (citation.item, citation.revision)
        for answer in answers if answer["doc"] for citation in citations(answer["doc"])
    }
    found = cited(session, authority_id, sorted(pairs))
    return [_entry(found[pair]) for pair in sorted(found, key=lambda pair: (ref_number(pair[0]), pair[1]))]


def _figures(session: Session, authority_id: int, answers: Iterable[Content]) -> Content:
    """The figures that the texts show, by name; nothing at all where they show none, as before there could be any."""
    names = {name for answer in answers if answer["doc"] for name, _ in extracts(answer["doc"])}
    known = extracts_of(session, authority_id, names)
    return {"figures": {name: known[name].content for name in sorted(known)}} if known else {}


def _entry(item: Cited) -> Content:
    entry = asdict(item)
    entry["as_at"] = item.as_at.isoformat()
    del entry["newest"], entry["sensitivity"]
    return entry
