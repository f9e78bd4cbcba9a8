"""What submitting opens: annotations to the authority and its packs, and no reminder any more."""

import hashlib
import json
import re
from dataclasses import replace

from fastapi import FastAPI
from sqlmodel import Session, col, select

from app.assessments.freezing.content import canonical
from app.assessments.workflow.service import reopen
from app.core.clock import now
from app.core.mail.models import Letter
from app.publishing.notes import Note
from app.publishing.packs.queries import submitted_annotations
from app.reviews.annotations.models import Annotation
from app.reviews.rating.models import Submission
from app.reviews.rating.queries import submitted
from app.reviews.releases.models import ReleasedRevision, Review
from app.reviews.releases.queries import content_at
from app.reviews.submitting.rules import annotations
from tests.assessments.factories import desk_of, settle, token_of, write
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
    whole = before["On all of it."].place
    assert after["On all of it."].place == replace(whole, since="on an earlier wording") != whole
    assert len(second) - len(first) <= 8  # for the one answer, however much is noted on it


def test_packs_follow_the_steps_as_the_screen_does(region: Stage) -> None:
    """Its neighbours are rewritten, and the same words are added at the end: by words alone it could be either."""
    said = "They act on it."
    region.make(lambda session: write(session, "author", "1.1", f"We audit all files. {said} Nobody asks us why."))
    called = region.make(factories.under_review)
    moderator = Browser(region.app, token_of(called["moderator"]))
    note(moderator, quote=said)
    region.make(lambda session: factories.review_whole(session, called["moderator"]))
    for words in (f"Ten homes each month. {said} Nobody asks us why.", f"Ten homes each month. {said} Others do know.",
                  f"Ten homes each month. {said} Others do know.\n\nAll is well then. {said}"):
        region.make(lambda session, words=words: write(session, "author", "1.1", words))
    region.make(factories.release)
    shown = moderator.get(f"{factories.RELEASED}/sections/1").text
    assert re.search(rf"Ten homes each month\. (<[^>]+>)*{said}(<[^>]+>)*</mark>", shown)
    found, = held(region)
    assert not found.place.gone and found.place.start == 1 + len("Ten homes each month. ")


def test_a_pack_knows_that_a_paragraph_moved(region: Stage) -> None:
    first, second = "Leaders audit ten files each month.", "Homes are seen by a person from outside."
    region.make(lambda session: write(session, "author", "1.1", f"{first}\n\n{second}"))
    called = region.make(factories.under_review)
    note(Browser(region.app, token_of(called["moderator"])), quote=first)
    region.make(lambda session: factories.review_whole(session, called["moderator"]))
    assert [one.place.since for one in held(region)] == [""]
    region.make(lambda session: write(session, "author", "1.1", f"{second}\n\n{first}"))
    region.make(factories.release)
    assert [(one.place.since, one.place.gone) for one in held(region)] == [("moved", False)]


def test_a_placing_in_the_draft_does_not_count_before_the_draft_is_agreed(region: Stage) -> None:
    region.make(lambda session: write(session, "author", "1.1", TEXT))
    region.make(settle)
    called = region.make(factories.under_review)
    moderator = Browser(region.app, token_of(called["moderator"]))
    noted = note(moderator)
    region.make(lambda session: factories.review_whole(session, called["moderator"]))
    region.make(lambda session: reopen(session, desk_of(session, "author", "1.1")))
    region.make(lambda session: write(session, "author", "1.1", "Entirely other words. We publish why."))
    author = Browser(region.app, token_of("author"))
    version = re.findall('name="version" value="(\\d+)"', author.get(f"{HOME}/{noted}").text)[0]
    form = {"version": version, "quote": "We publish why"}
    assert author.submit(f"{HOME}/{noted}/place", form).status_code == 303
    region.make(lambda session: reopen(session, desk_of(session, "author", "1.2")))
    region.make(lambda session: write(session, "author", "1.2", "So that there is something to release."))
    region.make(factories.release)
    found, = held(region)
    assert (found.place.hand, found.place.gone) == ("", False)
    region.make(settle)
    region.make(factories.release)
    found, = held(region)
    assert (found.place.hand, found.place.gone) == ("We publish why", False)


def test_what_was_noted_is_part_of_what_is_hashed(app: FastAPI, region: Stage) -> None:
    called = region.make(begin)
    moderator, other = (Browser(app, token_of(called[who])) for who in ("moderator", "second"))
    note(moderator, words="Seen by whom?")
    note(moderator, words="On all of it.", about="answer", sent_as="second")
    gone = note(moderator, words="Taken back.", sent_as="third")
    moderator.submit(f"{HOME}/{gone}/remove")
    region.make(lambda session: factories.review_whole(session, called["moderator"]))
    coordinator = Browser(app, token_of("coordinator"))
    there = re.findall(r'href="([^"]+/feedback/reviews/\d+)"', coordinator.get(f"{factories.RELEASED}/feedback").text)
    answer = coordinator.get(there[0])
    kept = region.see(lambda session: session.exec(select(Submission)).one())
    assert hashlib.sha256(answer.content).hexdigest() == kept.sha256
    content = json.loads(answer.content)
    assert [one["words"] for one in content["annotations"]] == ["Seen by whom?", "On all of it."]
    first = content["annotations"][0]
    assert first["quote"] == "One audit in ten was good" and first["end"] - first["start"] == len(first["quote"])
    assert first["revision"] == content["revision"] and first["prompt"] == "1.1"
    assert Browser(app, token_of("author")).get(there[0]).status_code == 403
    assert moderator.get(there[0]).content == answer.content
    assert other.get(there[0]).status_code == 200  # challengers read moderation from the start
    assert coordinator.get(there[0].rsplit("/", 1)[0] + "/99").status_code == 404


def test_another_note_is_another_hash(region: Stage) -> None:
    """Every column of a note counts, also where everything else is the same."""
    one = {"reviewer_id": 1, "frozen_id": 1, "section_key": "1", "prompt_key": "1.1", "about": "words", "version": 3,
           "start": 5, "end": 9, "quote": "four", "prefix": "in ", "suffix": " of", "kind": "question",
           "words": "Which?", "reference": ""}
    said = {json.dumps(annotations([(Annotation(**one | changed), 1, "ab")])) for changed in (
        {}, {"section_key": "2"}, {"prompt_key": "1.2"}, {"about": "answer"}, {"version": 4}, {"start": 4}, {"end": 8},
        {"quote": "five"}, {"prefix": ""}, {"suffix": ""}, {"kind": "strength"}, {"words": "Who?"},
        {"reference": "E1"},
    )}
    said |= {json.dumps(annotations([(Annotation(**one), *of)])) for of in ((2, "ab"), (1, "cd"))}
    assert len(said) == 15


def test_what_was_submitted_under_the_earlier_rule_is_checked_by_that(app: FastAPI, region: Stage) -> None:
    called = region.make(begin)
    content = canonical({"schema": 1, "ratings": [], "feedback": [], "kind": "moderation"})
    sha256 = hashlib.sha256(content.encode()).hexdigest()

    def submitted_before(session: Session) -> None:
        one = factories.reviewing_as(session, called["moderator"])
        review = Review(reviewer_id=one.reviewer_id, begun_at=now(), submitted_at=now())
        session.add(review)
        session.flush()
        session.add(Submission(review_id=review.id or 0, frozen_id=one.reading.frozen.id or 0, content=content,
                               sha256=sha256, submitted_by="Moderator", submitted_by_id=1, at=now()))

    region.make(submitted_before)
    coordinator = Browser(app, token_of("coordinator"))
    page = coordinator.get(f"{factories.RELEASED}/feedback").text
    there = re.findall(r'href="([^"]+/feedback/reviews/\d+)"', page)[0]
    assert sha256[:12] in page and coordinator.get(there).text == content
