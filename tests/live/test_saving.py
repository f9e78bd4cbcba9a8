"""Saving on either database, and by several processes at once: each step once, in one order, told to everybody."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from app.assessments.texts.models import Step
from app.assessments.writing.following import Follower
from app.assessments.writing.queries import text_id_of
from app.core.database import Database
from app.core.security import COOKIE, csrf_for
from tests.assessments.factories import LARGE, desk_of, token_of
from tests.browser import Browser
from tests.live.conftest import Start
from tests.live.following import PATIENCE

_prompts = iter(["6.1", "6.2", *(f"5.{number}" for number in range(1, 9))])


@pytest.fixture
def key() -> str:
    """A statement in which nobody has written."""
    return next(_prompts)


def insertion(words: str) -> dict[str, Any]:
    """The step that puts words at the beginning of the text."""
    return {"stepType": "replace", "from": 1, "to": 1, "slice": {"content": [{"type": "text", "text": words}]}}


def text_id(database: Database, key: str) -> int:
    """The text of a statement."""
    with database.read() as session:
        return text_id_of(session, desk_of(session, "coordinator", key).prompt)


def kept(database: Database, key: str) -> list[tuple[int, str]]:
    """Version and words of every step on disk."""
    with database.read() as session:
        rows = session.exec(
            select(Step.version, Step.step).where(Step.text_id == text_id(database, key)).order_by(Step.version)
        ).all()
    return [(version, json.loads(step)["slice"]["content"][0]["text"]) for version, step in rows]


def client(app: FastAPI, who: str) -> httpx.AsyncClient:
    """Somebody's browser, for requests that are under way at the same time."""
    token = token_of(who)
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="https://testserver", cookies={COOKIE: token},
        headers={"x-csrf-token": csrf_for(token)},
    )


async def write_all(app: FastAPI, key: str, name: str, number: int) -> list[str]:
    """Save so many words one by one as an editor does: whoever is too late takes in what others wrote, and again."""
    mine, version = [f"({name} {one})" for one in range(number)], 0
    async with client(app, "coordinator") as browser:
        for words in mine:
            accepted = False
            while not accepted:
                sent = {"version": version, "clientID": name, "steps": [insertion(words)]}
                answer = await browser.post(f"{LARGE.path}/prompts/{key}/steps", json=sent)
                version = answer.json()["base"] + len(answer.json()["items"])
                accepted = answer.status_code == 200
                assert accepted or answer.status_code == 409
    return mine


async def all_at_once(apps: list[FastAPI], key: str, number: int) -> list[list[str]]:
    """What several people wrote at the same time, each through one of the applications."""
    return await asyncio.gather(*[
        write_all(app, key, f"writer-{one}", number) for one, app in enumerate(apps)
    ])


def check(database: Database, key: str, written: list[list[str]]) -> None:
    """Every step is there once, without a gap, and each writer's are in the writer's order."""
    steps = kept(database, key)
    assert [version for version, _ in steps] == list(range(1, sum(map(len, written)) + 1))
    for mine in written:
        assert [words for _, words in steps if words in mine] == mine


class TestOnEitherDatabase:
    """What an editor and a form rely on."""

    def test_people_who_save_at_once_get_one_order(self, anywhere: FastAPI, key: str) -> None:
        written = asyncio.run(all_at_once([anywhere] * 4, key, 8))
        check(anywhere.state.database, key, written)
        doc = Browser(anywhere, token_of("coordinator")).get(f"{LARGE.path}/prompts/{key}/doc").json()
        assert doc["version"] == 32
        assert doc["doc"]["content"][0]["content"][0]["text"] == "".join(
            words for _, words in reversed(kept(anywhere.state.database, key))
        )

    def test_refused_steps_leave_nothing(self, anywhere: FastAPI, key: str) -> None:
        browser, here = Browser(anywhere, token_of("coordinator")), f"{LARGE.path}/prompts/{key}"
        bad = {"stepType": "replace", "from": 900, "to": 901}
        sent = {"version": 0, "clientID": "one", "steps": [insertion("good"), bad]}
        assert browser.submit_json(f"{here}/steps", sent).status_code == 422
        assert kept(anywhere.state.database, key) == []
        assert browser.get(f"{here}/doc").json()["version"] == 0

    def test_a_step_that_is_kept_cannot_be_changed(self, anywhere: FastAPI, key: str) -> None:
        asyncio.run(write_all(anywhere, key, "one", 1))
        for statement in ("UPDATE step SET author = 'x' WHERE text_id = :id", "DELETE FROM step WHERE text_id = :id"):
            with pytest.raises(DBAPIError, match="kept as they are"), anywhere.state.database.write() as session:
                session.execute(text(statement), {"id": text_id(anywhere.state.database, key)})
        assert len(kept(anywhere.state.database, key)) == 1

    def test_a_form_that_was_overtaken_saves_nothing(self, anywhere: FastAPI, key: str) -> None:
        browser, here = Browser(anywhere, token_of("coordinator")), f"{LARGE.path}/prompts/{key}"
        asyncio.run(write_all(anywhere, key, "one", 1))
        assert browser.submit(f"{here}/plain", {"version": 0, "text": "From the form."}).status_code == 409
        assert len(kept(anywhere.state.database, key)) == 1
        assert browser.submit(f"{here}/plain", {"version": 1, "text": "From the form."}).status_code == 303
        assert "From the form." in browser.get(here).text


class TestTwoProcesses:
    """Over one PostgreSQL."""

    def test_followers_of_both_are_told_every_step_once_and_in_order(self, another: Start, key: str) -> None:
        both, each = [another(), another()], 10
        followed: list[list[tuple[int, str]]] = [[], []]

        async def follow(app: FastAPI, told: list[tuple[int, str]]) -> None:
            follower = Follower(app.state.database, text_id(app.state.database, key), 0)
            with app.state.live.listen(follower.text_id) as queue:
                ready.append(app)
                while follower.version < 4 * each:
                    event = await queue.get()
                    assert event is not None
                    told += steps_in(await follower.told(event))

        async def everything() -> list[list[str]]:
            following = [asyncio.create_task(follow(*one)) for one in zip(both, followed, strict=True)]
            while len(ready) < 2 and not any(task.done() for task in following):
                await asyncio.sleep(0.01)
            written = await all_at_once(both * 2, key, each)
            await asyncio.wait_for(asyncio.gather(*following), PATIENCE)
            return written

        ready: list[FastAPI] = []
        written = asyncio.run(everything())
        database = both[0].state.database
        check(database, key, written)
        assert followed == [kept(database, key)] * 2


def steps_in(said: str) -> list[tuple[int, str]]:
    """Version and words of the steps that a stream carries."""
    batches = [json.loads(line[6:]) for line in said.splitlines() if line.startswith("data: ")]
    return [
        (batch["base"] + number, item["s"]["slice"]["content"][0]["text"])
        for batch in batches if "items" in batch for number, item in enumerate(batch["items"], 1)
    ]
