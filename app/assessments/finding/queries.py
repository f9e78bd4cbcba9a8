"""Everything that stands in a section or the whole, read in a fixed number of queries, and what matches in it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.assessments.finding.models import Replacement
from app.assessments.finding.rules import MOST, Place, fragment
from app.assessments.models import Prompt, Response, Text
from app.assessments.permissions import Whole, writes_line
from app.assessments.registers.models import RegisterRow
from app.core.clock import now
from app.core.errors import NotFound
from app.richtext.finding import Match, Query, find, in_text

RECENT = timedelta(days=1)


@dataclass(frozen=True)
class Hit:
    """One match as the page shows it; `where` says in which column or caption, if in any, `page` where it stands."""

    place: Place
    match: Match
    where: str
    page: str

    @property
    def href(self) -> str:
        """The page, scrolled to the match where it is in a text."""
        match = self.match
        return self.page + (fragment(match.before, match.words, match.after) if self.place.kind == "text" else "")


@dataclass
class Answer:
    """One answer that holds matches, with the prompt by which the actor may change it, else its first."""

    prompts: list[Prompt]
    key: str
    state: str
    may_write: bool
    hits: list[Hit] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """What a search found: the answers with the first matches, and how many there are in all."""

    answers: list[Answer]
    total: int

    @property
    def shown(self) -> int:
        """How many matches stand on the page."""
        return sum(len(answer.hits) for answer in self.answers)


def search(session: Session, whole: Whole, section: str, query: Query) -> Found:
    """Every match in the whole, or in one section, in the document's order; two queries."""
    answers: dict[int, Answer] = {}
    total, room = 0, MOST
    rows_of = _rows(session, whole.id, section)
    for response, prompts, text in _answers(session, whole.id, section):
        answer = _answer(whole, response, prompts)
        hits = _hits(whole, answer, text, rows_of.get(response.id or 0, ()), query)
        for hit in hits:
            total += 1
            if room > 0:
                room -= 1
                answer.hits.append(hit)
        if answer.hits and response.id is not None:
            answers[response.id] = answer
    return Found(list(answers.values()), total)


def _answer(whole: Whole, response: Response, prompts: list[Prompt]) -> Answer:
    mine = next((prompt for prompt in prompts if writes_line(whole, prompt)), None)
    return Answer(prompts, (mine or prompts[0]).key, response.state, mine is not None)


def _answers(
    session: Session, assessment_id: int, section: str
) -> Iterator[tuple[Response, list[Prompt], tuple[int, str] | None]]:
    """Responses with their prompts and, for a text, its version and document."""
    query = (
        select(Response, Prompt, Text.version, Text.doc).join(Prompt, col(Prompt.response_id) == Response.id)
        .outerjoin(Text, col(Text.id) == Response.text_id)
        .where(Prompt.assessment_id == assessment_id).order_by(col(Prompt.position))
    )
    if section:
        query = query.where(Prompt.section_key == section)
    groups: dict[int | None, list[Any]] = {}
    for row in session.execute(query).all():
        groups.setdefault(row[0].id, []).append(row)
    for rows in groups.values():
        text = None if rows[0][3] is None else (rows[0][2], rows[0][3])
        yield rows[0][0], [row[1] for row in rows], text


def _rows(session: Session, assessment_id: int, section: str) -> dict[int, list[RegisterRow]]:
    query = (
        select(RegisterRow).join(Prompt, col(Prompt.response_id) == RegisterRow.response_id)
        .where(Prompt.assessment_id == assessment_id, col(RegisterRow.removed_at).is_(None))
        .order_by(col(RegisterRow.position), col(RegisterRow.id))
    )
    if section:
        query = query.where(Prompt.section_key == section)
    found: dict[int, list[RegisterRow]] = {}
    for row in session.exec(query).all():
        found.setdefault(row.response_id, []).append(row)
    return found


def _hits(
    whole: Whole, answer: Answer, text: tuple[int, str] | None, rows: Sequence[RegisterRow], query: Query
) -> Iterator[Hit]:
    here = f"{whole.address.path}/prompts/{answer.key}"
    if text is not None:
        for match in find(json.loads(text[1]), query.pattern):
            spot = match.spot
            place = Place(answer.key, "text", text[0], spot.table, "", spot.start, spot.end)
            yield Hit(place, match, "" if spot.table is None else "Caption of a table", here)
        return
    titles = {column.key: column.title for column in whole.reading.prompts[answer.key].columns}
    for number, row in enumerate(rows, 1):
        for column, words in json.loads(row.cells).items():
            for match in in_text(words, query.pattern):
                place = Place(answer.key, "cell", row.version, row.id, column, match.spot.start, match.spot.end)
                page = here + (f"/rows/{row.id}" if answer.may_write else "")
                yield Hit(place, match, f"Row {number}, {titles.get(column, column)}", page)


def prompts_by_key(session: Session, assessment_id: int, keys: Sequence[str]) -> dict[str, Prompt]:
    """Prompts of an assessment, in an order that everybody who changes several of them keeps."""
    found = session.exec(
        select(Prompt).where(Prompt.assessment_id == assessment_id, col(Prompt.key).in_(keys))
        .order_by(col(Prompt.response_id))
    ).all()
    return {prompt.key: prompt for prompt in found}


def replacement_of(session: Session, whole: Whole, replacement_id: int) -> Replacement:
    """What the actor replaced in this assessment; NotFound for anybody else's."""
    found = session.get(Replacement, replacement_id)
    mine = found is not None and (found.assessment_id, found.person_id) == (whole.id, whole.actor.person_id)
    if not mine or found is None or found.undoes_id is not None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Recent:
    """What the actor replaced a while ago and could put back."""

    id: int
    words: str
    by: str
    at: datetime


def recent_of(session: Session, whole: Whole) -> Recent | None:
    """The actor's last replacement in this assessment, if it is a day old at most and was not put back."""
    undo = aliased(Replacement)
    row = session.execute(
        select(Replacement.id, Replacement.words, Replacement.by, Replacement.at)
        .outerjoin(undo, col(undo.undoes_id) == Replacement.id)
        .where(
            Replacement.assessment_id == whole.id, Replacement.person_id == whole.actor.person_id,
            col(Replacement.undoes_id).is_(None), col(undo.id).is_(None), Replacement.at > now() - RECENT,
        )
        .order_by(col(Replacement.id).desc())
    ).first()
    return Recent(*row) if row else None


def undo_of(session: Session, replacement_id: int | None) -> Replacement | None:
    """What put a replacement back, if anything did."""
    return session.exec(select(Replacement).where(Replacement.undoes_id == replacement_id)).first()
