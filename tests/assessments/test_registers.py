"""Registers, row by row: a save that meets a newer version asks for a choice, and nothing typed is lost."""

import pytest
from fastapi import FastAPI
from sqlmodel import select

from app.assessments.registers.models import RegisterRow
from tests.assessments.factories import FOREIGN, LARGE, SMALL, desk_of
from tests.conftest import SignIn

AT = f"{LARGE.path}/prompts/A1/rows"
MINE = {"version": 1, "cell-job_title": "Director of Education", "cell-start_date": "May 2015"}
THEIRS = {"version": 1, "cell-job_title": "Director of Children’s Services", "cell-start_date": "May 2015"}


@pytest.fixture
def row_id(app: FastAPI) -> int:
    """The row that stands in A1."""
    with app.state.database.read() as session:
        response_id = desk_of(session, "author", "A1").prompt.response_id
        found = session.exec(select(RegisterRow.id).where(RegisterRow.response_id == response_id)).one()
        assert found
        return int(found)


def row(app: FastAPI, row_id: int) -> RegisterRow:
    """A row as it is now."""
    with app.state.database.read() as session:
        found: RegisterRow | None = session.get(RegisterRow, row_id)
        assert found
        return found


class TestConflict:
    def test_both_are_shown_and_neither_is_chosen(self, app: FastAPI, sign_in: SignIn, row_id: int) -> None:
        sign_in("lead").submit(f"{AT}/{row_id}", THEIRS)
        answer = sign_in("author").submit(f"{AT}/{row_id}", MINE)
        assert answer.status_code == 409
        assert "Director of Children’s Services" in answer.text and 'value="Director of Education"' in answer.text
        assert 'name="keep" type="radio" value="mine">' in answer.text
        assert "Children’s Services" in row(app, row_id).cells

    def test_the_next_save_does_not_succeed_by_accident(self, app: FastAPI, sign_in: SignIn, row_id: int) -> None:
        sign_in("lead").submit(f"{AT}/{row_id}", THEIRS)
        author = sign_in("author")
        author.submit(f"{AT}/{row_id}", MINE)
        unchosen = {**MINE, "version": 2, "conflict": "yes"}
        assert author.submit(f"{AT}/{row_id}", unchosen).status_code == 409
        assert "Children’s Services" in row(app, row_id).cells
        assert author.submit(f"{AT}/{row_id}", {**unchosen, "keep": "mine"}).status_code == 303
        assert "Education" in row(app, row_id).cells

    def test_theirs_can_be_kept(self, app: FastAPI, sign_in: SignIn, row_id: int) -> None:
        sign_in("lead").submit(f"{AT}/{row_id}", THEIRS)
        chosen = {**MINE, "version": 2, "conflict": "yes", "keep": "theirs"}
        assert sign_in("author").submit(f"{AT}/{row_id}", chosen).status_code == 303
        assert "Children’s Services" in row(app, row_id).cells

    def test_a_removed_row_keeps_what_was_typed(self, sign_in: SignIn, row_id: int) -> None:
        sign_in("lead").submit(f"{AT}/{row_id}/remove", {"version": 1})
        answer = sign_in("author").submit(f"{AT}/{row_id}", MINE)
        assert answer.status_code == 409 and 'value="Director of Education"' in answer.text
        assert f'action="{AT}/new"' in answer.text

    def test_removing_a_newer_row_asks_first(self, app: FastAPI, sign_in: SignIn, row_id: int) -> None:
        sign_in("lead").submit(f"{AT}/{row_id}", THEIRS)
        assert sign_in("author").submit(f"{AT}/{row_id}/remove", {"version": 1}).status_code == 409
        assert row(app, row_id).removed_at is None


class TestRows:
    def test_a_removed_row_can_be_put_back(self, app: FastAPI, sign_in: SignIn, row_id: int) -> None:
        author = sign_in("author")
        author.submit(f"{AT}/{row_id}/remove", {"version": 1})
        assert row(app, row_id).removed_at is not None
        assert author.submit(f"{AT}/{row_id}/restore").status_code == 303
        assert row(app, row_id).removed_at is None

    def test_a_register_of_three_holds_three(self, app: FastAPI, sign_in: SignIn) -> None:
        with app.state.database.read() as session:
            asked = desk_of(session, "coordinator", "B1.3").reading.prompts["B1.3"]
        at, data = f"{LARGE.path}/prompts/B1.3/rows/new", {f"cell-{asked.columns[0].key}": "An outcome"}
        answers = [sign_in("coordinator").submit(at, data) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [303, 303, 303, 422]
        assert "at most 3 rows" in answers[-1].text

    def test_an_empty_row_is_not_kept(self, sign_in: SignIn) -> None:
        assert sign_in("author").submit(f"{AT}/new", {"cell-job_title": "  "}).status_code == 422

    def test_a_row_refers_to_statements_by_links(self, app: FastAPI, sign_in: SignIn) -> None:
        with app.state.database.read() as session:
            prompts = desk_of(session, "coordinator", "A1").reading.prompts
        key, column = next((key, one.key) for key, asked in prompts.items() for one in asked.columns
                           if one.type == "statements")
        coordinator, at = sign_in("coordinator"), f"{LARGE.path}/prompts/{key}"
        coordinator.submit(f"{at}/rows/new", {f"cell-{column}": "4.1, 99.9"})
        html = coordinator.get(at).text
        assert f'href="{LARGE.path}/prompts/4.1"' in html and "prompts/99.9" not in html

    def test_a_row_of_another_register_is_not_found(self, sign_in: SignIn, row_id: int) -> None:
        coordinator, at = sign_in("coordinator"), f"{LARGE.path}/prompts/A2/rows/{row_id}"
        assert coordinator.get(at).status_code == 404
        for choice in ({}, {"conflict": "yes"}, {"conflict": "yes", "keep": "mine"}):
            assert coordinator.submit(at, {**MINE, **choice}).status_code == 404

    def test_a_row_of_another_authority_is_not_found(self, sign_in: SignIn, row_id: int) -> None:
        stranger = sign_in(FOREIGN)
        at = f"{LARGE.path.replace('peterborough', 'cambridgeshire')}/prompts/A1/rows/{row_id}"
        for choice in ({}, {"conflict": "yes"}, {"conflict": "yes", "keep": "mine"}):
            assert stranger.submit(at, {**MINE, **choice}).status_code == 404

    def test_a_text_has_no_rows(self, sign_in: SignIn) -> None:
        assert sign_in("coordinator").submit(f"{SMALL.path}/prompts/1/rows/new", {"cell-x": "y"}).status_code == 404
