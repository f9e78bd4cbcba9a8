"""Packs of what was released and the feedback report: who makes and fetches which, and what a zip holds."""

import io
import json
import zipfile
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import Session, col, select, update

from app.accounts.models import Guest
from app.activity.models import Activity
from app.core.clock import now
from app.core.errors import NotFound
from app.core.jobs import Job
from app.core.mail.models import Letter
from app.evidence.models import EvidenceItem, EvidenceRevision
from app.publishing.models import PdfFile
from app.publishing.packs import service
from app.publishing.packs.models import Pack
from app.publishing.packs.verify import verify_pdf, verify_zip
from app.reviews.releases import queries as releases
from app.reviews.releases import service as releasing
from tests.assessments.factories import email_of, token_of, write
from tests.browser import Browser
from tests.reviews import factories
from tests.reviews.conftest import Stage

PACKS = f"{factories.RELEASED}/packs"
CITED, LATER = b"What the text cites", b"A later revision that nobody cites"


@pytest.fixture
def called(app: FastAPI, region: Stage, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A released assessment that cites a file of evidence in its first revision; layout is tested elsewhere."""
    monkeypatch.setattr(service, "_pressed", lambda _press, _wanted, _progress: PdfFile(b"%PDF-1.7 of a pack", 7))
    region.make(lambda session: _revise(session, app, 1, CITED))
    names = region.make(_released)
    region.make(lambda session: _revise(session, app, 2, LATER))
    return names


def _revise(session: Session, app: FastAPI, number: int, data: bytes) -> None:
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


def _released(session: Session) -> dict[str, str]:
    write(session, "author", "1.1", "We know our practice [[E2]].")
    factories.publish(session)
    factories.release(session)
    return {kind: factories.assign(session, kind) for kind in ("challenge", "moderation")}


def _ask(app: FastAPI, who: str, of: str) -> Job:
    """Ask for the pack of a reviewer as somebody; the job that waits."""
    with app.state.database.read() as session:
        person = factories.actor_of(session, of).person_id
        reviewer = session.exec(select(releases.Reviewer.id).where(releases.Reviewer.person_id == person)).one()
    return _posted(app, who, PACKS, {"reviewer_id": str(reviewer)})


def _posted(app: FastAPI, who: str, path: str, data: dict[str, str] | None = None) -> Job:
    answer = Browser(app, token_of(who)).submit(path, data)
    assert answer.status_code == 303, answer.text
    with app.state.database.read() as session:
        return session.get_one(Job, int(answer.headers["location"].rpartition("=")[2]))


def _work(app: FastAPI, job: Job) -> int:
    """Do a job here and now; the id of its pack."""
    press = service.Press(app.state.press.pool, app.state.press.cache, app.state.files)
    made = service.make_pack(press, app.state.database, json.loads(job.arguments), lambda *_: None)
    with app.state.database.write() as session:
        row = session.get_one(Job, job.id)
        row.state, row.result = "done", json.dumps(made)
    return int(made["pack_id"])


def _status(app: FastAPI, who: str, path: str) -> int:
    return int(Browser(app, token_of(who)).get(path).status_code)


def test_the_zip_holds_the_cited_revision_and_checks(app: FastAPI, called: dict[str, str]) -> None:
    pack = _work(app, _ask(app, called["challenge"], called["challenge"]))
    data = Browser(app, token_of(called["challenge"])).get(f"{PACKS}/{pack}/zip").content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert held["evidence/E2-1-audit.txt"] == CITED
    assert LATER not in held.values()
    assert verify_zip(data).code == 0


@pytest.mark.parametrize("sensitivity", ["restricted", "something new"])
def test_a_file_that_is_not_for_partners_stays_out(
    app: FastAPI, region: Stage, called: dict[str, str], sensitivity: str
) -> None:
    def restrict(session: Session) -> None:
        session.exec(select(EvidenceItem).where(EvidenceItem.ref == "E2")).one().sensitivity = sensitivity

    region.make(restrict)
    pack = _work(app, _ask(app, called["challenge"], called["challenge"]))
    data = Browser(app, token_of(called["challenge"])).get(f"{PACKS}/{pack}/zip").content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert [name for name in archive.namelist() if name.startswith("evidence")] == []
        assert json.loads(archive.read("manifest.json"))["left_out"][0]["evidence"] == "E2"


def test_each_reviewer_fetches_their_own_and_the_coordinator_all(app: FastAPI, called: dict[str, str]) -> None:
    packs = {kind: _work(app, _ask(app, called[kind], called[kind])) for kind in ("challenge", "moderation")}
    packs["feedback"] = _work(app, _posted(app, "coordinator", f"{PACKS}/feedback"))
    may = {
        called["challenge"]: {"challenge"}, called["moderation"]: {"moderation"}, "coordinator": set(packs),
        "director": set(packs), "author": set(), "reader": set(), "regional": set(), "stranger": set(),
    }
    for who, own in may.items():
        opened = {kind for kind, pack in packs.items() for file in ("pdf", "zip")
                  if _status(app, who, f"{PACKS}/{pack}/{file}") == 200}
        assert opened == own, who
    assert _status(app, "coordinator", f"{PACKS}/{packs['challenge']}/html") == 404
    assert "moderation pack" not in Browser(app, token_of(called["challenge"])).get(PACKS).text.lower()


def test_nobody_asks_for_the_pack_of_another_reviewer(app: FastAPI, called: dict[str, str]) -> None:
    with pytest.raises(AssertionError):
        _ask(app, called["challenge"], called["moderation"])


def test_nobody_but_the_authority_asks_for_its_feedback_report(app: FastAPI, called: dict[str, str]) -> None:
    with pytest.raises(AssertionError):
        _posted(app, called["challenge"], f"{PACKS}/feedback")
    job = _posted(app, "director", f"{PACKS}/feedback")
    job.arguments = job.arguments.replace(f'"person_id": {job.person_id}', f'"person_id": {_person(app, called)}')
    with pytest.raises(NotFound):
        _work(app, job)


def _person(app: FastAPI, called: dict[str, str]) -> int:
    with app.state.database.read() as session:
        return int(factories.actor_of(session, called["challenge"]).person_id)


def test_a_guest_gets_their_pack_while_their_invitation_holds(
    app: FastAPI, region: Stage, called: dict[str, str]
) -> None:
    region.make(factories.guest)
    job = _ask(app, "guest", "guest")
    pack = _work(app, job)
    assert _status(app, "guest", f"{PACKS}/{pack}/pdf") == 200
    region.make(lambda session: session.execute(update(Guest).values(expires_at=now())))
    with pytest.raises(NotFound):
        _work(app, job)


def test_who_asked_and_the_coordinator_are_told_once(app: FastAPI, region: Stage, called: dict[str, str]) -> None:
    _work(app, _ask(app, called["challenge"], called["challenge"]))
    _work(app, _ask(app, called["challenge"], called["challenge"]))
    _work(app, _posted(app, "director", f"{PACKS}/feedback"))
    letters = region.see(lambda session: session.exec(
        select(Letter).where(col(Letter.subject).endswith("ready"))).all())
    told = [(one.recipient, one.subject.split()[0]) for one in letters]
    assert sorted(told) == sorted([
        (email_of(called["challenge"]), "“Challenge"), (email_of("coordinator"), "“Challenge"),
        (email_of("director"), "“Peterborough:"), (email_of("coordinator"), "“Peterborough:"),
    ])
    assert all(PACKS in one.text for one in letters)


def test_a_job_is_shown_to_whoever_asked(app: FastAPI, called: dict[str, str]) -> None:
    job = _ask(app, called["challenge"], called["challenge"])
    at = f"{PACKS}/jobs/{job.id}"
    assert _status(app, called["challenge"], at) == 200
    assert _status(app, called["moderation"], at) == 404
    assert _status(app, "coordinator", at) == 404
    _work(app, job)
    assert ": ready, " in Browser(app, token_of(called["challenge"])).get(f"{PACKS}?job={job.id}").text


def test_who_was_taken_off_meanwhile_gets_nothing(app: FastAPI, region: Stage, called: dict[str, str]) -> None:
    job = _ask(app, called["challenge"], called["challenge"])
    made = _work(app, job)

    def take_off(session: Session) -> None:
        slug, own = called["challenge"].removesuffix("-officer"), factories.reviewing(session, "challenge")
        there = releases.reviewers_of(session, [own.pair.id])[own.pair.id or 0]
        releasing.take_off(session, factories.part_of(session, f"{slug}-director"), there[0].reviewer.id or 0)

    region.make(take_off)
    with pytest.raises(NotFound):
        _work(app, job)
    assert _status(app, called["challenge"], f"{PACKS}/{made}/pdf") == 404
    assert _status(app, "coordinator", f"{PACKS}/{made}/pdf") == 200


def test_the_same_pack_is_made_once_and_the_trail_knows(app: FastAPI, region: Stage, called: dict[str, str]) -> None:
    first = _work(app, _ask(app, called["challenge"], called["challenge"]))
    again = _work(app, _ask(app, "coordinator", called["challenge"]))
    assert first == again
    Browser(app, token_of(called["challenge"])).get(f"{PACKS}/{first}/pdf")

    def told(session: Session) -> list[Any]:
        rows = session.exec(select(Activity.tag).where(col(Activity.tag).startswith("publishing:pack"))
                            .order_by(col(Activity.id)))
        return list(rows.all())

    assert region.see(told) == ["publishing:pack:made", "publishing:pack:downloaded"]


def test_the_pdf_of_a_pack_is_recognised_within_its_authority(
    app: FastAPI, region: Stage, called: dict[str, str]
) -> None:
    pack = _work(app, _ask(app, called["challenge"], called["challenge"]))

    def verdicts(session: Session) -> list[Any]:
        home = session.get_one(Pack, pack).authority_id or 0
        data = b"%PDF-1.7 of a pack"
        found = [verify_pdf(session, data), verify_pdf(session, data, [home]), verify_pdf(session, data, [home + 1])]
        return [one and one.code for one in found]

    assert region.see(verdicts) == [0, 0, None]
