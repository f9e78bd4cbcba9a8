"""The verb of moving citations on to a newer revision of what they cite; each goes the way of any save."""

import json
from collections.abc import Sequence

from sqlmodel import Session

from app.assessments.finding.queries import prompts_by_key
from app.assessments.finding.service import Job, Outcome, commit_to, keep
from app.assessments.permissions import Whole, writes_line
from app.assessments.writing.live import Live
from app.assessments.writing.queries import held
from app.core.errors import Forbidden, NotFound, Refused
from app.evidence.queries import revision_ids
from app.richtext.replacing import recited


def move_citations(
    session: Session, live: Live, whole: Whole, ref: str, revision: int, keys: Sequence[str]
) -> Outcome:
    """Let the answers to these prompts cite this revision wherever they cite an earlier one of the item.

    An agreed answer opens again, as with any edit; what was frozen stays as it is. It can be put back as replaced
    words can. Refused where nothing is chosen, Forbidden where an answer is not the actor's to change.
    """
    if not keys:
        raise Refused("Choose at least one answer.")
    if not revision_ids(session, whole.place.id, [(ref, revision)]):
        raise NotFound
    prompts = prompts_by_key(session, whole.id, list(keys))
    if len(prompts) < len(set(keys)) or not all(writes_line(whole, prompt) for prompt in prompts.values()):
        raise Forbidden("Some of these answers are not yours to change. Open the item again, then choose only yours.")
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
