"""Packs of what was released and the feedback report: who makes and fetches which, and what a zip holds."""

import io
import json
import zipfile
from datetime import timedelta
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
from app.evidence.models import EvidenceItem
from app.publishing.packs.commission import Commission, for_reviewer
from app.publishing.packs.models import Pack
from app.publishing.packs.verify import verify_zip
from app.reviews.event import service as event
from app.reviews.rating.models import FeedbackPoint
from app.reviews.releases import places
from app.reviews.releases import queries as releases
from app.reviews.releases import service as releasing
from tests.assessments.factories import LARGE, email_of, token_of
from tests.browser import Browser
from tests.house.statements import heard
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.packing import CITED, LATER, PACKS, ask, posted, work
from tests.reviews.planted import WORDS, plant


def _status(app: FastAPI, who: str, path: str) -> int:
    return int(Browser(app, token_of(who)).get(path).status_code)


def test_the_zip_holds_the_cited_revision_and_checks(app: FastAPI, called: dict[str, str]) -> None:
    pack = work(app, ask(app, called["challenge"], called["challenge"]))
    answer = Browser(app, token_of(called["challenge"])).get(f"{PACKS}/{pack}/zip")
    data, name = answer.content, answer.headers["content-disposition"].rpartition("''")[2]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert held["evidence/E2-1-audit.txt"] == CITED
    assert LATER not in held.values()
    assert name.removesuffix(".zip") + ".pdf" in held and called["challenge"] in name
    assert verify_zip(data).code == 0
    for who in (called["challenge"], "coordinator"):
        assert "□ stands for each: \u4e8c in statement 1.1." in Browser(app, token_of(who)).get(PACKS).text


@pytest.mark.parametrize("sensitivity", ["restricted", "something new"])
def test_a_file_that_is_not_for_partners_stays_out(
    app: FastAPI, region: Stage, called: dict[str, str], sensitivity: str
) -> None:
    def restrict(session: Session) -> None:
        session.exec(select(EvidenceItem).where(EvidenceItem.ref == "E2")).one().sensitivity = sensitivity

    region.make(restrict)
    pack = work(app, ask(app, called["challenge"], called["challenge"]))
    data = Browser(app, token_of(called["challenge"])).get(f"{PACKS}/{pack}/zip").content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert [name for name in archive.namelist() if name.startswith("evidence")] == []
        assert json.loads(archive.read("manifest.json"))["left_out"][0]["evidence"] == "E2"


def test_of_a_restricted_item_the_title_is_read_and_not_the_address(app: FastAPI, region: Stage) -> None:
    name = plant(region)["challenger"]
    paper = "".join(part.html for part in _composed(app, name, name).composition.parts)
    screen = Browser(app, token_of(name)).get(f"{factories.RELEASED}/sections/1").text
    for text in (paper, screen):
        assert f"{WORDS['E']} tables" in text and "example.org/tables" not in text


def test_each_reviewer_fetches_their_own_and_the_coordinator_all(app: FastAPI, called: dict[str, str]) -> None:
    packs = {kind: work(app, ask(app, called[kind], called[kind])) for kind in ("challenge", "moderation")}
    packs["feedback"] = work(app, posted(app, "coordinator", f"{PACKS}/feedback"))
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
        ask(app, called["challenge"], called["moderation"])


def test_nobody_but_the_authority_asks_for_its_feedback_report(app: FastAPI, called: dict[str, str]) -> None:
    with pytest.raises(AssertionError):
        posted(app, called["challenge"], f"{PACKS}/feedback")
    job = posted(app, "director", f"{PACKS}/feedback")
    job.arguments = job.arguments.replace(f'"person_id": {job.person_id}', f'"person_id": {_person(app, called)}')
    with pytest.raises(NotFound):
        work(app, job)


def _person(app: FastAPI, called: dict[str, str]) -> int:
    with app.state.database.read() as session:
        return int(factories.actor_of(session, called["challenge"]).person_id)


def test_a_guest_gets_their_pack_while_their_invitation_holds(
    app: FastAPI, region: Stage, called: dict[str, str]
) -> None:
    region.make(factories.guest)
    job = ask(app, "guest", "guest")
    pack = work(app, job)
    assert _status(app, "guest", f"{PACKS}/{pack}/pdf") == 200
    region.make(lambda session: session.execute(update(Guest).values(expires_at=now())))
    with pytest.raises(NotFound):
        work(app, job)


def test_the_reviewer_is_told_whoever_had_it_made(app: FastAPI, region: Stage, called: dict[str, str]) -> None:
    work(app, ask(app, "coordinator", called["challenge"]))
    told = region.see(lambda session: session.exec(
        select(Letter.recipient).where(col(Letter.subject).endswith("ready"))).all())
    assert sorted(told) == sorted([email_of("coordinator"), email_of(called["challenge"])])


def _waiting(app: FastAPI, who: str) -> bool:
    work = Browser(app, token_of(who)).get("/").text
    return "Challenge pack: Peterborough, Eastern Region self-assessment 2016/17<" in work


def test_a_ready_pack_stands_in_the_work_of_who_asked_and_of_its_reviewer_until_they_fetch_it(
    app: FastAPI, region: Stage, called: dict[str, str]
) -> None:
    people = ("coordinator", called["challenge"], called["moderation"], "director")
    assert not any(_waiting(app, who) for who in people)
    pack = work(app, ask(app, "coordinator", called["challenge"]))
    assert [_waiting(app, who) for who in people] == [True, True, False, False]
    assert ["until the region closes" in Browser(app, token_of(who)).get("/").text for who in people] == [
        False, True, False, False]
    Browser(app, token_of(called["challenge"])).get(f"{PACKS}/{pack}/pdf")
    assert [_waiting(app, who) for who in people] == [True, False, False, False]
    region.make(lambda session: session.execute(update(Pack).values(made_at=now() - timedelta(days=31))))
    assert not _waiting(app, "coordinator")
    region.make(factories.close)
    for path in (PACKS, f"{PACKS}/{pack}/pdf"):  # as the letter leads there
        late = Browser(app, token_of(called["challenge"])).get(path)
        assert late.status_code == 404 and "can still fetch yours: ask them" in late.text
    assert _status(app, "coordinator", f"{PACKS}/{pack}/pdf") == 200


def test_who_asked_and_the_coordinator_are_told_once(app: FastAPI, region: Stage, called: dict[str, str]) -> None:
    work(app, ask(app, called["challenge"], called["challenge"]))
    work(app, ask(app, called["challenge"], called["challenge"]))
    work(app, posted(app, "director", f"{PACKS}/feedback"))
    letters = region.see(lambda session: session.exec(
        select(Letter).where(col(Letter.subject).endswith("ready"))).all())
    told = [(one.recipient, one.subject.split()[0]) for one in letters]
    assert sorted(told) == sorted([
        (email_of(called["challenge"]), "“Challenge"), (email_of("coordinator"), "“Challenge"),
        (email_of("director"), "“Peterborough:"), (email_of("coordinator"), "“Peterborough:"),
    ])
    assert all(PACKS in one.text for one in letters)
    assert [one.recipient for one in letters if "until the region closes the round" in one.text] == [
        email_of(called["challenge"])]


def test_a_job_is_shown_to_whoever_asked(app: FastAPI, called: dict[str, str]) -> None:
    job = ask(app, called["challenge"], called["challenge"])
    at = f"{PACKS}/jobs/{job.id}"
    assert _status(app, called["challenge"], at) == 200
    assert _status(app, called["moderation"], at) == 404
    assert _status(app, "coordinator", at) == 404
    work(app, job)
    assert ": ready, " in Browser(app, token_of(called["challenge"])).get(f"{PACKS}?job={job.id}").text


def test_who_was_taken_off_meanwhile_gets_nothing(app: FastAPI, region: Stage, called: dict[str, str]) -> None:
    job = ask(app, called["challenge"], called["challenge"])
    made = work(app, job)

    def take_off(session: Session) -> None:
        slug, own = called["challenge"].removesuffix("-officer"), factories.reviewing(session, "challenge")
        there = places.reviewers_of(session, [own.pair.id])[own.pair.id or 0]
        releasing.take_off(session, factories.part_of(session, f"{slug}-director"), there[0].reviewer.id or 0)

    region.make(take_off)
    with pytest.raises(NotFound):
        work(app, job)
    assert _status(app, called["challenge"], f"{PACKS}/{made}/pdf") == 404
    assert _status(app, "coordinator", f"{PACKS}/{made}/pdf") == 200


def test_the_same_pack_is_made_once_and_the_trail_knows(app: FastAPI, region: Stage, called: dict[str, str]) -> None:
    first = work(app, ask(app, called["challenge"], called["challenge"]))
    again = work(app, ask(app, "coordinator", called["challenge"]))
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


def test_what_submitted_moderators_say_is_in_the_packs_of_challengers_alone(
    app: FastAPI, region: Stage, called: dict[str, str]
) -> None:
    def said(of: str) -> str:
        return "".join(part.html for part in _composed(app, "coordinator", called[of]).composition.parts)

    region.make(lambda session: factories.review_whole(session, called["challenge"], "A challenger says."))
    region.make(lambda session: factories.write_review(session, called["moderation"], "A moderator says."))
    assert "A moderator says." not in said("challenge")
    region.make(lambda session: factories.submit_review(session, called["moderation"]))
    assert "A moderator says." in said("challenge") and "Not answered." in said("challenge")
    assert "A moderator says." not in said("moderation") and "A challenger says." not in said("challenge")
    point = region.see(lambda session: session.exec(
        select(FeedbackPoint.id).where(FeedbackPoint.words == "A moderator says.").limit(1)).one())
    Browser(app, token_of("coordinator")).submit(
        f"{factories.RELEASED}/feedback/points/{point}/answer", {"kind": "explains", "words": "By every audit."})
    assert "We explain. By every audit." in said("challenge")


@pytest.mark.parametrize("change", [{"sensitivity": "restricted"}, {"status": "withdrawn"}])
@pytest.mark.parametrize("ref", ["E1", "E2"])  # an address, and a file
def test_a_pack_with_a_file_or_an_address_that_was_taken_back_is_no_longer_handed_out(
    app: FastAPI, region: Stage, called: dict[str, str], change: dict[str, str], ref: str
) -> None:
    old = work(app, ask(app, called["challenge"], called["challenge"]))
    assert _status(app, called["challenge"], f"{PACKS}/{old}/pdf") == 200
    region.make(lambda session: session.execute(update(EvidenceItem).where(EvidenceItem.ref == ref).values(change)))
    for who in (called["challenge"], "coordinator"):
        for kind in ("pdf", "zip"):
            refused = Browser(app, token_of(who)).get(f"{PACKS}/{old}/{kind}")
            assert (refused.status_code, "Make the pack again" in refused.text) == (409, True)
        shown = Browser(app, token_of(who)).get(PACKS).text
        assert f"{PACKS}/{old}/" not in shown and "Out of date" in shown and "no longer handed out" in shown
    new = work(app, ask(app, called["challenge"], called["challenge"]))
    data = Browser(app, token_of(called["challenge"])).get(f"{PACKS}/{new}/zip").content
    assert new != old and (b"evidence/" in data) is (ref == "E1") and verify_zip(data).code == 0
    assert _status(app, called["challenge"], f"{PACKS}/{new}/pdf") == 200


def test_a_pack_of_which_nobody_kept_what_it_holds_is_not_handed_out(
    app: FastAPI, region: Stage, called: dict[str, str]
) -> None:
    old = work(app, ask(app, called["challenge"], called["challenge"]))
    report = work(app, posted(app, "coordinator", f"{PACKS}/feedback"))
    region.make(lambda session: session.execute(update(Pack).where(Pack.id == old).values(given="")))
    assert [_status(app, called["challenge"], f"{PACKS}/{old}/{kind}") for kind in ("pdf", "zip")] == [409, 409]
    assert _status(app, "coordinator", f"{PACKS}/{report}/pdf") == 200


def test_whoever_asked_as_another_is_not_shown_what_came_of_it(
    app: FastAPI, region: Stage, called: dict[str, str]
) -> None:
    theirs = ask(app, "coordinator", called["moderation"])
    work(app, theirs)
    person = _person(app, called)

    def change_sides(session: Session) -> None:
        job = session.get_one(Job, theirs.id)
        job.arguments = json.dumps({**json.loads(job.arguments), "person_id": person})

    region.make(change_sides)
    assert _status(app, called["challenge"], f"{PACKS}/jobs/{theirs.id}") == 404
    assert _status(app, called["challenge"], f"{PACKS}?job={theirs.id}") == 404
