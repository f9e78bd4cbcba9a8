"""One annotation in two windows: nobody's words are written over unseen."""

import json
import re
from typing import Any

import pytest

from app.core.security import csrf_for
from tests.assessments.factories import token_of
from tests.browser import Browser
from tests.reviews.conftest import Stage
from tests.reviews.test_annotations import HOME, Submitting, begin, note, reviewer_id, row

KIND = {"kind": "challenge", "section": "1", "prompt": "1.1", "revision": "1", "about": "words", "sent_as": "same",
        "quote": "One audit in ten was good"}


@pytest.fixture
def reviewer(region: Stage) -> Browser:
    """Somebody who challenges a released text."""
    return Browser(region.app, token_of(region.make(begin)["challenge"]))


def _save(browser: Browser, words: str, window: str, **more: str) -> tuple[int, dict[str, Any]]:
    """As the script of a window does it."""
    answer = browser.post(HOME, data={**KIND, "words": words, "window": window, **more}, headers={
        "x-csrf-token": csrf_for(browser.token), "accept": "application/json"})
    return answer.status_code, json.loads(answer.text)


def _seen(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


def test_what_is_typed_in_one_window_is_saved_on(region: Stage, reviewer: Browser) -> None:
    number = int(_save(reviewer, "H", "first")[1]["annotation"])
    assert _save(reviewer, "How", "first")[0] == _save(reviewer, "How so", "first")[0] == 200
    assert _save(reviewer, "How so", "other")[0] == 200  # the same again takes nothing from anybody
    assert row(region, number).words == "How so"


def test_another_window_is_told_what_stands(region: Stage, reviewer: Browser) -> None:
    told = _save(reviewer, "As begun", "first")[1]
    known = told["seen"]
    assert _save(reviewer, "Gone on elsewhere", "second", seen=known)[0] == 200
    status, said = _save(reviewer, "Gone on here", "first", seen=known)
    assert status == 409 and said["stands"]["words"] == "Gone on elsewhere"
    assert row(region, int(told["annotation"])).words == "Gone on elsewhere"
    assert _save(reviewer, "Both", "first", seen=said["stands"]["seen"])[0] == 200


def test_a_window_that_took_over_what_another_left_goes_on(region: Stage, reviewer: Browser) -> None:
    _save(reviewer, "Begun, and the answer lost", "closed")
    assert _save(reviewer, "Begun, the answer lost, typed on", "new", took_over="closed")[0] == 200
    assert _save(reviewer, "Late words of a window that was open all along", "closed")[0] == 409


def test_two_pages_of_one_annotation_show_both_before_either_is_lost(region: Stage, reviewer: Browser) -> None:
    noted = note(reviewer)
    pages = [reviewer.get(f"{HOME}/{noted}").text for _ in range(2)]
    forms = [{"kind": "figure", "reference": "", "seen": _seen(page), "window": str(at), "words": f"As window {at}"}
             for at, page in enumerate(pages)]
    assert reviewer.submit(f"{HOME}/{noted}/change", forms[0]).status_code == 303
    answer = reviewer.submit(f"{HOME}/{noted}/change", forms[1])
    assert answer.status_code == 409 and "What stands on the server" in answer.text
    assert "As window 0" in answer.text and "As window 1</textarea>" in answer.text
    assert row(region, noted).words == "As window 0"
    again = {**forms[1], "seen": _seen(answer.text), "words": "Both"}
    assert reviewer.submit(f"{HOME}/{noted}/change", again).status_code == 303
    assert row(region, noted).words == "Both"


def test_a_form_without_script_shows_both(region: Stage, reviewer: Browser) -> None:
    _save(reviewer, "As another window has it", "other")
    form = {**KIND, "words": "As typed here", "window": "mine"}
    answer = reviewer.submit(HOME, form)
    assert answer.status_code == 409 and "As another window has it" in answer.text
    assert '<a href="#words-of-again">This was changed' in answer.text
    assert "As typed here</textarea>" in answer.text
    assert reviewer.submit(HOME, {**form, "seen": _seen(answer.text)}).status_code == 303


def test_words_for_what_was_settled_meanwhile_stay_on_the_page(region: Stage, reviewer: Browser) -> None:
    noted = note(reviewer)
    page = reviewer.get(f"{HOME}/{noted}").text
    Submitting(region).add(reviewer_id(region, "challenge"))
    form = {"kind": "figure", "words": "Typed while it was submitted", "seen": _seen(page), "window": "a"}
    answer = reviewer.submit(f"{HOME}/{noted}/change", form)
    assert answer.status_code == 409 and "Typed while it was submitted</textarea>" in answer.text
    assert '<a href="#what-you-typed">' in answer.text and 'id="what-you-typed"' in answer.text
    assert reviewer.submit(f"{HOME}/{noted}/resolve").status_code == 303
    author = Browser(region.app, token_of("author"))
    for act, words in (("answer", "Typed as it was settled"), ("reply", "Said as it was settled")):
        answer = author.submit(f"{HOME}/{noted}/{act}", {"kind": "acted", "words": words, "sent_as": act})
        assert answer.status_code == 409 and f"{words}</textarea>" in answer.text
    assert reviewer.submit(f"{HOME}/{noted}/reopen").status_code == 303
    page = author.get(f"{HOME}/{noted}").text
    kept = re.findall(rf'action="{HOME}/{noted}/(\w+)" method="post" data-keeping="\d+"', page)
    assert kept == ["answer", "reply"]
    for act in kept:  # which tells the page that nothing of it need be kept any more
        answer = author.submit(f"{HOME}/{noted}/{act}", {"kind": "acted", "words": "Again.", "sent_as": f"again-{act}"})
        assert answer.status_code == 303 and answer.headers["location"].endswith(f"?sent=again-{act}")
    other = Browser(region.app, token_of("author-2"))
    assert "Typed by who may not" in other.submit(f"{HOME}/{noted}/reply", {"words": "Typed by who may not"}).text


def test_words_of_what_another_window_removed_are_kept_as_a_new_annotation(region: Stage, reviewer: Browser) -> None:
    gone = int(_save(reviewer, "As begun", "first")[1]["annotation"])
    assert reviewer.submit(f"{HOME}/{gone}/remove").status_code == 303
    status, said = _save(reviewer, "Typed on", "first")
    assert status == 409 and "as a new one" in said["error"]
    kept = int(_save(reviewer, "Typed on", "first", sent_as=said["anew"])[1]["annotation"])
    assert kept != gone and row(region, kept).words == "Typed on" and row(region, gone).is_removed
    page = reviewer.submit(HOME, {**KIND, "words": "Without script"}).text
    name = page.split('name="sent_as" value="')[1].split('"')[0]
    assert "Without script" in page and '<a href="#words-of-again">This annotation was removed' in page
    assert reviewer.submit(HOME, {**KIND, "words": "Again", "sent_as": name}).status_code == 303
