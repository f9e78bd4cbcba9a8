"""Annotations in a later release and in a text that came in whole: by hand, by steps, by blocks, then by words."""

import re

from app.assessments.registers.service import add_row
from tests.assessments.factories import LARGE, desk_of, token_of, write
from tests.browser import Browser
from tests.house.test_queries import count
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import RELEASED
from tests.reviews.test_annotations import HOME, Submitting, begin, note, reviewer_id

TWICE = "Leaders audit ten files a month. They act on it.\n\nNobody says why.\n\nHomes are seen by us. They act on it."
NEW = "Entirely other words. We publish why now."


def _marked(page: str, annotation_id: int) -> str:
    return re.sub("<[^>]+>", "", page.split(f'data-threads="{annotation_id}">')[1].split("</mark>")[0])


def _write(region: Stage, words: str) -> None:
    region.make(lambda session: write(session, "author", "1.1", words))


def _place(author: Browser, annotation_id: int, words: str) -> None:
    version = author.get(f"{HOME}/{annotation_id}").text.split('name="version" value="')[1].split('"')[0]
    answer = author.submit(f"{HOME}/{annotation_id}/place", {"version": version, "quote": words})
    assert answer.status_code == 303, answer.text


def _begun(region: Stage) -> tuple[int, Browser, Browser]:
    """An annotation of a submitted review, with its reviewer and the author of the answer."""
    reviewer = Browser(region.app, token_of(region.make(begin)["challenge"]))
    noted = note(reviewer)
    Submitting(region).add(reviewer_id(region, "challenge"))
    return noted, reviewer, Browser(region.app, token_of("author"))


def test_what_was_placed_by_hand_is_followed_from_there_on_both_sides(region: Stage) -> None:
    noted, reviewer, author = _begun(region)
    _write(region, "Nothing of it is left here.")
    region.make(factories.release)
    assert "Gone" in reviewer.get(f"{RELEASED}/sections/1").text
    _write(region, NEW)
    _place(author, noted, "We publish why now")
    page = reviewer.get(f"{RELEASED}/sections/1").text  # which was released before anybody placed it
    assert "Gone" in page and "Placed by hand" not in page
    _write(region, f"To begin with.\n\n{NEW}")
    region.make(factories.release)
    for page in (reviewer.get(f"{RELEASED}/sections/1").text, author.get(f"{HOME}/prompts/1.1").text):
        assert _marked(page, noted) == "We publish why now" and "Placed by hand" in page
        assert "cd-thread__state\"><strong>Gone" not in page
    _write(region, "None of that.")
    region.make(factories.release)
    for page in (reviewer.get(f"{HOME}/{noted}").text, author.get(f"{HOME}/{noted}").text):
        assert "Gone" in page or "Text changed" in page


def test_what_is_about_a_whole_answer_says_that_it_changed(region: Stage) -> None:
    reviewer = Browser(region.app, token_of(region.make(begin)["challenge"]))
    noted = note(reviewer, about="answer", quote="")
    for prompt, told in (("1.2", False), ("1.1", True)):
        region.make(lambda session, prompt=prompt: write(session, "coordinator", prompt, "Something else."))
        region.make(factories.release)
        for path in (f"{RELEASED}/sections/1", f"{HOME}/{noted}", f"{HOME}?state="):
            assert ("Text changed.</strong> The answer says" in reviewer.get(path).text) is told, path
    assert "How do you know?" in reviewer.get(f"{HOME}?state=lost").text


def test_a_changed_whole_answer_is_told_alike_everywhere_and_still_meant_or_closed(region: Stage) -> None:
    reviewer = Browser(region.app, token_of(region.make(begin)["challenge"]))
    noted = note(reviewer, about="answer", quote="")
    Submitting(region).add(reviewer_id(region, "challenge"))
    author = Browser(region.app, token_of("author"))
    drafts, released = (f"{HOME}/{noted}", HOME, f"{HOME}/prompts/1.1"), f"{RELEASED}/sections/1"
    assert not any("Text changed." in author.get(path).text for path in (*drafts, released))
    _write(region, "Something else.")
    assert all("Text changed." in author.get(path).text for path in drafts)
    region.make(factories.release)
    assert all("Text changed." in one.get(path).text for path, one in (
        *((path, author) for path in (*drafts, released)), *((path, reviewer) for path in (*drafts[:2], released))))
    assert "How do you know?" in author.get(f"{HOME}?state=lost").text
    page = author.get(drafts[0]).text
    assert "Place it there" not in page and "Why it needs no more" in page
    says = page.split('name="says" value="')[1].split('"')[0]
    assert author.submit(f"{HOME}/{noted}/place", {"says": "of another version"}).status_code == 409
    assert author.submit(f"{HOME}/{noted}/place", {"says": says}).status_code == 303
    for one, paths in ((author, (*drafts, released)), (reviewer, (*drafts[:2], released))):
        assert not any("Text changed." in one.get(path).text for path in paths)
    page = author.get(drafts[0]).text
    assert "found that this still holds" in page and says not in page and "It still holds</button>" not in page
    _write(region, "Something else again.")
    assert "Text changed." in author.get(drafts[0]).text
    assert author.submit(f"{HOME}/{noted}/close", {"words": "It says so now."}).status_code == 303


def test_a_whole_register_says_that_its_rows_changed(region: Stage) -> None:
    reviewer = Browser(region.app, token_of(region.make(begin)["challenge"]))
    noted = note(reviewer, about="answer", quote="", section="A1", prompt="A1")
    Submitting(region).add(reviewer_id(region, "challenge"))
    author, paths = Browser(region.app, token_of("coordinator")), (f"{HOME}/{noted}", HOME, f"{HOME}/prompts/A1")
    assert not any("Text changed." in author.get(path).text for path in paths)
    region.make(lambda session: add_row(session, desk_of(session, "coordinator", "A1"), {"job_title": "Head of audit"}))
    assert all("Text changed." in author.get(path).text for path in paths)


def test_words_placed_at_in_the_draft_are_not_told_before_they_are_released(region: Stage) -> None:
    noted, reviewer, author = _begun(region)
    _write(region, "Entirely other words. The inspector rang us in secret.")
    _place(author, noted, "The inspector rang us in secret")
    _write(region, "Entirely other words. So much for that.")
    region.make(factories.release)
    for path in (f"{RELEASED}/sections/1", f"{HOME}/{noted}", HOME):
        page = reviewer.get(path).text
        assert "Placed by hand" in page and "in secret" not in page, path


def test_what_was_placed_wrongly_is_placed_again(region: Stage) -> None:
    noted, reviewer, author = _begun(region)
    _write(region, NEW)
    _place(author, noted, "Entirely other words")
    _place(author, noted, "We publish why now")
    _place(author, noted, "We publish why now")  # sent twice: it is there
    assert author.get(f"{HOME}/{noted}").text.count("placed this at words") == 2
    region.make(factories.release)
    assert _marked(reviewer.get(f"{RELEASED}/sections/1").text, noted) == "We publish why now"


def test_by_hand_it_is_known_again_in_a_text_that_came_in_whole(region: Stage) -> None:
    noted, reviewer, author = _begun(region)
    _write(region, NEW)
    _place(author, noted, "We publish why now")
    coordinator = Browser(region.app, token_of("coordinator"))
    assert coordinator.submit(f"{LARGE.path}/prompts/1.1/group").status_code == 303
    region.make(factories.release)
    for page in (reviewer.get(f"{RELEASED}/sections/1").text, coordinator.get(f"{HOME}/prompts/1.1").text):
        assert _marked(page, noted) == "We publish why now" and "Placed by hand" in page


def test_words_that_stand_twice_are_found_where_their_block_went(region: Stage) -> None:
    """The answer joins the next one, whose text no steps of its own lead to."""
    _write(region, TWICE)
    reviewer = Browser(region.app, token_of(_assigned(region)))
    letters = TWICE.replace("\n\n", "")
    at = letters.rindex("They act on it.")
    noted = note(reviewer, quote="", start=str(at), end=str(at + len("They act on it.")))
    Submitting(region).add(reviewer_id(region, "challenge"))
    coordinator = Browser(region.app, token_of("coordinator"))
    assert coordinator.submit(f"{LARGE.path}/prompts/1.1/group").status_code == 303
    later = TWICE.replace("by us", "by all of us").replace("act on it.\n", "act now.\n")
    region.make(lambda session: write(session, "coordinator", "1.1", later))
    task = coordinator.submit(f"{HOME}/{noted}/task")
    assert task.status_code == 303
    region.make(factories.release)
    for page in (reviewer.get(f"{RELEASED}/sections/1").text, coordinator.get(f"{HOME}/prompts/1.1").text):
        before = page.split(f'data-threads="{noted}">')[0].rsplit("<p", 1)[1]
        assert _marked(page, noted) == "They act on it." and "Homes are seen by all of us." in before
    beside = coordinator.get(f"{LARGE.path}/prompts/1.1?beside=comments").text
    assert "They act on it." in beside and "The words that it was about" not in beside


def _assigned(region: Stage) -> str:
    region.make(factories.publish)
    region.make(factories.release)
    return region.make(lambda session: factories.assign(session, "challenge"))


def test_what_was_placed_often_needs_no_more_queries(region: Stage) -> None:
    noted, _, author = _begun(region)
    _write(region, NEW)
    _place(author, noted, "Entirely other words")
    paths = (HOME, f"{HOME}/{noted}", f"{HOME}/prompts/1.1")
    before = [count(region.app, "author", path) for path in paths]
    for words in ("We publish why now", "Entirely other words"):
        _place(author, noted, words)
    assert [count(region.app, "author", path) for path in paths] == before
