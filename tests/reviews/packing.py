"""A released assessment that cites a file and an address, and asking for packs of it."""

import json
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from sqlmodel import Session, select

from app.core.clock import now
from app.core.jobs import Job
from app.evidence.models import EvidenceItem, EvidenceRevision
from app.publishing.packs import service
from app.reviews.releases import queries as releases
from tests.assessments.factories import token_of, write
from tests.browser import Browser
from tests.reviews import factories

Making = Callable[..., dict[str, Any]]
PACKS = f"{factories.RELEASED}/packs"
CITED, LATER = b"What the text cites", b"A later revision that nobody cites"


def revise(session: Session, app: FastAPI, number: int, data: bytes) -> None:
    """A revision of the item that the text cites."""
    item = session.exec(select(EvidenceItem).where(EvidenceItem.ref == "E2")).first()
    if item is None:
        home = factories.authority_at(session, "peterborough").id or 0
        item = EvidenceItem(authority_id=home, ref="E2", title="An audit", kind="audit", owner="Quality",
                            as_at=now().date(), status="published", sensitivity="partner", added_at=now())
        session.add(item)
        session.flush()
    session.add(EvidenceRevision(
        item_id=item.id or 0, number=number, file_name="audit.txt", file_sha256=app.state.files.put(data),
        added_at=now(), added_by="Somebody"))


def released(session: Session) -> dict[str, str]:
    """The assessment released, with a challenger and a moderator; who they are."""
    write(session, "author", "1.1", "We know our practice [[E2]] [[E1]] \u4e8c.")
    factories.publish(session)
    factories.release(session)
    return {kind: factories.assign(session, kind) for kind in ("challenge", "moderation")}


def ask(app: FastAPI, who: str, of: str) -> Job:
    """Ask for the pack of a reviewer as somebody; the job that waits."""
    with app.state.database.read() as session:
        person = factories.actor_of(session, of).person_id
        reviewer = session.exec(select(releases.Reviewer.id).where(releases.Reviewer.person_id == person)).one()
    return posted(app, who, PACKS, {"reviewer_id": str(reviewer)})


def posted(app: FastAPI, who: str, path: str, data: dict[str, str] | None = None) -> Job:
    """Send a form that asks for work; the job that waits."""
    answer = Browser(app, token_of(who)).submit(path, data)
    assert answer.status_code == 303, answer.text
    with app.state.database.read() as session:
        return session.get_one(Job, int(answer.headers["location"].rpartition("=")[2]))


def work(app: FastAPI, job: Job, make: Making = service.make_pack) -> int:
    """Do a job here and now; the id of its pack."""
    press = service.Press(app.state.press.pool, app.state.press.cache, app.state.files)
    made = make(press, app.state.database, json.loads(job.arguments), lambda *_: None)
    with app.state.database.write() as session:
        row = session.get_one(Job, job.id)
        row.state, row.result = "done", json.dumps(made)
    return int(made["pack_id"])
