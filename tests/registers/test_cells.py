"""Cells saved as they are typed: what is kept, what is laid together, and what waits for a person to choose."""

import json
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import Session, col, select

from app.activity.models import Activity
from app.assessments.freezing.content import content_of
from app.assessments.freezing.queries import drafted_by
from app.assessments.models import Response
from app.assessments.registers import service
from app.assessments.registers.models import RegisterChange, RegisterRevision, RegisterRow
from app.assessments.workflow.service import agree, give_back, response_of
from app.core.clock import now
from app.core.security import csrf_for
from tests.assessments.factories import LARGE, desk_of, person_id, whole_of
from tests.conftest import SignIn

AT = f"{LARGE.path}/prompts/A1"
LIVE = f"{AT}/register"
Saved = tuple[int, dict[str, Any]]


class Officer:
    """Somebody who types into the register's first row."""

    def __init__(self, sign_in: SignIn, name: str) -> None:
        self.browser, self.name, self.saves = sign_in(name), name, 0

    def types(self, text: str, version: int, cell: str = "job_title", **more: Any) -> Saved:
        """Save a cell; the status and what came back."""
        self.saves += 1
        name = more.pop("name", f"{self.name}-{self.saves}")
        sent = {"row": 1, "cell": cell, "version": version, "text": text, "name": name, **more}
        answer = self.browser.submit_json(f"{LIVE}/cell", sent)
        return answer.status_code, answer.json()

    def does(self, act: str, row: int = 1) -> Saved:
        """Something with a row as a whole."""
        answer = self.browser.submit_json(f"{LIVE}/rows/{row}", {"act": act})
        return answer.status_code, answer.json()


@pytest.fixture
def author(sign_in: SignIn) -> Officer:
    return Officer(sign_in, "author")


@pytest.fixture
def lead(sign_in: SignIn) -> Officer:
    return Officer(sign_in, "lead")


def cells(app: FastAPI, row: int = 1) -> dict[str, str]:
    """A row's cells as they are now."""
    with app.state.database.read() as session:
        found: dict[str, str] = json.loads(session.get(RegisterRow, row).cells)
        return found


def register(session: Session) -> Response:
    """The register as it stands."""
    return response_of(session, desk_of(session, "author", "A1"))


def kept(session: Session) -> list[tuple[int, str]]:
    """The numbers and authors of its kept states."""
    return list(session.exec(
        select(RegisterRevision.number, RegisterRevision.author)
        .where(RegisterRevision.response_id == register(session).id).order_by(col(RegisterRevision.number))
    ).all())


class TestTogether:
    def test_two_cells_of_one_row(self, app: FastAPI, author: Officer, lead: Officer) -> None:
        assert author.types("Director of Education", 0)[0] == 200
        assert lead.types("June 2016", 0, "start_date")[0] == 200
        assert cells(app)["job_title"] == "Director of Education" and cells(app)["start_date"] == "June 2016"

    def test_changes_apart_in_one_cell_are_laid_together(self, app: FastAPI, author: Officer, lead: Officer) -> None:
        author.types("Director of children and families", 0)
        lead.types("Executive director of children and families", 1)
        status, body = author.types("Director of children and young people", 1)
        assert (status, body["text"]) == (200, "Executive director of children and young people")
        assert cells(app)["job_title"] == body["text"] and body["version"] == 3

    def test_changes_that_meet_wait_for_a_choice(self, app: FastAPI, author: Officer, lead: Officer) -> None:
        lead.types("Chief", 0)
        status, body = author.types("Head", 0)
        assert (status, body["outcome"], body["text"], body["by"]) == (409, "changed", "Chief", "Lead")
        assert cells(app)["job_title"] == "Chief"
        assert author.types("Head", 0)[0] == 409  # asking again changes nothing
        assert author.types("Head", body["version"])[0] == 200
        assert cells(app)["job_title"] == "Head"

    def test_the_same_change_is_no_conflict(self, author: Officer, lead: Officer) -> None:
        lead.types("Chief", 0)
        status, body = author.types("Chief", 0)
        assert (status, body["text"], body["version"]) == (200, "Chief", 1)

    def test_a_lost_acknowledgement_saves_once(self, app: FastAPI, author: Officer, lead: Officer) -> None:
        author.types("Director and more", 0, name="first")
        lead.types("Interim director and more", 1)
        status, body = author.types("Director and more", 0, name="first")
        assert (status, body["text"], body["version"]) == (200, "Interim director and more", 2)
        assert cells(app)["job_title"] == "Interim director and more"

    def test_words_left_behind_hold_for_their_version_alone(self, author: Officer, lead: Officer) -> None:
        lead.types("Interim Director", 0)
        assert author.types("Director, acting", 0, exact=True)[0] == 409

    def test_a_restored_backup_overwrites_nothing(self, app: FastAPI, author: Officer) -> None:
        assert author.types("From the future", 9)[0] == 409
        assert cells(app)["job_title"] == "Director"

    def test_a_value_of_its_own_kind_is_never_joined(self, app: FastAPI, sign_in: SignIn) -> None:
        browser, at = sign_in("coordinator"), f"{LARGE.path}/prompts/B4b/register"
        begun = browser.submit_json(f"{at}/rows", {"name": "new-1", "cells": {"inspected": "10"}}).json()
        sent = {"row": begun["id"], "cell": "inspected", "version": 0, "name": "one", "text": "10 20"}
        assert browser.submit_json(f"{at}/cell", sent).status_code == 200
        assert browser.submit_json(f"{at}/cell", {**sent, "name": "two", "text": "5 10"}).status_code == 409


class TestRefused:
    def test_too_long(self, app: FastAPI, author: Officer) -> None:
        status, body = author.types("x" * 10_001, 0)
        assert status == 422 and "longer than 10,000" in body["error"] and cells(app)["job_title"] == "Director"

    @pytest.mark.parametrize("more", [{"cell": "nothing"}, {"row": 999}])
    def test_what_is_not_there(self, author: Officer, more: dict[str, Any]) -> None:
        assert author.types("x", 0, **more)[0] == 404

    def test_a_row_of_another_register(self, sign_in: SignIn) -> None:
        sent = {"row": 1, "cell": "document", "version": 0, "text": "x", "name": "n"}
        assert sign_in("coordinator").submit_json(f"{LARGE.path}/prompts/A2/register/cell", sent).status_code == 404

    def test_what_cannot_be_read(self, author: Officer) -> None:
        for sent in ({}, {"row": 1, "cell": "job_title", "version": 0, "text": "\ud800", "name": "n"}, {"row": "x"}):
            headers = {"x-csrf-token": csrf_for(author.browser.token), "content-type": "application/json"}
            answer = author.browser.post(f"{LIVE}/cell", content=json.dumps(sent), headers=headers)
            assert answer.status_code == 422 and "cannot be read" in answer.json()["error"]

    def test_a_text_has_no_register(self, author: Officer) -> None:
        assert author.browser.get(f"{LARGE.path}/prompts/1.1/register/state").status_code == 404

    def test_a_character_that_no_database_holds_is_left_out(self, app: FastAPI, author: Officer) -> None:
        assert author.types("Direc\0tor A", 0)[1]["text"] == "Director A"


class TestRows:
    def test_a_row_begun_twice_is_there_once(self, app: FastAPI, author: Officer) -> None:
        sent = {"name": "new-1", "cells": {"job_title": "Chief executive"}}
        first, again = (author.browser.submit_json(f"{LIVE}/rows", sent).json() for _ in range(2))
        assert first["id"] == again["id"] != 1 and first["versions"] == {}
        assert [row["id"] for row in author.browser.get(f"{LIVE}/state").json()["rows"]] == [1, first["id"]]

    def test_three_of_holds_three(self, sign_in: SignIn) -> None:
        browser, at = sign_in("coordinator"), f"{LARGE.path}/prompts/B1.3/register"
        sent = [{"name": f"n{number}", "cells": {"strength": f"Outcome {number}"}} for number in range(4)]
        answers = [browser.submit_json(f"{at}/rows", one) for one in sent]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 422]
        assert "at most 3 rows" in answers[3].json()["error"]
        first = answers[0].json()["id"]
        browser.submit_json(f"{at}/rows/{first}", {"act": "remove"})
        assert browser.submit_json(f"{at}/rows", {"name": "n3", "cells": {"strength": "3"}}).status_code == 200
        assert browser.submit_json(f"{at}/rows/{first}", {"act": "restore"}).status_code == 422

    def test_words_in_a_removed_row_go_nowhere_until_it_is_back(
        self, app: FastAPI, author: Officer, lead: Officer
    ) -> None:
        lead.does("remove")
        status, body = author.types("Director of Education", 0)
        assert (status, body["outcome"]) == (410, "removed")
        status, row = author.does("restore")
        assert status == 200 and not row["removed"] and row["cells"]["job_title"] == "Director"
        assert author.types("Director of Education", 0)[0] == 200

    def test_rows_change_places(self, author: Officer) -> None:
        second = author.browser.submit_json(f"{LIVE}/rows", {"name": "n", "cells": {"job_title": "B"}}).json()["id"]
        order = [1, second]
        for act, row, expected in (("up", second, order[::-1]), ("up", second, order[::-1]), ("down", second, order)):
            author.does(act, row)
            assert [one["id"] for one in author.browser.get(f"{LIVE}/state").json()["rows"]] == expected
        assert author.browser.submit(f"{AT}/rows/{second}/move", {"where": "up"}).status_code == 303
        assert [one["id"] for one in author.browser.get(f"{LIVE}/state").json()["rows"]] == order[::-1]


class TestBesideThePlainForm:
    def test_a_form_that_was_overtaken_shows_both(self, app: FastAPI, author: Officer, sign_in: SignIn) -> None:
        author.types("Director of Education", 0)
        answer = sign_in("lead").submit(f"{AT}/rows/1", {"version": 1, "cell-job_title": "Chief"})
        assert answer.status_code == 409 and "Director of Education" in answer.text and 'value="Chief"' in answer.text
        assert cells(app)["job_title"] == "Director of Education"

    def test_a_cell_that_the_form_overtook_shows_both(self, author: Officer, sign_in: SignIn) -> None:
        form = {"version": 1, "cell-job_title": "Chief", "cell-start_date": "May 2015"}
        assert sign_in("lead").submit(f"{AT}/rows/1", form).status_code == 303
        status, body = author.types("Director of Education", 0)
        assert (status, body["text"]) == (409, "Chief")
        assert author.types("May 2016", 0, "start_date")[0] == 200  # the form left that cell alone

    def test_a_form_changes_only_what_was_typed_in_it(self, app: FastAPI, author: Officer, sign_in: SignIn) -> None:
        author.types("Director ", 0)
        form = {"version": 2, "cell-job_title": "Director ", "cell-start_date": "May 2015"}
        assert sign_in("lead").submit(f"{AT}/rows/1", form).status_code == 303
        with app.state.database.read() as session:
            assert register(session).rows_version == 2


class TestStates:
    """Invariant 1: who agrees names exactly the rows that they read, however many keystrokes made them."""

    def test_keystrokes_of_one_hand_are_one_state(self, app: FastAPI, author: Officer, lead: Officer) -> None:
        for version, text in enumerate(("D", "Di", "Dir", "Dire")):
            assert author.types(text, version)[0] == 200
        with app.state.database.read() as session:
            assert register(session).rows_version == 5 and kept(session) == [(1, "Author")]
        lead.types("Jo", 0, "name")
        with app.state.database.read() as session:
            assert kept(session) == [(1, "Author"), (5, "Author")]
            said = session.exec(select(Activity.tag).order_by(col(Activity.id).desc())).first()
            assert said == "assessments:response:written"

    def test_a_pause_begins_a_new_state(self, app: FastAPI, author: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
        author.types("Dir", 0)
        monkeypatch.setattr(service, "now", lambda: now() + timedelta(minutes=16))
        author.types("Dire", 1)
        with app.state.database.read() as session:
            assert kept(session)[-1] == (2, "Author")

    def test_the_trail_tells_acts_and_not_keystrokes(self, app: FastAPI, author: Officer) -> None:
        with app.state.database.read() as session:
            before = len(session.exec(select(Activity.id)).all())
        for version in range(6):
            author.types("D" * (version + 1), version)
        with app.state.database.read() as session:
            assert len(session.exec(select(Activity.id)).all()) == before
            assert len(session.exec(select(RegisterChange.number).where(RegisterChange.kind == "cell")).all()) == 6

    def test_agreement_names_the_rows_that_were_read(self, app: FastAPI, author: Officer, lead: Officer) -> None:
        author.types("Director of Education", 0)
        assert lead.browser.submit(f"{AT}/agree", {"version": 1}).status_code == 409
        assert lead.browser.submit(f"{AT}/agree", {"version": 2}).status_code == 303
        author.types("Something else", 1)
        with app.state.database.read() as session:
            response = register(session)
            assert (response.state, response.agreed_version) == ("reopened", 2)
            assert printed(session) == ["Director of Education"]
        with app.state.database.write() as session:
            agree(session, desk_of(session, "lead", "A1"), 3)
            assert printed(session) == ["Something else"]

    def test_what_was_returned_can_be_read_again(self, app: FastAPI, author: Officer) -> None:
        author.types("Too short", 0)
        with app.state.database.write() as session:
            give_back(session, desk_of(session, "lead", "A1"), 2, "Say more.")
        author.types("Long enough", 1)
        with app.state.database.read() as session:
            found = session.exec(select(RegisterRevision.rows).where(RegisterRevision.number == 2)).first()
            assert found and "Too short" in found

    def test_whoever_typed_a_letter_has_drafted_and_whoever_agreed_has_not(
        self, app: FastAPI, author: Officer, lead: Officer, sign_in: SignIn
    ) -> None:
        Officer(sign_in, "coordinator").types("Director A", 0)
        lead.browser.submit(f"{AT}/agree", {"version": 2})
        with app.state.database.read() as session:
            whole = whole_of(session, "lead")
            assert "A1" in drafted_by(session, whole.id, person_id(session, "coordinator"))
            assert "A1" not in drafted_by(session, whole.id, person_id(session, "lead"))

    def test_a_row_emptied_while_typing_is_not_printed(self, app: FastAPI, author: Officer) -> None:
        author.types("", 0)
        author.types("", 0, "start_date")
        with app.state.database.read() as session:
            assert printed(session) == []

    def test_the_history_begins_with_what_stands(self, author: Officer) -> None:
        author.types("Director of Education", 0)
        assert "Version 2 as the newer one" in author.browser.get(f"{AT}/history").text
        compared = author.browser.get(f"{AT}/compare?old=1&new=2").text
        assert " of Education</ins>" in compared
        assert author.browser.get(f"{AT}/compare?old=1&new=9").status_code == 404


def printed(session: Session) -> list[str]:
    """The job titles that a frozen document would hold."""
    content = content_of(session, whole_of(session, "coordinator").assessment)
    answers = [answer for part in content["parts"] for section in part["sections"] for answer in section["answers"]]
    found = next(answer for answer in answers if answer["prompts"][0]["key"] == "A1")
    return [row["cells"]["job_title"] for row in found["rows"]]
