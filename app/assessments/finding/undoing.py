"""The verb of putting replaced words back where nobody has touched them since."""

import json
from collections.abc import Mapping

from sqlmodel import Session

from app.assessments.finding.models import Replacement
from app.assessments.finding.queries import prompts_by_key, undo_of
from app.assessments.finding.service import Job, Outcome, Part, commit_to, keep, row_of, save_cells
from app.assessments.models import Prompt, Response
from app.assessments.permissions import Whole, writes_line
from app.assessments.registers.queries import state_at
from app.assessments.texts.queries import doc_at, last_kept, steps_since
from app.assessments.texts.service import Hand
from app.assessments.workflow.queries import events_of
from app.assessments.workflow.service import happen, response_with
from app.assessments.writing.live import Live
from app.assessments.writing.queries import held
from app.core.errors import Conflict
from app.richtext.replacing import Done, undone


def put_back(session: Session, live: Live, whole: Whole, replacement: Replacement) -> Outcome:
    """Put back what nobody has touched since; the rest stays and is counted. Conflict the second time.

    An answer that nothing but the replacement had opened is agreed again, since its text is the agreed one.
    """
    if undo_of(session, replacement.id):
        raise Conflict("These words were put back already.")
    job = Job(session, live, whole, Outcome())
    parts: list[Part] = json.loads(replacement.made)
    prompts = prompts_by_key(session, whole.id, [part["key"] for part in parts])
    for prompt in prompts.values():
        for part in parts:
            if part["key"] == prompt.key:
                _put_part_back(job, prompt, part)
    if not job.outcome.parts:
        raise Conflict("Somebody has changed all of these words since, so they stay as they are.")
    keep(job, replacement.words, replacement.by, replacement)
    return job.outcome


def _put_part_back(job: Job, prompt: Prompt, part: Part) -> None:
    if not writes_line(job.whole, prompt):
        job.outcome.left += _places(part)
    elif "row" in part:
        _put_row_back(job, prompt, part)
    else:
        _put_text_back(job, prompt, part)


def _places(part: Part) -> int:
    """How many places were replaced."""
    times: Mapping[str, int] = part.get("times", {})
    return sum(times[column] for column in part["was"]) if "row" in part else sum(one["places"] for one in part["done"])


def _put_text_back(job: Job, prompt: Prompt, part: Part) -> None:
    done = [Done(**one) for one in part["done"]]
    answer = held(job.session, part["response"])
    if answer is None or prompt.response_id != answer.response_id:  # answered together with others since, or apart
        job.outcome.left += _places(part)
        return
    text = answer.text
    steps = [item["s"] for item in steps_since(job.session, text.id, part["base"])]
    before = doc_at(job.session, text, part["base"])
    steps_back, back = undone(before, steps[: len(done)], done, steps[len(done) :], json.loads(text.doc))
    places = sum(one.places for one in back)
    job.outcome.left += _places(part) - places
    if steps_back and commit_to(job, prompt, answer, steps_back):
        job.outcome.times += places
        job.outcome.parts.append({"key": prompt.key})
        agreed = last_kept(job.session, text.id, "agreed")
        if agreed is not None and json.loads(agreed.doc) == json.loads(text.doc):
            _agreed_as_before(job, answer.response_id, text.version, part["base"] + len(done))


def _put_row_back(job: Job, prompt: Prompt, part: Part) -> None:
    row = row_of(job.session, prompt, part["row"])
    cells = json.loads(row.cells) if row is not None else {}
    back = {column: was for column, was in part["was"].items() if cells.get(column) == part["now"][column]}
    places = sum(part["times"][column] for column in back)
    job.outcome.left += _places(part) - places
    if row is None or not back or not save_cells(job, prompt, row, {**cells, **back}):
        return
    job.outcome.times += places
    job.outcome.parts.append({"key": prompt.key})
    response = response_with(job.session, prompt.response_id)
    agreed = state_at(job.session, response, response.agreed_version or 0)
    if agreed is not None and agreed == state_at(job.session, response, response.rows_version):
        _agreed_as_before(job, prompt.response_id, response.rows_version, (response.agreed_version or 0) + 1)


def _agreed_as_before(job: Job, response_id: int, version: int, opened: int) -> None:
    """Take the answer as agreed again where it was opened at that version, and nothing was decided since."""
    response: Response = response_with(job.session, response_id)
    last = [(event.kind, event.version) for event in events_of(job.session, response_id)[-1:]]
    if response.agreed_version is not None and last == [("reopened", opened)]:
        happen(job.session, response, "taken_back", version, Hand(job.whole.actor.name, job.whole.actor.person_id))
        job.outcome.agreed += 1
