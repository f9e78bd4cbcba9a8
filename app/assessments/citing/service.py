"""The verb of moving citations on to a newer revision of what they cite; each goes the way of any save."""

import json
from collections.abc import Mapping, Sequence

from sqlmodel import Session

from app.assessments.citing.moving import Move, moves
from app.assessments.citing.queries import contents_for
from app.assessments.finding.service import Job, Outcome, commit_to, keep, writable
from app.assessments.models import Prompt
from app.assessments.permissions import Whole
from app.assessments.writing.live import Live
from app.assessments.writing.queries import Held, held
from app.richtext.models import Citation
from app.richtext.replacing import recited
from app.richtext.walk import citations


def move_citations(
    session: Session, live: Live, whole: Whole, ref: str, revision: int, keys: Sequence[str],
    choices: Mapping[str, str],
) -> Outcome:
    """Let the answers to these prompts cite this revision wherever they cite an earlier one of the item.

    What a citation names must stand there as well, or somebody have chosen what becomes of it: `choices` by the name
    of the move; otherwise it stays, and is counted as left. An agreed answer opens again, as with any edit; what was
    frozen stays as it is. It can be put back as replaced words can. Refused where nothing is chosen, Forbidden where
    an answer is not the actor's to change.
    """
    contents = contents_for(session, whole.place.id, ref, revision) if keys else {}
    job = Job(session, live, whole, Outcome())
    for prompt in writable(session, whole, keys).values():
        answer = held(session, prompt.response_id)
        if answer is not None:
            found = moves(prompt.key, json.loads(answer.text.doc), ref, revision, contents)
            _move_in(job, prompt, answer, found, choices)
    if job.outcome.parts:
        keep(job, f"earlier revisions of {ref}", f"revision {revision} of {ref}")
    return job.outcome


def _move_in(
    job: Job, prompt: Prompt, answer: Held, found: Mapping[Citation, Move], choices: Mapping[str, str]
) -> None:
    """Move what one answer cites; what stays is counted for each place where it stands."""
    doc, base = json.loads(answer.text.doc), answer.text.version
    newer = {one: move.decided(choices.get(move.name, "")) for one, move in found.items()}
    job.outcome.left += sum(newer.get(one) == one for one in citations(doc))
    steps, done = recited(doc, lambda one: newer.get(one, one))
    if steps and commit_to(job, prompt, answer, steps):
        job.outcome.times += len(done)
        told = {"base": base, "done": [one.to_json() for one in done]}
        job.outcome.parts.append({"key": prompt.key, "response": answer.response_id, **told})
