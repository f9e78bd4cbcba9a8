"""Who is here: signs that are passed on, forgotten in time, and never written down."""

from typing import Any

import pytest
from fastapi import FastAPI

from app.assessments.writing.live import Live
from app.assessments.writing.presence import LASTS_SECONDS, MOST_WINDOWS, Presence, Sign
from tests.assessments.factories import LARGE, token_of
from tests.browser import Browser
from tests.house.statements import heard
from tests.live.conftest import Start
from tests.live.test_live import connected, until

TEXT = 7


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.moment = 0.0

    def __call__(self) -> float:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def presence(clock: Clock) -> Presence:
    return Presence(Live(), clock)


def sign(client: str, person: int = 1, **more: Any) -> Sign:
    return Sign(client, person, f"Person {person}", "writing", **more)


def clients(presence: Presence, text: int = TEXT) -> list[str]:
    return [one.client for one in presence.here(text)]


class TestHere:
    """One process's memory of who is at a text."""

    def test_the_last_sign_of_a_window_counts(self, presence: Presence) -> None:
        presence.note(TEXT, sign("a", version=1, anchor=2, head=2))
        presence.note(TEXT, sign("a", version=3, anchor=4, head=5))
        assert presence.here(TEXT) == [sign("a", version=3, anchor=4, head=5)]
        assert presence.here(TEXT + 1) == []

    def test_whoever_is_silent_is_gone(self, presence: Presence, clock: Clock) -> None:
        presence.note(TEXT, sign("silent"))
        clock.moment = LASTS_SECONDS - 1
        presence.note(TEXT, sign("alive", 2))
        assert clients(presence) == ["silent", "alive"]
        clock.moment += 2
        assert clients(presence) == ["alive"]

    def test_texts_that_everybody_left_are_forgotten(self, presence: Presence, clock: Clock) -> None:
        for text in range(100):
            presence.note(text, sign("a"))
        clock.moment = LASTS_SECONDS + 1
        for _ in range(101):
            presence.here(TEXT)
        assert len(presence._here) == 1

    def test_only_its_own_person_closes_a_window(self, presence: Presence) -> None:
        presence.note(TEXT, sign("a", 1))
        presence.leave(TEXT, "a", 2)
        assert clients(presence) == ["a"]
        presence.leave(TEXT, "a", 1)
        assert clients(presence) == []

    def test_nobody_takes_the_window_of_another(self, presence: Presence) -> None:
        presence.note(TEXT, sign("a", 1))
        presence.note(TEXT, sign("a", 2))
        assert [one.person for one in presence.here(TEXT)] == [1]

    def test_one_person_has_only_so_many_windows(self, presence: Presence) -> None:
        presence.note(TEXT, sign("other", 2))
        for number in range(MOST_WINDOWS + 3):
            presence.note(TEXT, sign(f"window-{number}"))
        assert len(clients(presence)) == MOST_WINDOWS + 1
        assert "other" in clients(presence) and "window-0" not in clients(presence)


def say(app: FastAPI, who: str, **more: Any) -> dict[str, Any]:
    """A sign by somebody's browser, and what comes back."""
    here = f"{LARGE.path}/prompts/1.2/presence"
    answer = Browser(app, token_of(who)).submit_json(here, {"clientID": f"window-of-{who}", **more})
    assert answer.status_code == 200
    said: dict[str, Any] = answer.json()
    return said


def doing(said: dict[str, Any]) -> dict[str, str]:
    """What everybody does, by name."""
    return {one["name"]: one["doing"] for one in said["here"]}


class TestPost:
    """The route that takes signs."""

    def test_only_whoever_may_write_and_has_the_editor_open_writes(self, anywhere: FastAPI) -> None:
        say(anywhere, "director", version=0, anchor=1, head=1)
        say(anywhere, "lead")
        said = say(anywhere, "author", version=0, anchor=1, head=3)
        assert doing(said) == {"Director": "reading", "Lead": "reading", "Author": "writing"}
        assert said["person"] == next(one["person"] for one in said["here"] if one["name"] == "Author")
        say(anywhere, "director", leaving=True)
        assert "Director" not in doing(say(anywhere, "author", version=0))

    def test_nothing_is_written(self, anywhere: FastAPI) -> None:
        with heard(anywhere) as statements:
            say(anywhere, "author", version=0, anchor=1, head=1)
            say(anywhere, "author", leaving=True)
        assert statements and all(one.lstrip().upper().startswith("SELECT") for one in statements)

    @pytest.mark.parametrize("bad", [
        {"clientID": ""}, {"clientID": "x" * 65}, {"clientID": "a b"}, {"clientID": "a", "anchor": -1}, {},
    ])
    def test_nonsense_is_refused(self, anywhere: FastAPI, bad: dict[str, Any]) -> None:
        browser = Browser(anywhere, token_of("author"))
        assert browser.submit_json(f"{LARGE.path}/prompts/1.2/presence", bad).status_code == 422

    def test_a_register_has_no_carets(self, anywhere: FastAPI) -> None:
        browser = Browser(anywhere, token_of("author"))
        assert browser.submit_json(f"{LARGE.path}/prompts/A1/presence", {"clientID": "a"}).status_code == 404

    def test_people_of_another_process_are_here_too(self, another: Start) -> None:
        first, second = another(), another()
        connected(first, second)
        say(first, "author", version=0)
        until(lambda: "Author" in doing(say(second, "coordinator", version=0)))
        say(first, "author", leaving=True)
        until(lambda: "Author" not in doing(say(second, "coordinator", version=0)))
