"""What is noted on a whole answer: whether that still says what it said, or what somebody said that it holds of too."""

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.assessments.freezing.content import canonical, standing_rows
from app.assessments.models import Response, Text
from app.reviews.annotations.placing import Answer
from app.reviews.annotations.queries import Noted
from app.reviews.releases.frozen import answers_in, content_by
from app.richtext.printed import printed

SAID = ("doc", "rows", "reason")  # what an answer says, whatever else is known of it


def says(answer: Answer) -> str:
    """A short name for what an answer says, released or not."""
    return sha256(canonical({name: answer[name] for name in SAID}).encode()).hexdigest()[:32]


def says_now(session: Session, response_ids: Iterable[int]) -> dict[int, str]:
    """The same of answers as they are now, by the id of the response; two queries."""
    rows = session.execute(
        columns(Response, col(Text.doc)).outerjoin(Text, col(Text.id) == Response.text_id)
        .where(col(Response.id).in_(set(response_ids)))
    ).all()
    tables = standing_rows(session, [one.id for one, _ in rows if one.kind == "register"])
    return {one.id: says(_answer(one, doc, tables.get(one.id, []))) for one, doc in rows}


def _answer(one: Response, doc: str | None, rows: Sequence[Any]) -> Answer:
    """As it is frozen."""
    is_none = one.state == "no_answer"
    return {
        "doc": printed(json.loads(doc)) if doc is not None and not is_none else None,
        "rows": rows if one.kind == "register" else None, "reason": one.reason if is_none else None,
    }


def still_holds(session: Session, one: Noted, now: str) -> bool:
    """Whether what is noted on a whole answer is about what that answer says, by its name."""
    if now in one.held_of:
        return True
    content = content_by(session, one.annotation.frozen_id, one.sha256)
    return says(answers_in(content)[one.annotation.prompt_key]) == now
