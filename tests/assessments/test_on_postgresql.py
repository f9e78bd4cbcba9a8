"""Writing and reading one answer on PostgreSQL, where statements and transactions are the driver's own."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from app.config import Settings
from app.main import create_app
from app.migrations.upgrade import upgrade
from tests.assessments.factories import LARGE, populate, token_of
from tests.browser import Browser
from tests.postgresql import binaries, server

pytestmark = pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not on this machine")


@pytest.fixture(scope="module")
def on_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The application over a server of its own."""
    with server() as url:
        app = create_app(Settings(data_dir=tmp_path_factory.mktemp("data"), database_url=url))
        upgrade(app.state.database.engine)
        with app.state.database.write() as session:
            populate(session)
        yield app
        app.state.database.engine.dispose()


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
