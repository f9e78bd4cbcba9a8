"""A guest who challenges goes on as a named challenger does: answers to their points, threads, and the event."""

import re

import pytest
from fastapi import FastAPI
from sqlmodel import Session, col, select

from app.accounts.models import GuestAccess
from app.reviews.event.models import Enquiry, EnquiryNote
from app.reviews.rating.models import FeedbackPoint
from tests.assessments.factories import token_of
from tests.browser import Browser
from tests.conftest import SignIn
from tests.house.test_queries import count
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import RELEASED, ROUND
from tests.reviews.test_annotations import HOME, begin, note
from tests.reviews.test_rating import rows

FEEDBACK, EVENT = f"{RELEASED}/feedback", f"{RELEASED}/event"


@pytest.fixture
def guest(app: FastAPI, region: Stage) -> Browser:
    """A guest who is to challenge Peterborough, which has released; others review it too."""
    region.make(begin)
    region.make(factories.guest)
    return Browser(app, token_of("guest"))


def _opened(session: Session) -> list[str]:
    return [one.what for one in session.exec(select(GuestAccess).order_by(col(GuestAccess.id))).all()]


def test_a_guest_reads_the_answers_to_their_own_points(region: Stage, sign_in: SignIn, guest: Browser) -> None:
    assert "Nothing that you may read yet" in guest.get(FEEDBACK).text
    region.make(lambda session: factories.review_whole(session, "guest", "As the guest."))
    point = rows(region, FeedbackPoint)[0].id
    sent = {"kind": "acts", "words": "We will count them."}
    assert sign_in("coordinator").submit(f"{FEEDBACK}/points/{point}/answer", sent).status_code == 303
    page = guest.get(FEEDBACK).text
    assert "As the guest." in page and "We will count them." in page and "Agree an action" not in page
    assert "As the guest." in guest.get(f"{FEEDBACK}/ratings").text
    assert guest.submit(f"{FEEDBACK}/points/{point}/answer", sent).status_code == 403
    assert f"GET {FEEDBACK}" in region.see(_opened) and f"GET {FEEDBACK}/ratings" in region.see(_opened)


def test_a_guest_takes_part_in_the_event_until_taken_off(region: Stage, sign_in: SignIn, guest: Browser) -> None:
    assert guest.get(EVENT).status_code == 403
    region.make(lambda session: factories.review_whole(session, "guest"))
    assert guest.submit(f"{EVENT}/lines", {"line": "What do audits change?"}).status_code == 303
    line = str(rows(region, Enquiry)[0].id)
    form = {"enquiry_id": line, "words": "Two examples were given.", "sent_as": "once"}
    assert guest.submit(f"{EVENT}/write", form).status_code == 303
    assert rows(region, EnquiryNote)[0].side == "Challenger"
    assert "Two examples were given." in sign_in("director").get(EVENT).text
    assert guest.submit(f"{EVENT}/write", {**form, "owner": "Head of audit", "due_on": "2017-07-01"}).status_code == 303
    assert "Head of audit, due" in guest.get(EVENT).text
    assert {f"POST {EVENT}/lines", f"POST {EVENT}/write", f"GET {EVENT}"} <= set(region.see(_opened))
    own = region.see(lambda session: factories.reviewing(session, "challenge"))
    reviewer = region.see(lambda session: factories.reviewing_as(session, "guest").reviewer_id)
    director = sign_in(f"{own.reviewer.lower()}-director")
    there = factories.PART.replace("peterborough", own.reviewer.lower())
    assert director.submit(f"{there}/reviewers/{reviewer}/remove").status_code == 303
    assert guest.get(EVENT).status_code == 303 and guest.get(FEEDBACK).status_code == 303
    assert guest.submit(f"{EVENT}/write", {**form, "words": "Late", "sent_as": "late"}).status_code == 401
    assert len(rows(region, EnquiryNote)) == 1


def test_a_guest_replies_and_settles(region: Stage, sign_in: SignIn, guest: Browser) -> None:
    noted = note(guest)
    region.make(lambda session: factories.review_whole(session, "guest"))
    sent = {"kind": "explained", "words": "Because we asked.", "sent_as": "answered"}
    assert sign_in("author").submit(f"{HOME}/{noted}/answer", sent).status_code == 303
    assert "Because we asked." in guest.get(f"{HOME}/{noted}").text
    assert guest.submit(f"{HOME}/{noted}/reply", {"words": "Whom?", "sent_as": "replied"}).status_code == 303
    assert "Whom?" in sign_in("author").get(f"{HOME}/{noted}").text
    assert guest.submit(f"{HOME}/{noted}/resolve").status_code == 303
    assert guest.submit(f"{HOME}/{noted}/reopen").status_code == 303


def test_a_guest_who_moderates_has_no_event(app: FastAPI, region: Stage) -> None:
    region.make(begin)
    region.make(lambda session: factories.guest(session, "moderation"))
    moderator = Browser(app, token_of("guest"))
    region.make(lambda session: factories.review_whole(session, "guest", "As moderator."))
    assert "As moderator." in moderator.get(FEEDBACK).text and f'"{EVENT}"' not in moderator.get(FEEDBACK).text
    assert moderator.get(EVENT).status_code == 404


def test_their_pages_need_no_more_queries(app: FastAPI, region: Stage, guest: Browser) -> None:
    region.make(lambda session: factories.review_whole(session, "guest"))
    guest.submit(f"{EVENT}/lines", {"line": "One line"})
    before = [count(app, "guest", path) for path in (FEEDBACK, EVENT, f"{EVENT}/list")]
    for number in range(3):
        guest.submit(f"{EVENT}/lines", {"line": f"Line {number}"})
    assert [count(app, "guest", path) for path in (FEEDBACK, EVENT, f"{EVENT}/list")] == before


def test_two_challengers_of_one_authority_are_told_apart_and_counted_in_words(
    region: Stage, sign_in: SignIn,
) -> None:
    officer = region.make(begin)["challenge"]
    region.make(factories.guest)
    authority = region.see(lambda session: factories.reviewing(session, "challenge").reviewer)
    heads = lambda: re.findall(r"<th[^>]*>([^<]*)</th>", coordinator.get(FEEDBACK).text)  # noqa: E731
    whose = lambda: set(re.findall(r'</strong> <span class="cd-quiet">([^<;]*)',  # noqa: E731
                                   coordinator.get(f"{FEEDBACK}/ratings").text))
    coordinator, regional = sign_in("coordinator"), sign_in("regional")
    region.make(lambda session: factories.review_whole(session, officer))
    assert authority in heads() and whose() == {authority}
    region.make(lambda session: factories.review_whole(session, "guest"))
    both = {f"Guest, {authority}", f"{officer.capitalize()}, {authority}"}
    assert both <= set(heads()) and authority not in heads() and whose() == both
    assert "2\xa0challengers have submitted a review. Where an authority sends more than one" in (
        regional.get(f"{ROUND}/summary").text)
    page = regional.get(ROUND).text
    assert "1 of" in page and "counts once, however many people submit it" in page
