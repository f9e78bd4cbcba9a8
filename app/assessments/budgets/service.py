"""The verb of budgets: set them all as one form has them."""

import json

from sqlmodel import Session, select

from app.activity.service import record
from app.activity.tags import Tag
from app.assessments.budgets.rules import Budgets, budgets_of, changes
from app.assessments.models import Assessment, Prompt
from app.assessments.permissions import Whole
from app.core.errors import Conflict


def set_budgets(session: Session, whole: Whole, seen: str, wanted: Budgets) -> str:
    """Set every budget; what changed, in words. Conflict where they are no longer those that the form was made from."""
    assessment = session.get(Assessment, whole.id, with_for_update=True, populate_existing=True)
    assert assessment is not None
    prompts = session.exec(select(Prompt).where(Prompt.assessment_id == whole.id)).all()
    before = Budgets(
        assessment.budget, budgets_of(assessment),
        {prompt.key: prompt.budget for prompt in prompts if prompt.budget is not None},
    )
    if seen != before.fingerprint:
        raise Conflict("Somebody changed these budgets while you were filling them in. Look at theirs below.")
    told = changes(before, wanted)
    if told:
        assessment.budget, assessment.section_budgets = wanted.whole, json.dumps(dict(wanted.sections))
        for prompt in prompts:
            prompt.budget = wanted.prompts.get(prompt.key)
        record(session, Tag.BUDGETS_SET, whole.actor, whole.place.id, whole.address.path, changes=told)
    return told
