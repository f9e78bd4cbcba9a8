"""What submitting opens: annotations to the authority and its packs, and no reminder any more."""

import json

from fastapi import FastAPI
from sqlmodel import Session, col, select

from app.core.mail.models import Letter
from app.publishing.notes import Note
from app.publishing.packs.queries import submitted_annotations
from app.reviews.rating.queries import submitted
from app.reviews.releases.models import ReleasedRevision
from app.reviews.releases.queries import content_at
from tests.assessments.factories import token_of, write
from tests.browser import Browser
from tests.house.statements import heard
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.test_annotations import HOME, TEXT, note, reviewer_id


def begin(session: Session) -> dict[str, str]:
    """A released text under review; what its reviewers are called."""
    write(session, "author", "1.1", TEXT)
    return factories.under_review(session)


def held(region: Stage) -> list[Note]:
    """What a pack of the newest release would hold."""
    def read(session: Session) -> list[Note]:
        newest = session.exec(select(ReleasedRevision).order_by(col(ReleasedRevision.id).desc()).limit(1)).one()
        return submitted_annotations(session, newest, json.loads(content_at(session, newest.frozen_id)))

    return region.see(read)


def notes(region: Stage) -> list[tuple[str, str, str, str]]:
    """Of each: quote, words, and how and in which words it was answered."""
    return [(one.quote, one.words, one.answer.verdict if one.answer else "", one.answer.words if one.answer else "")
            for one in held(region)]


def test_a_moderators_notes_reach_authority_and_packs_once_submitted(region: Stage) -> None:
    called = region.make(begin)
    browsers = {who: Browser(region.app, token_of(name)) for who, name in called.items()}
    noted = note(browsers["moderator"], words="Seen by whom?")
    note(browsers["challenger"], words="Not in any pack.", sent_as="other")
    coordinator = Browser(region.app, token_of("coordinator"))
    assert notes(region) == [] and "Seen by whom?" not in coordinator.get(HOME).text
    mine = reviewer_id(region, "moderation")
    assert region.see(lambda session: submitted(session, [mine])) == set()

    region.make(lambda session: factories.review_whole(session, called["moderator"]))
    assert "Seen by whom?" in coordinator.get(HOME).text and "Not in any pack." not in coordinator.get(HOME).text
    assert region.see(lambda session: submitted(session, [mine])) == {mine}
    assert "You moderate it" not in browsers["moderator"].get("/").text
    assert "You challenge it" in browsers["challenger"].get("/").text
    letters = region.see(lambda session: [one.subject for one in session.exec(select(Letter)).all()])
    assert "A review of Peterborough is submitted" in letters
    author = Browser(region.app, token_of("author"))
    answer = author.submit(f"{HOME}/{noted}/answer", {"kind": "explained", "words": "By all.", "sent_as": "a"})
    assert answer.status_code == 303, answer.text
    assert notes(region) == [("One audit in ten was good", "Seen by whom?", "explained", "By all.")]


def test_a_submitted_review_notes_nothing_more(region: Stage) -> None:
    called = region.make(begin)
    region.make(lambda session: factories.review_whole(session, called["challenger"]))
    form = {"kind": "challenge", "words": "Too late", "revision": "1", "section": "1", "prompt": "1.1",
            "quote": "One audit in ten was good", "sent_as": "late", "about": "words"}
    assert Browser(region.app, token_of(called["challenger"])).submit(HOME, form).status_code in (403, 409)


def test_a_later_release_keeps_the_notes_of_an_earlier_one(app: FastAPI, region: Stage) -> None:
    called = region.make(begin)
    moderator = Browser(app, token_of(called["moderator"]))
    note(moderator, words="Stays.")
    note(moderator, words="Goes.", quote="So we act.", sent_as="second")
    note(moderator, words="On all of it.", about="answer", sent_as="third")
    region.make(lambda session: factories.review_whole(session, called["moderator"]))
    with heard(app) as first:
        before = {one.words: one for one in held(region)}

    def again(session: Session) -> None:
        write(session, "author", "1.1", f"New words. {TEXT}".replace("So we act.", "We wait."))
        factories.release(session)

    region.make(again)
    with heard(app) as second:
        after = {one.words: one for one in held(region)}
    assert {words: one.quote for words, one in after.items()} == {words: one.quote for words, one in before.items()}
    assert after["Stays."].place.start == before["Stays."].place.start + len("New words. ")
    assert [words for words, one in after.items() if one.place.gone] == ["Goes."]
    assert after["On all of it."].place == before["On all of it."].place
    assert len(first) == len(second)
