"""Deciding who writes and who leads what by when, singly and in bulk."""

from collections.abc import Callable
from datetime import date

import pytest
from fastapi import FastAPI
from sqlmodel import select

from app.activity.models import Activity
from app.assessments.models import Prompt
from app.core.templating import day
from tests.assessments.factories import FOREIGN, LARGE, person_id, whole_of
from tests.conftest import SignIn

AT = f"{LARGE.path}/people"
Found = Callable[[str], Prompt]


@pytest.fixture
def ids(app: FastAPI) -> dict[str, int]:
    """People's ids by name."""
    with app.state.database.read() as session:
        return {name: person_id(session, name) for name in ("author", "lead", "author-2", "lead-2", "reader", FOREIGN)}


@pytest.fixture
def prompt(app: FastAPI) -> Found:
    """A prompt as it stands now."""

    def find(key: str) -> Prompt:
        with app.state.database.read() as session:
            whole = whole_of(session, "coordinator")
            found: Prompt = session.exec(
                select(Prompt).where(Prompt.assessment_id == whole.id, Prompt.key == key)
            ).one()
            return found

    return find


class TestAssign:
    def test_a_whole_section_and_a_single_one_at_once(
        self, app: FastAPI, sign_in: SignIn, ids: dict[str, int], prompt: Found
    ) -> None:
        chosen = {"sections": ["5"], "prompts": ["3.1"], "author": ids["author-2"], "lead": ids["lead-2"]}
        answer = sign_in("coordinator").submit(AT, {**chosen, "due_on": "2017-05-31"})
        assert answer.status_code == 303
        for key in ("5.1", "5.8", "3.1"):
            found = prompt(key)
            assert (found.author_id, found.lead_id, found.due_on) == (ids["author-2"], ids["lead-2"], date(2017, 5, 31))
        assert prompt("3.2").author_id is None
        with app.state.database.read() as session:
            tags = session.exec(select(Activity.detail).where(Activity.tag == "assessments:prompt:assigned")).all()
        assert f"author Author 2; lead Lead 2; due {day(date(2017, 5, 31))}" in tags[-1]

    def test_leaves_what_is_left_as_it_is(self, sign_in: SignIn, ids: dict[str, int], prompt: Found) -> None:
        before = prompt("1.1")
        sign_in("coordinator").submit(AT, {"prompts": ["1.1"], "author": ids["author-2"]})
        after = prompt("1.1")
        assert (after.author_id, after.lead_id, after.due_on) == (ids["author-2"], before.lead_id, before.due_on)

    def test_takes_away_when_told_to(self, sign_in: SignIn, prompt: Found) -> None:
        sign_in("coordinator").submit(AT, {"prompts": ["1.1"], "author": "none", "lead": "none", "clear_due": "true"})
        found = prompt("1.1")
        assert (found.author_id, found.lead_id, found.due_on) == (None, None, None)


class TestRefusals:
    @pytest.mark.parametrize(("data", "sentence"), [
        ({"author": "1"}, "Choose at least one section or statement"),
        ({"prompts": ["1.1"]}, "Choose an author, a lead or a due date"),
        ({"prompts": ["1.1"], "author": "someone"}, "Choose somebody from the list"),
        ({"prompts": ["1.1"], "due_on": "31/5/2017"}, "due date"),
    ])
    def test_say_what_to_do(self, sign_in: SignIn, data: dict[str, object], sentence: str) -> None:
        answer = sign_in("coordinator").submit(AT, data)
        assert answer.status_code == 422 and sentence in answer.text

    @pytest.mark.parametrize(("duty", "name"), [
        ("lead", "author"), ("author", "reader"), ("author", FOREIGN), ("lead", FOREIGN),
    ])
    def test_nobody_gets_a_duty_without_the_role(
        self, sign_in: SignIn, ids: dict[str, int], prompt: Found, duty: str, name: str
    ) -> None:
        before = prompt("1.1")
        answer = sign_in("coordinator").submit(AT, {"prompts": ["1.1"], duty: ids[name]})
        assert answer.status_code == 422
        assert (prompt("1.1").author_id, prompt("1.1").lead_id) == (before.author_id, before.lead_id)

    def test_what_was_ticked_stays_ticked(self, sign_in: SignIn) -> None:
        html = sign_in("coordinator").submit(AT, {"prompts": ["1.1"], "sections": ["5"], "due_on": "soon"}).text
        assert 'name="prompts" value="1.1" checked' in html and 'name="sections" value="5" checked' in html
