"""Telling everybody who follows a text of steps that were committed to it."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from app.assessments.texts.queries import steps_since
from app.assessments.writing.live import Live, Topic
from app.core.database import Database

STEPS = "steps"
Steps = Sequence[dict[str, Any]]


def announce(session: Session, live: Live, text_id: int, base: int, steps: Steps, client_id: str) -> None:
    """Send committed steps to everybody who looks at the text, once they are on disk."""
    batch = {"base": base, "items": [{"s": step, "c": client_id} for step in steps]}
    brief = {"base": base, "count": len(steps), "client": client_id}
    live.tell(session, text_id, batch, STEPS, brief)


def hear_steps(live: Live, database: Database) -> None:
    """Have steps of other processes read from the database, once for all who follow their text here."""

    def read(topic: Topic, brief: dict[str, Any]) -> dict[str, Any] | None:
        live.note_writer(topic, brief["client"])
        if not isinstance(topic, int) or not live.is_followed(topic):
            return None
        with database.read() as session:
            items = steps_since(session, topic, brief["base"])
        return {"base": brief["base"], "items": items}

    live.when_heard(STEPS, read)
