"""Verbs of the workflow: agree, return, leave unanswered, and what writing makes happen."""

import json

from sqlmodel import Session

from app.activity.service import record
from app.activity.tags import Tag
from app.assessments.models import Assessment, Response
from app.assessments.permissions import Desk
from app.assessments.queries import sharing
from app.assessments.registers.queries import rows_of
from app.assessments.registers.revisions import keep_state
from app.assessments.registers.rules import is_blank as is_blank_row
from app.assessments.texts.queries import locked
from app.assessments.texts.service import Hand, keep_revision
from app.assessments.workflow.models import WorkflowEvent
from app.assessments.workflow.rules import Happened, Kind, State, after_writing, fold
from app.core.clock import now
from app.core.errors import Conflict, Refused
from app.frameworks.queries import reading
from app.richtext.text import is_blank

SUPERSEDED = "The text has changed since you opened it. Read it again, then decide."


def happen(session: Session, response: Response, kind: Kind, version: int, hand: Hand, reason: str = "") -> None:
    """Write one event and fold it into the response; the only place that writes a response's state."""
    assert response.id is not None
    session.add(WorkflowEvent(
        response_id=response.id, kind=kind, version=version, reason=reason, person=hand.name,
        person_id=hand.person_id, at=now(),
    ))
    before = State(response.state, response.agreed_version, response.reason)
    after = fold([Happened(kind, version, reason)], before)
    response.state, response.agreed_version, response.reason = after.name, after.agreed_version, after.reason
    session.add(response)


def wrote(session: Session, response: Response, version: int, hand: Hand) -> Kind | None:
    """A text or register changed: it becomes a draft, or is reopened; what happened, if anything."""
    kind = after_writing(State(response.state, response.agreed_version, response.reason))
    if kind:
        happen(session, response, kind, version, hand)
    return kind


def response_of(session: Session, desk: Desk) -> Response:
    """The response that answers this prompt, held until the transaction ends."""
    return response_with(session, desk.prompt.response_id)


def response_with(session: Session, response_id: int) -> Response:
    """The response with this id, held until the transaction ends."""
    found = session.get(Response, response_id, with_for_update=True, populate_existing=True)
    assert found is not None
    return found


def told(session: Session, response: Response) -> str:
    """The prompts of a response in words, such as 10.1, 10.2, 10.3, or a title where there is no number."""
    assessment = session.get(Assessment, response.assessment_id)
    assert response.id is not None and assessment is not None
    asked = reading(session, assessment.framework_version_id).prompts
    return ", ".join(asked[prompt.key].name for prompt in sharing(session, response.id))


def version_of(session: Session, response: Response) -> int:
    """The version of the text, or of the register's rows, as it stands."""
    return response.rows_version if response.text_id is None else locked(session, response.text_id).version


def agree(session: Session, desk: Desk, version: int) -> None:
    """The lead agrees exactly this version; Conflict if it is no longer the current one."""
    response, hand = response_of(session, desk), Hand(desk.actor.name, desk.actor.person_id)
    if version != version_of(session, response):
        raise Conflict(SUPERSEDED)
    if response.state == "agreed":
        raise Conflict("This is agreed already.")
    if _is_empty(session, response):
        raise Refused("There is nothing here to agree yet. Write an answer, or say that there is none this year.")
    if response.text_id is None:
        keep_state(session, response)
    else:
        keep_revision(session, locked(session, response.text_id), "agreed", hand)
    happen(session, response, "agreed", version, hand)
    _record(session, Tag.RESPONSE_AGREED, desk, response)


def _is_empty(session: Session, response: Response) -> bool:
    if response.text_id is None:
        assert response.id is not None
        return all(is_blank_row(json.loads(row.cells)) for row in rows_of(session, response.id))
    return is_blank(json.loads(locked(session, response.text_id).doc))


def give_back(session: Session, desk: Desk, version: int, reason: str) -> None:
    """The lead returns this version to its author with a reason."""
    response = response_of(session, desk)
    reason = _reason(reason, "Say what should change, so that the author can act on it.")
    if version != version_of(session, response):
        raise Conflict(SUPERSEDED)
    if response.state == "not_started":
        raise Refused("There is nothing to return yet.")
    if response.text_id is None:
        keep_state(session, response)  # a text can be read at any version, rows only where they were kept
    happen(session, response, "returned", version, Hand(desk.actor.name, desk.actor.person_id), reason)
    _record(session, Tag.RESPONSE_RETURNED, desk, response, reason=reason)


def leave_unanswered(session: Session, desk: Desk, version: int, reason: str) -> None:
    """The lead settles this prompt as having no answer this year."""
    response = response_of(session, desk)
    reason = _reason(reason, "Say why there is no answer this year; readers will see the reason.")
    if version != version_of(session, response):
        raise Conflict(SUPERSEDED)
    if response.text_id is None:
        keep_state(session, response)
    happen(session, response, "left_unanswered", version, Hand(desk.actor.name, desk.actor.person_id), reason)
    _record(session, Tag.RESPONSE_UNANSWERED, desk, response, reason=reason)


def reopen(session: Session, desk: Desk) -> None:
    """Take a settled response up again; an agreed text stays in the document until another is agreed."""
    response = response_of(session, desk)
    state = State(response.state)
    if not state.settled:
        raise Conflict("This is open already.")
    happen(session, response, "reopened", version_of(session, response), Hand(desk.actor.name, desk.actor.person_id))
    _record(session, Tag.RESPONSE_REOPENED, desk, response)


def _reason(text: str, missing: str) -> str:
    reason = " ".join(text.split())
    if not reason:
        raise Refused(missing)
    return reason[:1000]


def _record(session: Session, tag: Tag, desk: Desk, response: Response, **detail: str) -> None:
    record(session, tag, desk.actor, desk.place.id, desk.path, prompts=told(session, response), **detail)
