"""The verb of replacing what was ticked; every change goes the way of any save."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from app.activity.service import record
from app.activity.tags import Tag
from app.assessments.finding.models import Replacement
from app.assessments.finding.queries import prompts_by_key
from app.assessments.finding.rules import Place, as_was
from app.assessments.models import Prompt
from app.assessments.permissions import Desk, Whole, writes_line
from app.assessments.registers.models import RegisterRow
from app.assessments.registers.service import save_row, tell
from app.assessments.texts import queries as texts
from app.assessments.workflow.rules import SETTLED
from app.assessments.workflow.service import response_with
from app.assessments.writing.live import Live
from app.assessments.writing.queries import Held, held
from app.assessments.writing.service import FORM, commit
from app.core.clock import now
from app.core.errors import Forbidden, Refused
from app.richtext.finding import Query, find, in_text
from app.richtext.replacing import moved, replaced

Part = dict[str, Any]


@dataclass
class Outcome:
    """What became of it: places changed and left, answers opened and agreed again, what was refused, and what to look
    at by hand.
    """

    times: int = 0
    left: int = 0
    reopened: int = 0
    agreed: int = 0
    parts: list[Part] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    id: int | None = None


@dataclass(frozen=True)
class Job:
    """A change of many answers by one actor."""

    session: Session
    live: Live
    whole: Whole
    outcome: Outcome

    def desk(self, prompt: Prompt) -> Desk:
        """One of the prompts before the actor."""
        whole = self.whole
        return Desk(whole.actor, whole.place, whole.assessment, whole.reading, whole.address, prompt)


def replace_places(
    session: Session, live: Live, whole: Whole, query: Query, by: str, places: Sequence[Place]
) -> Outcome:
    """Replace the words at these places; a place whose words have changed since is left and counted."""
    if not places:
        raise Refused("Tick at least one place to replace.")
    job = Job(session, live, whole, Outcome())
    by_key: dict[str, list[Place]] = {}
    for place in dict.fromkeys(places):
        by_key.setdefault(place.key, []).append(place)
    for key, prompt in writable(session, whole, list(by_key)).items():
        answer = held(session, prompt.response_id)
        if answer is not None:
            _replace_in_text(job, prompt, answer, query, by, by_key[key])
        else:
            _replace_in_rows(job, prompt, query, by, by_key[key])
    if job.outcome.parts:
        keep(job, query.words, by)
    return job.outcome


def writable(session: Session, whole: Whole, keys: Sequence[str]) -> dict[str, Prompt]:
    """The prompts of these keys; Refused for none, Forbidden where the answer to one is not the actor's to change."""
    if not keys:
        raise Refused("Choose at least one answer.")
    prompts = prompts_by_key(session, whole.id, list(keys))
    if len(prompts) < len(set(keys)) or not all(writes_line(whole, prompt) for prompt in prompts.values()):
        raise Forbidden("Some of these answers are not yours to change. Open the page again, then choose only yours.")
    return prompts


def _replace_in_text(
    job: Job, prompt: Prompt, answer: Held, query: Query, by: str, places: Sequence[Place]
) -> None:
    doc, base = json.loads(answer.text.doc), answer.text.version
    standing = {match.spot: match for match in find(doc, query.pattern)}
    wanted = [spot for place in places if (spot := _now(job.session, answer, place)) in standing]
    matches = [standing[spot] for spot in dict.fromkeys(wanted)]
    matches = [match for match in matches if as_was(match.words, query, by) != match.words]
    steps, done = replaced(doc, matches, lambda words: as_was(words, query, by))
    job.outcome.left += len(places) - len(wanted)
    if not steps or not commit_to(job, prompt, answer, steps):
        return
    job.outcome.times += len(matches)
    job.outcome.parts.append({
        "key": prompt.key, "response": answer.response_id, "base": base, "done": [one.to_json() for one in done],
    })


def _now(session: Session, answer: Held, place: Place) -> Any:
    """Where a place is by now; None where it cannot be."""
    text = answer.text
    if place.kind != "text" or place.version > text.version:
        return None
    if place.version == text.version:
        return place.spot
    later = [item["s"] for item in texts.steps_since(session, text.id, place.version)]
    return moved(place.spot, later)


def commit_to(job: Job, prompt: Prompt, answer: Held, steps: list[dict[str, Any]]) -> bool:
    """Commit steps to one text as any save does; a text that refuses them stays as it was, and says why."""
    settled = answer.state.settled
    try:
        commit(job.session, job.live, job.desk(prompt), answer, steps, FORM)
    except Refused as refusal:
        name = job.whole.reading.prompts[prompt.key].name
        job.outcome.refused.append(f"{name} stays as it was: {refusal.sentence}")
        return False
    job.outcome.reopened += settled
    return True


def _replace_in_rows(job: Job, prompt: Prompt, query: Query, by: str, places: Sequence[Place]) -> None:
    rows: dict[int | None, list[Place]] = {}
    for place in places:
        rows.setdefault(place.at, []).append(place)
    for row_id, wanted in rows.items():
        row = row_of(job.session, prompt, row_id)
        cells = json.loads(row.cells) if row is not None else {}
        if row is None or any(place.kind != "cell" or place.version != row.version for place in wanted):
            job.outcome.left += len(wanted)
            continue
        new, times = _new_cells(cells, query, by, wanted)
        job.outcome.left += len(wanted) - sum(times.values())
        if save_cells(job, prompt, row, {**cells, **new}):
            job.outcome.times += sum(times[column] for column in new)
            was = {column: cells[column] for column in new}
            part = {"was": was, "now": _standing(row, new), "times": times}
            job.outcome.parts.append({"key": prompt.key, "row": row.id, **part})


def row_of(session: Session, prompt: Prompt, row_id: int | None) -> RegisterRow | None:
    """A row that stands in the prompt's register, held until the transaction ends."""
    row = session.get(RegisterRow, row_id, with_for_update=True, populate_existing=True) if row_id else None
    return row if row is not None and row.response_id == prompt.response_id and row.removed_at is None else None


def _standing(row: RegisterRow, columns: dict[str, str]) -> dict[str, str]:
    cells = json.loads(row.cells)
    return {column: cells.get(column, "") for column in columns}


def _new_cells(
    cells: dict[str, str], query: Query, by: str, places: Sequence[Place]
) -> tuple[dict[str, str], dict[str, int]]:
    """The cells of a row that differ once these places are replaced, and how many places each column had."""
    new: dict[str, str] = {}
    times: dict[str, int] = {}
    for column in dict.fromkeys(place.column for place in places):
        wanted = {place.spot.start for place in places if place.column == column}
        text = cells.get(column, "")
        chosen = [match for match in in_text(text, query.pattern) if match.spot.start in wanted]
        for match in reversed(chosen):
            text = text[: match.spot.start] + as_was(match.words, query, by) + text[match.spot.end :]
        times[column] = len(chosen)
        if text != cells.get(column, ""):
            new[column] = text
    return new, times


def save_cells(job: Job, prompt: Prompt, row: RegisterRow, cells: dict[str, str]) -> bool:
    """Save one row as its own form does; whether anything changed."""
    before, was_settled = row.version, _settled(job.session, prompt)
    assert row.id is not None
    try:
        save_row(job.session, job.desk(prompt), row.id, row.version, cells)
    except Refused as refusal:
        name = job.whole.reading.prompts[prompt.key].name
        job.outcome.refused.append(f"A row of {name} stays as it was: {refusal.sentence}")
        return False
    job.outcome.reopened += was_settled and row.version != before
    tell(job.session, job.live, prompt.response_id)
    return row.version != before


def _settled(session: Session, prompt: Prompt) -> bool:
    return response_with(session, prompt.response_id).state in SETTLED


def keep(job: Job, words: str, by: str, undoes: Replacement | None = None) -> None:
    """Remember what was done, so that it can be put back, and tell the trail."""
    whole, outcome = job.whole, job.outcome
    assert whole.actor.person_id is not None
    row = Replacement(
        assessment_id=whole.id, person_id=whole.actor.person_id, at=now(), words=words, by=by,
        made=json.dumps(outcome.parts, ensure_ascii=False), undoes_id=undoes.id if undoes else None,
    )
    job.session.add(row)
    job.session.flush()
    outcome.id = row.id
    names = dict.fromkeys(whole.reading.prompts[part["key"]].name for part in outcome.parts)
    prompts = ", ".join(list(names)[:12]) + (" and more" if len(names) > 12 else "")
    tag = Tag.WORDS_PUT_BACK if undoes else Tag.WORDS_REPLACED
    record(
        job.session, tag, whole.actor, whole.place.id, whole.address.path,
        words=words, by=by or "nothing", times=outcome.times, prompts=prompts,
    )
