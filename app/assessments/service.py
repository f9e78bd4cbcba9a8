"""Opening an assessment and deciding who does what in it by when."""

import json
from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from app.accounts import queries as people
from app.accounts.models import Authority
from app.accounts.roles import Role
from app.activity.service import Doer, record
from app.activity.tags import Tag
from app.assessments.address import Address, parse_address, year_typed
from app.assessments.models import Assessment, Prompt, Response, Text
from app.assessments.queries import any_assessment_at
from app.core.clock import now
from app.core.errors import Conflict, Refused
from app.core.templating import day
from app.frameworks.naming import in_year
from app.frameworks.queries import Reading, reading
from app.richtext.schema import EMPTY_DOC, SCHEMA_VERSION


def open_assessment(session: Session, doer: Doer, authority: Authority, reading: Reading, year: str) -> Assessment:
    """Open a year's assessment: every prompt with an empty response, the wording frozen; Conflict if it exists."""
    address = Address(authority.slug, reading.framework.slug, year)
    if any_assessment_at(session, address):
        raise Conflict(f"{authority.name} already has this assessment for {year}. Open it from the list.")
    assert authority.id is not None
    assessment = Assessment(
        authority_id=authority.id, framework_slug=reading.framework.slug, framework_version_id=reading.id,
        year=year, title=in_year(reading.framework.title, year), opened_at=now(), opened_by=doer.name,
    )
    session.add(assessment)
    session.flush()
    assert assessment.id is not None
    _add_prompts(session, assessment.id, reading)
    record(session, Tag.ASSESSMENT_OPENED, doer, authority.id, address.path, title=assessment.title)
    return assessment


def _add_prompts(session: Session, assessment_id: int, reading: Reading) -> None:
    prompts = list(reading.prompts.values())
    texts = [
        Text(schema_version=SCHEMA_VERSION, doc=json.dumps(EMPTY_DOC)) if prompt.kind != "register" else None
        for prompt in prompts
    ]
    session.add_all(text for text in texts if text)
    session.flush()
    responses = [
        Response(assessment_id=assessment_id, kind="text" if text else "register", text_id=text.id if text else None)
        for text in texts
    ]
    session.add_all(responses)
    session.flush()
    for position, (prompt, response) in enumerate(zip(prompts, responses, strict=True)):
        assert response.id is not None
        session.add(Prompt(
            assessment_id=assessment_id, key=prompt.key, position=position, kind=prompt.kind,
            section_key=reading.section_of[prompt.key].key, own_response_id=response.id, response_id=response.id,
        ))
    session.flush()


def checked_address(authority: str, framework: str, year: str) -> Address:
    """The address for a new assessment; Refused where the year is not one."""
    there = year_typed(year)
    try:
        return parse_address(f"{authority}/{framework}/{there}")
    except Refused as refusal:
        raise Refused("Choose a framework from the list.") from refusal


KEEP = -1  # leave an assignment as it is


def assign(
    session: Session, doer: Doer, assessment: Assessment, address: Address, keys: Sequence[str],
    author_id: int | None = KEEP, lead_id: int | None = KEEP, due_on: date | None | int = KEEP,
) -> int:
    """Set author, lead or due date of prompts, singly or in bulk; None clears, KEEP leaves; how many prompts."""
    prompts = session.exec(
        select(Prompt).where(Prompt.assessment_id == assessment.id, col(Prompt.key).in_(keys))
    ).all()
    if not prompts:
        raise Refused("Choose at least one section or statement to assign.")
    changes = [
        _named(session, assessment.authority_id, duty, person_id)
        for duty, person_id in (("author", author_id), ("lead", lead_id)) if person_id != KEEP
    ]
    if not isinstance(due_on, int):
        changes.append(f"due {day(due_on)}" if due_on else "no due date")
    if not changes:
        raise Refused("Choose an author, a lead or a due date to set.")
    for prompt in prompts:
        _set(prompt, author_id, lead_id, due_on)
    told = _told(prompts, reading(session, assessment.framework_version_id))
    record(
        session, Tag.PROMPTS_ASSIGNED, doer, assessment.authority_id, address.path,
        prompts=told, changes="; ".join(changes),
    )
    return len(prompts)


def _told(prompts: Sequence[Prompt], asked: Reading) -> str:
    names = ", ".join(asked.prompts[prompt.key].name for prompt in prompts[:12])
    return f"{names} and more" if len(prompts) > 12 else names


def _set(prompt: Prompt, author_id: int | None, lead_id: int | None, due_on: date | None | int) -> None:
    if author_id != KEEP:
        prompt.author_id = author_id
    if lead_id != KEEP:
        prompt.lead_id = lead_id
    if not isinstance(due_on, int):
        prompt.due_on = due_on


MAY_BE = {"author": {Role.AUTHOR, Role.LEAD}, "lead": {Role.LEAD}}


def _named(session: Session, authority_id: int, duty: str, person_id: int | None) -> str:
    if person_id is None:
        return f"no {duty}"
    person = people.member(session, authority_id, person_id)
    held = people.roles_of(session, authority_id, person_id)
    if person is None or person.disabled_at or not MAY_BE[duty] & held:
        raise Refused(f"Choose somebody who may be {duty} here. An administrator gives them that role.")
    return f"{duty} {person.name}"
