"""The verbs of putting figures into an answer and of taking newer ones over; each change goes the way of any save."""

import json
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from app.assessments.finding.service import Job, Outcome, commit_to, keep, writable
from app.assessments.models import Prompt
from app.assessments.permissions import Desk, Whole
from app.assessments.writing.live import Live
from app.assessments.writing.queries import held
from app.assessments.writing.service import open_text, save_plain
from app.core.errors import Refused
from app.indicators.extracts import service as figures
from app.indicators.extracts.queries import extracts_of, newer_of
from app.indicators.extracts.renewing import Renewal, renewal
from app.indicators.extracts.rules import FIGURE, Extract
from app.richtext.limits import MAX_CAPTION
from app.richtext.markup import to_markup
from app.richtext.models import FORMS
from app.richtext.replacing import renewed
from app.richtext.text import extracts

NOT_SO = "This choice cannot be shown so. It can be: {}."


def put_in(session: Session, live: Live, desk: Desk, extract: Extract, form: str, caption: str) -> None:
    """Keep figures, and put them at the end of the answer: a chart or table (`form`), or by FIGURE one by itself.

    NotFound for a register, which has no text; Refused for a form in which they cannot be shown, and for braces in
    the caption.
    """
    if form not in extract.forms and not (form == FIGURE and extract.text):
        raise Refused(NOT_SO.format(", ".join(FORMS[one].lower() for one in extract.forms)))
    if set("{}") & set(caption) or len(caption) > MAX_CAPTION:
        raise Refused(f"Use at most {MAX_CAPTION} characters for the caption, and no braces.")
    text = open_text(session, desk).text
    figures.keep(session, desk.actor, desk.place.id, extract)
    behind = f": {extract.text}" if form == FIGURE else f", {caption}" if caption else ""
    typed = f"{to_markup(json.loads(text.doc))}\n\n{{{{{form} {extract.name}{behind}}}}}\n"
    save_plain(session, live, desk, text.version, typed)


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
    known = extracts_of(job.session, place.id, (name for name, _ in extracts(doc)))
    newer = newer_of(job.session, place.id, known)
    found: list[tuple[Extract, Renewal]] = []

    def now(attrs: dict[str, Any]) -> dict[str, Any]:
        old = attrs["extract"]
        if old not in newer:
            return {}
        found.append((newer[old], renewal(attrs, known[old], newer[old])))
        return found[-1][1].attrs

    steps, done = renewed(doc, now)
    for extract in {one.name: one for one, then in found if then.attrs}.values():
        figures.keep(job.session, job.whole.actor, place.id, extract)
    if steps and commit_to(job, prompt, answer, steps):
        job.outcome.times += len(done)
        told = {"base": base, "done": [one.to_json() for one in done]}
        job.outcome.parts.append({"key": prompt.key, "response": answer.response_id, **told})
    name = job.whole.reading.prompts[prompt.key].name
    job.outcome.notes += [f"{name}: {then.told}" for _, then in found if then.told]
