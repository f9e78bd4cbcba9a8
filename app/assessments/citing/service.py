"""The verb of moving citations on to a newer revision of what they cite; each goes the way of any save."""

import json
from collections.abc import Sequence

from sqlmodel import Session

from app.assessments.finding.service import Job, Outcome, commit_to, keep, writable
from app.assessments.permissions import Whole
from app.assessments.writing.live import Live
from app.assessments.writing.queries import held
from app.core.errors import NotFound
from app.evidence.queries import revision_ids
from app.richtext.replacing import recited


def move_citations(
    session: Session, live: Live, whole: Whole, ref: str, revision: int, keys: Sequence[str]
) -> Outcome:
    """Let the answers to these prompts cite this revision wherever they cite an earlier one of the item.

    An agreed answer opens again, as with any edit; what was frozen stays as it is. It can be put back as replaced
    words can. Refused where nothing is chosen, Forbidden where an answer is not the actor's to change.
    """
    if keys and not revision_ids(session, whole.place.id, [(ref, revision)]):
        raise NotFound
    prompts = writable(session, whole, keys)
    job = Job(session, live, whole, Outcome())
    for prompt in prompts.values():
        answer = held(session, prompt.response_id)
        if answer is None:
            continue
        base = answer.text.version
        steps, done = recited(json.loads(answer.text.doc), ref, revision)
        if steps and commit_to(job, prompt, answer, steps):
            job.outcome.times += len(done)
            told = {"base": base, "done": [one.to_json() for one in done]}
            job.outcome.parts.append({"key": prompt.key, "response": answer.response_id, **told})
    if job.outcome.parts:
        keep(job, f"earlier revisions of {ref}", f"revision {revision} of {ref}")
    return job.outcome
