"""Packs of what was released: who makes and fetches which, and that a zip holds the cited revisions and no more."""

import hashlib
import io
import json
import re
import zipfile
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import Session, col, select

from app.activity.models import Activity
from app.assessments.address import Address
from app.core.clock import now
from app.core.errors import NotFound
from app.core.jobs import Job
from app.core.security import csrf_for
from app.evidence.models import EvidenceItem, EvidenceRevision
from app.publishing.models import PdfFile
from app.publishing.packs import service
from app.publishing.packs.commission import Commission, for_reviewer
from app.publishing.packs.verify import verify_pack, verify_zip
from app.reviews.event import service as event
from app.reviews.releases import queries as releases
from app.reviews.releases import service as releasing
from tests.assessments.factories import FOREIGN, LARGE, token_of, write
from tests.browser import Browser
from tests.house.statements import heard
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
    browser = Browser(app, token_of(who))
    answer = browser.request("POST", PACKS, data={"reviewer_id": str(reviewer)},
                             headers={"x-csrf-token": csrf_for(browser.token)})
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


def test_a_job_is_shown_to_whoever_asked(app: FastAPI, called: dict[str, str]) -> None:
    job = _ask(app, called["challenge"], called["challenge"])
    at = f"{PACKS}/jobs/{job.id}"
    assert _status(app, called["challenge"], at) == 200
    assert _status(app, called["moderation"], at) == 404
    assert _status(app, "coordinator", at) == 404
    _work(app, job)
    assert "The pack is ready" in Browser(app, token_of(called["challenge"])).get(f"{PACKS}?job={job.id}").text


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


def _composed(app: FastAPI, who: str, of: str) -> Commission:
    """What the pack of a reviewer would hold, were somebody to ask for it now."""
    with app.state.database.read() as session:
        reading = releases.reading_at(session, factories.actor_of(session, who), LARGE)
        person = factories.actor_of(session, of).person_id
        return for_reviewer(session, reading, session.exec(
            select(releases.Reviewer.id).where(releases.Reviewer.person_id == person)).one() or 0)


def _asked(wanted: Commission) -> str:
    return next(part.html for part in wanted.composition.parts if part.key == "enquiry")


def _line(session: Session, words: str, *notes: str) -> None:
    """A line of enquiry of the challenge event, added by the assessed authority."""
    reading = releases.reading_at(session, factories.actor_of(session, "coordinator"), LARGE)
    row = event.add(session, reading, words)
    for number, note in enumerate(notes):
        event.note(session, reading, row.id or 0, note, f"{words} {number}")


def test_the_running_list_is_for_challengers_who_have_submitted(
    app: FastAPI, region: Stage, called: dict[str, str]
) -> None:
    region.make(lambda session: _line(session, "What do audits change?", "Two examples were given."))
    region.make(lambda session: _line(session, "Who hears of it?"))
    asking = [("coordinator", "challenge"), (called["challenge"], "challenge"), ("coordinator", "moderation")]

    def holding() -> list[bool]:
        return ["What do audits change?" in _asked(_composed(app, who, called[of])) for who, of in asking]

    assert holding() == [False, False, False]
    region.make(lambda session: factories.review_whole(session, called["moderation"]))
    before = _composed(app, "coordinator", called["challenge"])
    region.make(lambda session: factories.review_whole(session, called["challenge"]))
    assert holding() == [True, True, False]
    after = _composed(app, called["challenge"], called["challenge"])
    assert after.key != before.key
    first, noted, second = map(_asked(after).index, ("What do audits", "Two examples", "Who hears"))
    assert first < noted < second


def test_each_word_of_the_running_list_makes_another_pack_and_no_more_queries(
    app: FastAPI, region: Stage, called: dict[str, str]
) -> None:
    region.make(lambda session: factories.review_whole(session, called["challenge"]))
    region.make(lambda session: _line(session, "First", "One note"))
    keys, needed = [], []
    for number in range(3):
        with heard(app) as said:
            keys.append(_composed(app, "coordinator", called["challenge"]).key)
        needed.append(len(said))
        region.make(lambda session, number=number: _line(session, f"Line {number}", "A", "B"))
    assert len(set(keys)) == 3
    assert len(set(needed)) == 1


def _made(app: FastAPI, called: dict[str, str]) -> dict[str, bytes]:
    """The challenger’s pack, made and fetched, as PDF and as zip."""
    pack = _work(app, _ask(app, called["challenge"], called["challenge"]))
    browser = Browser(app, token_of(called["challenge"]))
    return {kind: browser.get(f"{PACKS}/{pack}/{kind}").content for kind in ("pdf", "zip")}


@pytest.mark.parametrize("kind", ["pdf", "zip"])
def test_a_pack_is_recognised_within_its_authority(
    app: FastAPI, region: Stage, called: dict[str, str], kind: str
) -> None:
    data = _made(app, called)[kind]

    def verdicts(session: Session) -> list[Any]:
        home = factories.authority_at(session, "peterborough").id or 0
        found = [verify_pack(session, data), verify_pack(session, data, [home]),
                 verify_pack(session, data, [home + 1])]
        return [one and one.code for one in found]

    assert region.see(verdicts) == [0, 0, {"pdf": None, "zip": 2}[kind]]


def _with_another(data: bytes, manifest: bool) -> bytes:
    """The zip with another file of evidence, which its manifest vouches for or does not."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        held = {name: old.read(name) for name in old.namelist()} | {"evidence/E2-1-audit.txt": b"What we would rather"}
        if manifest:
            told = json.loads(held["manifest.json"])
            for one in told["files"]:
                one |= {"sha256": hashlib.sha256(held[one["path"]]).hexdigest(), "size": len(held[one["path"]])}
            held["manifest.json"] = json.dumps(told).encode()
        for name, content in held.items():
            new.writestr(name, content)
    return out.getvalue()


def _checked(app: FastAPI, who: str, data: bytes, authority: str = "peterborough") -> str:
    """What the page of documents says of a file."""
    browser, at = Browser(app, token_of(who)), Address(authority, LARGE.framework, LARGE.year)
    answer = browser.post(f"{at.path}/documents/verify", data={"csrf": csrf_for(browser.token)},
                          files={"file": ("a-file", data)})
    return str(re.sub(r"<[^>]+>", "", answer.text[answer.text.index("cd-message__text"):]))


def test_the_page_of_documents_knows_packs_as_pdf_and_zip(app: FastAPI, called: dict[str, str]) -> None:
    for data in _made(app, called).values():
        told = _checked(app, "author", data)
        assert "Unaltered: this is the challenge pack of" in told


@pytest.mark.parametrize(("manifest", "told"), [
    (False, "Altered: evidence/E2-1-audit.txt was changed."), (True, "Altered: it claims to be the challenge pack of"),
])
def test_the_page_of_documents_tells_an_altered_zip(
    app: FastAPI, called: dict[str, str], manifest: bool, told: str
) -> None:
    forged = _with_another(_made(app, called)["zip"], manifest)
    assert told in _checked(app, "coordinator", forged)
    assert verify_zip(forged).code == (0 if manifest else 1)


def test_the_page_of_documents_does_not_know_the_packs_of_another_authority(
    app: FastAPI, called: dict[str, str]
) -> None:
    for kind, told in (("zip", "no such pack was made here"), ("pdf", "no such file was made here")):
        assert told in _checked(app, FOREIGN, _made(app, called)[kind], "cambridgeshire")
