"""Writing and reading one answer on PostgreSQL, where statements and transactions are the driver's own."""

import re

import pytest
from fastapi import FastAPI

from tests.assessments.factories import LARGE, person_id, token_of
from tests.browser import Browser
from tests.postgresql import binaries

pytestmark = pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not on this machine")


def test_budgets_are_saved_and_shown(on_postgresql: FastAPI) -> None:
    browser = Browser(on_postgresql, token_of("coordinator"))
    form = browser.get(f"{LARGE.path}/budgets").text
    seen = re.findall(r'name="seen" value="(\w+)"', form)[0]
    fields = {"seen": seen, "whole": "9,000", "section-1": "700", "prompt-1.1": "300"}
    assert browser.submit(f"{LARGE.path}/budgets", fields).status_code == 303
    assert browser.submit(f"{LARGE.path}/budgets", {**fields, "whole": "1"}).status_code == 409
    html = browser.get(LARGE.path).text
    assert "of 9,000 words" in html and "of 700 words" in html and "of 300 words" in html
    assert "of 300 words" in browser.get(f"{LARGE.path}/prompts/1.1").text


def _step(words: str, at: int = 1) -> dict[str, object]:
    return {"stepType": "replace", "from": at, "to": at, "slice": {"content": [{"type": "text", "text": words}]}}


def test_steps_are_saved_told_and_shown(on_postgresql: FastAPI) -> None:
    browser = Browser(on_postgresql, token_of("coordinator"))
    here = f"{LARGE.path}/prompts/7.7"
    version = browser.get(f"{here}/doc").json()["version"]
    sent = {"version": version, "clientID": "one", "steps": [_step("Kept on PostgreSQL. ")]}
    first, again = browser.submit_json(f"{here}/steps", sent), browser.submit_json(f"{here}/steps", sent)
    assert (first.status_code, again.status_code) == (200, 409)
    assert again.json()["items"] == first.json()["items"]
    assert "Kept on PostgreSQL." in browser.get(here).text
    assert "Kept on PostgreSQL." in browser.get(here).text
    more = {"version": version + 1, "clientID": "one", "steps": [_step("And more. ")]}
    assert browser.submit_json(f"{here}/steps", more).status_code == 200
    assert "And more. Kept on PostgreSQL." in browser.get(here).text


def test_comments_are_made_follow_their_words_and_wait_for_people(on_postgresql: FastAPI) -> None:
    lead, director = Browser(on_postgresql, token_of("lead")), Browser(on_postgresql, token_of("director"))
    here = f"{LARGE.path}/prompts/2.1"
    version = lead.get(f"{here}/doc").json()["version"]
    with on_postgresql.state.database.read() as session:
        whom = person_id(session, "director")
    sent = {"words": "@Director, says who?", "quote": "84% of plans", "version": version, "assigned_to": whom,
            "due_on": "2017-03-31"}
    made = lead.submit(f"{here}/comments", sent).headers["location"]
    thread = made.rsplit("-", 1)[1]
    step = _step("Now: ")
    sent_steps = {"version": version, "clientID": "one", "steps": [step]}
    assert lead.submit_json(f"{here}/steps", sent_steps).status_code == 200
    home = director.get("/").text
    assert home.count("says who?") >= 2 and "Overdue: " in home
    assert director.submit(f"{here}/comments/{thread}/reply", {"words": "We do."}).status_code == 303
    page = director.get(f"{here}?beside=comments").text
    assert "We do." in page and "84% of plans</mark>" in page
    assert director.submit(f"{here}/comments/{thread}/resolve").status_code == 303
    assert "<mark" not in lead.get(here).text and "says who?" not in director.get("/").text


def test_the_history_is_folded_named_and_brought_back(on_postgresql: FastAPI) -> None:
    browser = Browser(on_postgresql, token_of("coordinator"))
    here = f"{LARGE.path}/prompts/7.6"
    browser.submit(f"{here}/plain", {"version": 0, "text": "Four words stand here."})
    version = browser.get(f"{here}/doc").json()["version"]
    assert browser.submit(f"{here}/keep", {"name": "On PostgreSQL", "version": version}).status_code == 303
    browser.submit(f"{here}/plain", {"version": version, "text": "Something else altogether."})
    now = browser.get(f"{here}/doc").json()["version"]
    assert browser.submit(f"{here}/versions/{version}/restore", {"current": now}).status_code == 303
    history = browser.get(f"{here}/history").text
    assert "“On PostgreSQL”" in history and f"went back to version {version}" in history
    brought = browser.get(f"{here}/doc").json()["version"]
    asked = browser.get(f"{here}/attribution?version={brought}&from=0&to=30").json()
    assert [run["words"] for run in asked["runs"]] == ["Four words stand here."]
    assert browser.get("/").status_code == 200
    assert browser.get(f"{here}/since?at=2017-03-31T12:00:00Z").headers["location"].endswith(f"old=0&new={brought}")


def test_suggestions_are_sent_followed_decided_and_taken_back(on_postgresql: FastAPI) -> None:
    director, writer = (Browser(on_postgresql, token_of(name)) for name in ("director", "coordinator"))
    here = f"{LARGE.path}/prompts/1.1"
    director.submit(f"{here}/suggest")
    own = re.findall('data-base="([^"]+)"', director.get(f"{here}/suggest").text)[0]
    at = director.get(f"{own}/doc").json()["version"]
    sent = {"version": at, "clientID": "two", "steps": [_step("Suggested words. ")]}
    assert director.submit_json(f"{own}/steps", sent).status_code == 200
    assert director.submit(f"{here}/suggest/send", {"note": "See."}).status_code == 303
    version = writer.get(f"{here}/doc").json()["version"]
    end = len("Leaders see every audit each month")
    more = {"version": version, "clientID": "one", "steps": [_step(" now", at=end)]}
    assert writer.submit_json(f"{here}/steps", more).status_code == 200
    (one,) = writer.get(f"{here}/suggestions/places").json()["items"]
    assert (one["from"], one["new"], one["by"]) == (1, "Suggested words.", "Director")
    assert writer.submit(f"{here}/suggestions/accept", {"change": str(one["id"])}).status_code == 303
    assert "Suggested words. Leaders see" in writer.get(here).text
    assert writer.submit(f"{here}/suggestions/undo?change={one['id']}").status_code == 303
    assert writer.submit(f"{here}/suggestions/reject", {"change": str(one["id"])}).status_code == 303
    assert "Suggested words." not in writer.get(here).text
