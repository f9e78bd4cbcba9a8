"""The verb of taking newer figures over into answers; each change goes the way of any save."""

import json
from collections.abc import Sequence

from sqlmodel import Session

from app.assessments.finding.service import Job, Outcome, commit_to, keep, writable
from app.assessments.models import Prompt
from app.assessments.permissions import Whole
from app.assessments.writing.live import Live
from app.assessments.writing.queries import held
from app.indicators.extracts import service as figures
from app.indicators.extracts.queries import extracts_of, newer_of
from app.richtext.replacing import renewed
from app.richtext.text import extracts


def renew(session: Session, live: Live, whole: Whole, keys: Sequence[str]) -> Outcome:
    """Let the answers to these prompts show the figures of today wherever they show earlier ones.

    An agreed answer opens again, as with any edit; what was frozen stays as it is. It can be put back as replaced
    words can. Refused where nothing is chosen, Forbidden where an answer is not the actor's to change.
    """
    prompts = writable(session, whole, keys)
    job = Job(session, live, whole, Outcome())
    for prompt in prompts.values():
        _renew(job, prompt)
    if job.outcome.parts:
        keep(job, "earlier figures", "newer figures")
    return job.outcome


def _renew(job: Job, prompt: Prompt) -> None:
    answer = held(job.session, prompt.response_id)
    if answer is None:
        return
    doc, base, place = json.loads(answer.text.doc), answer.text.version, job.whole.place
    newer = newer_of(job.session, place.id, extracts_of(job.session, place.id, (name for name, _ in extracts(doc))))
    for extract in newer.values():
        figures.keep(job.session, job.whole.actor, place.id, extract)
    steps, done = renewed(doc, {old: (one.name, one.text) for old, one in newer.items()})
    if steps and commit_to(job, prompt, answer, steps):
        job.outcome.times += len(done)
        told = {"base": base, "done": [one.to_json() for one in done]}
        job.outcome.parts.append({"key": prompt.key, "response": answer.response_id, **told})
