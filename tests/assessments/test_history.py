"""What the history lists: each version once, and any two states of a register beside each other."""

import re

from fastapi import FastAPI
from sqlmodel import col, select

from app.activity.models import Activity
from tests.assessments.factories import LARGE, desk_of
from tests.browser import Browser
from tests.conftest import SignIn


class TestText:
    def test_a_version_that_was_kept_twice_is_listed_once(self, app: FastAPI, sign_in: SignIn) -> None:
        at = f"{LARGE.path}/prompts/10.1"
        author, lead = sign_in("author"), sign_in("lead")
        author.submit(f"{at}/plain", {"version": 0, "text": "One."})  # kept as saved, then again as another begins
        lead.submit(f"{at}/plain", {"version": 1, "text": "One. Two."})
        html = lead.get(f"{at}/history").text
        listed = re.findall(r'name="old" value="(\d+)"', html)
        assert listed == sorted(set(listed), key=int, reverse=True) and len(listed) > 1


class TestRegister:
    def test_any_two_states_can_be_compared(self, sign_in: SignIn) -> None:
        coordinator, at = sign_in("coordinator"), f"{LARGE.path}/prompts/B1.3"
        for words in ("First outcome", "Second outcome", "Third outcome"):
            self._add(coordinator, at, words)
        listed = re.findall(r'name="new" value="(\d+)"', coordinator.get(f"{at}/history").text)
        assert listed == ["3", "2", "1"]
        html = coordinator.get(f"{at}/compare?old=1&new=3").text
        assert "Third outcome" in html and html.count("Added") == 2

    @staticmethod
    def _add(coordinator: Browser, at: str, words: str) -> None:
        column = re.findall(r'name="(cell-[^"]+)"', coordinator.get(f"{at}/rows/new").text)[0]
        assert coordinator.submit(f"{at}/rows/new", {column: words}).status_code == 303


def test_the_trail_calls_things_by_their_titles(app: FastAPI, sign_in: SignIn) -> None:
    coordinator, at = sign_in("coordinator"), f"{LARGE.path}/prompts/final-words"
    coordinator.submit(f"{at}/plain", {"version": 0, "text": "We know our services."})
    with app.state.database.read() as session:
        title = desk_of(session, "coordinator", "final-words").reading.prompts["final-words"].title
        detail = session.exec(select(Activity.detail).order_by(col(Activity.id).desc())).first()
    assert detail and f'"prompts": "{title}"' in detail
