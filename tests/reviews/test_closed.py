"""Once a round is closed, nothing in it changes: every route that changes something is asked, and says why not."""

import re

import pytest
from fastapi import FastAPI
from sqlalchemy import inspect, text
from sqlmodel import Session, select

from app.activity.tags import Tag
from app.core.mail.models import Letter
from app.reviews.event import service as event
from app.reviews.feedback import service as feedback
from app.reviews.feedback.queries import feedback_for
from app.reviews.guests import service as guests
from app.reviews.practice import service as practice
from app.reviews.releases.permissions import Reading
from app.reviews.releases.queries import reading_at
from app.reviews.rounds import service as rounds
from tests.assessments.factories import LARGE, actor_of, email_of, token_of, write
from tests.browser import Browser
from tests.conftest import SignIn
from tests.house.routes import declared
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import PART, RELEASED, ROUND
from tests.reviews.test_annotations import TEXT, note

# What belongs to no round: the region's list of leadership, its people, its library, and opening a round.
APART = re.compile(r"^/region/\{region\}/(open$|leadership|practice|coordinators)")
STILL = {
    "/region/{region}/rounds/{framework}/{year}/reopen": "the way to change anything",
    "/region/{region}/rounds/{framework}/{year}/report": "prints what stands",
    "/reviews/released/{authority}/{framework}/{year}/packs": "prints what stands",
    "/reviews/released/{authority}/{framework}/{year}/packs/feedback": "prints what stands",
    "/reviews/{authority}/{framework}/{year}/reviewers/{reviewer_id}/remove": "shuts guests out, no more",
    "/reviews/{authority}/{framework}/{year}/practice/{practice_id}/withdraw": "what is shared can be taken back",
    "/reviews/{authority}/{framework}/{year}/practice/asks/{ask_id}/withdraw": "what is shared can be taken back",
}
REVIEWERS = re.compile(r"/(ratings|remarks|review/submit)$|^/reviews/annotations/(\{\w+\}/){2}\{year\}$|"
                       "/(change|remove|put-back|resolve)$")
SECOND = ("enquiry_id", "reviewer_id")  # the line that can move up, and the guest
FORM = {
    "words": "More words", "owner": "Head of audit", "due_on": "2017-09-30", "what": "Do it", "line": "A line",
    "kind": "explains", "reason": "Because", "why": "Because", "name": "Late", "title": "A title", "answer": "declines",
    "passage": "Audit finds what matters", "email": "late@example.org", "invited": "essex", "memory": "3",
    "one": "essex", "other": "luton", "enquiry_id": "1", "person": "1", "confirmed": "yes", "sent_as": "sent late",
    "sign_off_on": "2017-03-03", "moderation_on": "2017-03-10", "challenge_on": "2017-03-20",
    "response_on": "2017-04-28", "quote": "One audit in ten was good", "person_id": "1", "pair_id": "1",
}
LATE = {
    f"{RELEASED}/feedback/points/1/answer": {"words": "We saw it late."},
    f"{RELEASED}/feedback/points/1/actions": {"what": "Count.", "owner": "Head of it"},
    f"{RELEASED}/event/write": {"enquiry_id": "1", "words": "Said late.", "owner": "Head of it"},
    f"{RELEASED}/event/lines": {"line": "A late line"},
    f"{PART}/practice": {"title": "Late", "passage": "Audit finds it", "note": "Ask us"},
    f"{PART}/practice/asks": {"words": "Late wish"},
    f"{ROUND}/summary": {"words": "Summed up late", "priorities": "A late one"},
    f"{ROUND}/close": {"reason": "It was late"},
}


def _ours(session: Session) -> Reading:
    return reading_at(session, actor_of(session, "coordinator"), LARGE)


@pytest.fixture
def called(app: FastAPI, region: Stage, mail: None) -> dict[str, str]:
    """A round with something of everything in it, closed; its reviewers by name."""
    region.make(lambda session: write(session, "author", "1.1", TEXT))
    region.make(factories.open_round)
    region.make(lambda session: rounds.declare_conflict(
        session, factories.part_of(session, "coordinator"), "peterborough", "thurrock", "A move"))
    region.make(_under_review)
    called = {"challenger": region.make(lambda session: factories.assign(session, "challenge"))}
    note(Browser(app, token_of(called["challenger"])))
    region.make(lambda session: factories.review_whole(session, called["challenger"]))
    region.make(_worked_on)
    region.make(factories.close)
    return called


def _under_review(session: Session) -> None:
    factories.allocate(session)
    factories.pairing.publish(session, factories.run_of(session))
    factories.release(session)


def _worked_on(session: Session) -> None:
    """A point answered, an action, two lines with a note, an offer and something asked for."""
    ours, part = _ours(session), factories.part_of(session, "coordinator")
    point = feedback_for(session, ours).points[0].point.id or 0
    feedback.answer(session, ours, point, "acts", "We will.")
    feedback.agree_action(session, ours, point, "Count", "Head of audit", "2017-09-30")
    event.add(session, ours, "First")
    event.add(session, ours, "Second")
    event.note(session, ours, 2, "Noted.", "noted")
    practice.offer(session, part, "How", " ".join(TEXT.split()[:6]), "")
    practice.ask(session, part, "How others do it")
    ours_to_review = next(own for own in factories.standing(session) if own.reviewer == "Peterborough")
    guests.invite(session, factories.MAIL, part, ours_to_review.pair.id or 0, "Gwen", "gwen@example.org")


def _everything(region: Stage) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the database but for sessions."""
    def read(session: Session) -> dict[str, list[tuple[object, ...]]]:
        tables = inspect(session.get_bind()).get_table_names()
        return {name: [tuple(row) for row in session.execute(text(f'SELECT * FROM "{name}"')).all()]
                for name in tables if name not in ("signin", "guestaccess")}

    return region.see(read)


def _address(path: str) -> str:
    known = {"region": "eastern", "authority": "peterborough", "framework": LARGE.framework, "year": LARGE.year}
    return re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], "2" if found[1] in SECOND else "1"), path)


def test_nothing_in_a_closed_round_changes(app: FastAPI, region: Stage, called: dict[str, str]) -> None:
    asked = [one.path for one in declared(app) if one.method == "POST" and one.path.startswith(("/region", "/reviews"))
             and not APART.match(one.path)]
    assert len(asked) > 30 and set(STILL) <= set(asked)
    before = _everything(region)
    for path in asked:
        who = "regional" if path.startswith("/region") else "coordinator"
        who = called["challenger"] if REVIEWERS.search(path) else who
        if path not in STILL:
            form = FORM | ({"kind": "explained"} if "annotations" in path else {})
            answer = Browser(app, token_of(who)).submit(_address(path), form)
            assert answer.status_code == (404 if REVIEWERS.search(path) else 409), (path, answer.status_code)
            assert answer.status_code == 404 or "closed" in answer.text, path
    assert _everything(region) == before


def test_what_was_typed_when_it_closed_stays_on_the_page_that_says_so(region: Stage) -> None:
    region.make(factories.under_review)
    region.make(lambda session: event.add(session, _ours(session), "First"))
    region.make(factories.close)
    browsers = {who: Browser(region.app, token_of(who)) for who in ("coordinator", "regional")}
    for path, typed in LATE.items():
        answer = browsers["regional" if path.startswith(ROUND) else "coordinator"].submit(path, typed)
        assert answer.status_code == 409, path
        for words in set(typed.values()) - {"1"}:
            assert f"\n{words}</textarea>" in answer.text, path


def test_its_pages_offer_nothing_and_say_why(app: FastAPI, called: dict[str, str]) -> None:
    coordinator, regional = Browser(app, token_of("coordinator")), Browser(app, token_of("regional"))
    noted = "/reviews/annotations" + RELEASED.removeprefix("/reviews/released")
    for browser, path in (
        *((coordinator, f"{RELEASED}/{page}") for page in ("event", "feedback")),
        (coordinator, f"{noted}/1"), (coordinator, f"{PART}/practice"),
        *((regional, ROUND + page) for page in ("", "/allocation", "/reminders", "/summary", "/settings", "/close",
                                                "/pairs/1")),
    ):
        page = browser.get(path).text
        left = set(re.findall(r'action="([^"]+)" method="post"', page.split("<main")[1]))
        assert "The round is closed" in page, path
        assert {one for one in left if not one.endswith(("/withdraw", "/reopen", "/packs"))} == set(), path
    assert "Offer good practice" not in coordinator.get(PART).text and f"{PART}/practice" in coordinator.get(PART).text
    assert "Make it a task" not in coordinator.get(f"{noted}/prompts/1.1").text
    for page in (f"{noted}/prompts/1.1", noted, f"{RELEASED}/sections/1"):
        cards = re.findall(r'<p class="cd-thread__acts">.*?>([\w ]+)<span', coordinator.get(page).text)
        assert cards and set(cards) == {"Open"}, page


def test_the_region_opens_it_again_for_a_reason(app: FastAPI, region: Stage, called: dict[str, str]) -> None:
    regional, coordinator = Browser(app, token_of("regional")), Browser(app, token_of("coordinator"))
    answer = {"kind": "acts", "words": "Added after."}
    assert regional.submit(f"{ROUND}/reopen", {"reason": " "}).status_code == 422
    assert coordinator.submit(f"{RELEASED}/feedback/points/1/answer", answer).status_code == 409
    assert regional.submit(f"{ROUND}/reopen", {"reason": "An answer came late"}).status_code == 303
    assert coordinator.submit(f"{RELEASED}/feedback/points/1/answer", answer).status_code == 303
    known = _everything(region)["activity"]
    assert any(Tag.ROUND_REOPENED.value in row or "An answer came late" in str(row) for row in known)


def test_a_challenger_whose_page_still_asks_is_told(app: FastAPI, called: dict[str, str]) -> None:
    polled = {"hx-request": "true"}
    answer = Browser(app, token_of(called["challenger"])).get(f"{RELEASED}/event/list", headers=polled)
    assert answer.status_code == 404 and "<main" not in answer.text
    assert "The round is closed" in answer.text and "is still in it" in answer.text and "Go to Reviews" in answer.text
    answer = Browser(app, token_of(called["challenger"])).submit(f"{RELEASED}/event/write", {"words": "Typed late."})
    assert "The round is closed" in answer.text and "Typed late.</textarea>" in answer.text
    stranger = Browser(app, token_of("regional")).get(f"{RELEASED}/event/list", headers=polled)
    assert stranger.status_code == 404 and "closed" not in stranger.text


def test_the_event_tells_who_submitted_that_their_review_is_final(app: FastAPI, region: Stage) -> None:
    region.make(factories.publish)
    region.make(factories.release)
    for who in ("guest", "late"):
        region.make(lambda session, who=who: factories.guest(session, name=who))
    region.make(lambda session: factories.review_whole(session, "guest"))
    region.make(factories.close)
    told = {who: Browser(app, token_of(who)).get(f"{RELEASED}/event") for who in ("guest", "late")}
    assert all(one.status_code == 404 and "The round is closed" in one.text for one in told.values())
    assert "submitted and final: it stands under Reviews" in told["guest"].text
    assert "go on with it" not in told["guest"].text and "go on with it" in told["late"].text


def test_nobody_is_taken_off_and_a_guest_is_shut_out(app: FastAPI, called: dict[str, str]) -> None:
    home = called["challenger"].removesuffix("-officer")
    director, coordinator = Browser(app, token_of(f"{home}-director")), Browser(app, token_of("coordinator"))
    theirs = PART.replace("peterborough", home)
    answer = director.submit(f"{theirs}/reviewers/1/remove")
    assert answer.status_code == 409 and "closed" in answer.text and "Take off" not in answer.text
    assert f"{home.title()}-officer" in coordinator.get(PART).text
    assert coordinator.submit(f"{PART}/reviewers/2/remove").status_code == 303
    assert "Gwen" in coordinator.get(PART).text and "Withdrawn by" in coordinator.get(f"{PART}/guests/2").text


def test_closing_a_round_and_opening_it_again_is_told_to_everybody_of_it_once(
    region: Stage, sign_in: SignIn, mail: None
) -> None:
    names = region.make(factories.under_review)
    region.make(lambda session: factories.guest(session, "moderation"))
    browser = sign_in("regional")
    assert browser.submit(f"{ROUND}/summary", {"words": "What it came to."}).status_code == 303
    for act, subject, says in (("close", "is closed", "Nobody writes, rates or answers in it any more."),
                               ("reopen", "is open again", "Responses by: 28 April 2017")):
        assert browser.submit(f"{ROUND}/{act}", {"reason": "It was late"}).status_code == 303
        told = [one for one in region.see(lambda session: session.exec(select(Letter)).all())
                if one.subject.endswith(subject)]
        there = [one.recipient for one in told]
        assert len(there) == len(set(there)) and all(says in one.text for one in told)
        assert {email_of(who) for who in (*names.values(), "coordinator", "luton-director", "guest")} <= set(there)
        guest = next(one.text for one in told if one.recipient == email_of("guest"))
        assert "open the link in your invitation instead" in guest
