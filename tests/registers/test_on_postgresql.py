"""Cells saved live on PostgreSQL, where each save has a thread and a transaction of its own."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from sqlmodel import select

from app.assessments.registers.models import RegisterChange
from tests.assessments.factories import LARGE, desk_of, token_of
from tests.browser import Browser
from tests.postgresql import binaries

pytestmark = pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not on this machine")
LIVE = f"{LARGE.path}/prompts/A1/register"


def _type(app: FastAPI, name: str, column: str, letters: str) -> int:
    """Type into one cell letter by letter, each save based on the one before."""
    browser, version = Browser(app, token_of(name)), 0
    row = browser.get(f"{LIVE}/state").json()["rows"][0]["id"]
    for at in range(1, len(letters) + 1):
        sent = {"row": row, "cell": column, "version": version, "text": letters[:at], "name": f"{name}-{at}"}
        answer = browser.submit_json(f"{LIVE}/cell", sent)
        assert answer.status_code == 200, answer.text
        version = answer.json()["version"]
    return version


def test_two_people_type_into_one_row_at_once(on_postgresql: FastAPI) -> None:
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(_type, on_postgresql, "author", "name", "Jo Example")
        other = pool.submit(_type, on_postgresql, "lead", "start_date", "June 2016")
        assert (one.result(), other.result()) == (10, 9)
    browser = Browser(on_postgresql, token_of("author"))
    row = browser.get(f"{LIVE}/state").json()["rows"][0]
    assert (row["cells"]["name"], row["cells"]["start_date"]) == ("Jo Example", "June 2016")
    with on_postgresql.state.database.read() as session:
        response_id = desk_of(session, "author", "A1").prompt.response_id
        numbers = session.exec(select(RegisterChange.number).where(RegisterChange.response_id == response_id)).all()
    assert sorted(numbers) == list(range(1, 21))


def test_changes_that_meet_and_changes_apart(on_postgresql: FastAPI) -> None:
    author, lead = (Browser(on_postgresql, token_of(name)) for name in ("author", "lead"))
    row = author.get(f"{LIVE}/state").json()["rows"][0]["id"]
    sent = {"row": row, "cell": "job_title", "version": 0}
    assert lead.submit_json(f"{LIVE}/cell", {**sent, "name": "l1", "text": "Acting Director"}).status_code == 200
    apart = author.submit_json(f"{LIVE}/cell", {**sent, "name": "a1", "text": "Director (interim)"}).json()
    assert apart["text"] == "Acting Director (interim)"
    meets = author.submit_json(f"{LIVE}/cell", {**sent, "name": "a2", "text": "Head"})
    assert meets.status_code == 409 and meets.json()["text"] == apart["text"]
