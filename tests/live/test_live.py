"""Events between two applications over one PostgreSQL, and within one."""

import asyncio
import time
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlmodel import Session

from app.assessments.writing.live import AGAIN, Live
from app.assessments.writing.queries import text_id_of
from tests.assessments.factories import LARGE, desk_of, token_of, write
from tests.browser import Browser
from tests.live.conftest import Start
from tests.live.following import PATIENCE, heard, next_event


def until(true: Callable[[], object]) -> None:
    """Wait for something of another thread."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def connected(first: FastAPI, second: FastAPI) -> None:
    """Wait until each hears the other."""
    for one, other in ((first, second), (second, first)):
        async def both(one: Live = one.state.live, other: Live = other.state.live) -> None:
            with other.listen("hello") as queue:
                while queue.empty():
                    one.publish("hello", {}, "hello")
                    await asyncio.sleep(0.05)

        asyncio.run(asyncio.wait_for(both(), PATIENCE))


@pytest.fixture
def pair(another: Start) -> tuple[FastAPI, FastAPI]:
    """Two applications that hear each other."""
    first, second = another(), another()
    connected(first, second)
    return first, second


def tell(app: FastAPI, topic: int | str, data: object, fails: bool = False) -> None:
    """Tell with a transaction that is committed, or fails."""
    with app.state.database.write() as session:
        app.state.live.tell(session, topic, data, "rows")
        if fails:
            raise ZeroDivisionError


class TestTell:
    """Events that belong to a transaction."""

    def test_followers_of_every_process_hear_it(self, pair: tuple[FastAPI, FastAPI]) -> None:
        first, second = pair
        for follower in pair:
            data = heard(follower.state.live, "rows:7", "rows", lambda: tell(first, "rows:7", {"row": 1, "old": "ä"}))
            assert data == {"row": 1, "old": "ä"}

    def test_a_large_event_arrives_whole(self, pair: tuple[FastAPI, FastAPI]) -> None:
        words = "“Ωords” " * 20_000
        assert heard(pair[1].state.live, 7, "rows", lambda: tell(pair[0], 7, words)) == words

    def test_nothing_is_told_of_what_was_rolled_back(self, pair: tuple[FastAPI, FastAPI]) -> None:
        def one_fails() -> None:
            with pytest.raises(ZeroDivisionError):
                tell(pair[0], "rows:8", "never", fails=True)
            tell(pair[0], "rows:8", "kept")

        for follower in pair:
            assert heard(follower.state.live, "rows:8", "rows", one_fails) == "kept"


class TestSteps:
    """Steps that another process committed."""

    def test_are_read_whole_from_the_database(self, pair: tuple[FastAPI, FastAPI]) -> None:
        first, second = pair
        with first.state.database.read() as session:
            text_id = text_id_of(session, desk_of(session, "author", "2.2").prompt)
        browser, here = Browser(first, token_of("coordinator")), f"{LARGE.path}/prompts/2.2"
        step = {"stepType": "replace", "from": 1, "to": 1, "slice": {"content": [{"type": "text", "text": "told"}]}}
        body = {"version": 0, "clientID": "far", "steps": [step]}
        said = heard(second.state.live, text_id, "steps", lambda: browser.submit_json(f"{here}/steps", body))
        assert said == {"base": 0, "items": [{"s": step, "c": "far"}]}

    def test_whoever_writes_elsewhere_counts_as_a_writer(self, pair: tuple[FastAPI, FastAPI]) -> None:
        first, second = pair
        browser, here = Browser(first, token_of("coordinator")), f"{LARGE.path}/prompts/2.3"
        with first.state.database.write() as session:
            write(session, "coordinator", "2.3", "Something.")
            text_id = text_id_of(session, desk_of(session, "author", "2.3").prompt)
        late = {"version": 0, "clientID": "late", "steps": [{"stepType": "replace", "from": 0, "to": 0}]}
        assert browser.submit_json(f"{here}/steps", late).status_code == 409
        until(lambda: second.state.live.note_writer(text_id, "here") == 2)


class TestLostConnection:
    """PostgreSQL ends the connection that a process listens on."""

    def test_followers_are_told_to_look_again_and_hear_on(self, pair: tuple[FastAPI, FastAPI]) -> None:
        first, second = pair

        def cut() -> None:
            with first.state.database.write() as session:
                _end_listeners(session)

        assert heard(second.state.live, "rows:9", AGAIN, cut) == {}
        connected(first, second)
        assert heard(second.state.live, "rows:9", "rows", lambda: tell(first, "rows:9", "back")) == "back"


def _end_listeners(session: Session) -> None:
    ended = session.execute(text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid != pg_backend_pid() "
        "AND (query LIKE 'LISTEN%' OR query = 'SELECT 1')"
    )).all()
    assert len(ended) >= 2


class TestWithinOneProcess:
    """No wire at all, as on SQLite."""

    def test_only_the_topic_asked_for_is_heard(self) -> None:
        live = Live()

        async def follow() -> object:
            with live.listen("a", 1) as queue:
                for topic in ("b", 2, 1):
                    live.publish(topic, topic, "rows")
                return await next_event(queue, "rows")

        assert asyncio.run(follow()) == 1

    def test_whoever_left_is_forgotten(self) -> None:
        live = Live()

        async def follow() -> bool:
            with live.listen("a"):
                assert live.is_followed("a")
            return live.is_followed("a")

        assert not asyncio.run(follow())
