"""What a lead decides: agree, return, no answer this year; and what writing does to it."""

import pytest
from fastapi import FastAPI

from app.assessments.models import Response
from app.assessments.workflow.queries import events_of
from app.assessments.workflow.service import response_of, version_of
from tests.assessments.factories import LARGE, desk_of, write
from tests.conftest import SignIn

AT = f"{LARGE.path}/prompts"


def standing(app: FastAPI, key: str) -> tuple[Response, int]:
    """The response to a prompt, and its version."""
    with app.state.database.write() as session:
        response = response_of(session, desk_of(session, "coordinator", key))
        return response, version_of(session, response)


class TestAgree:
    def test_holds_for_the_version_that_was_read(self, app: FastAPI, sign_in: SignIn) -> None:
        _, version = standing(app, "1.1")
        assert sign_in("lead").submit(f"{AT}/1.1/agree", {"version": version}).status_code == 303
        response, _ = standing(app, "1.1")
        assert (response.state, response.agreed_version) == ("agreed", version)

    def test_a_superseded_version_is_not_agreed(self, app: FastAPI, sign_in: SignIn) -> None:
        _, version = standing(app, "1.1")
        with app.state.database.write() as session:
            write(session, "author", "1.1", "Something else entirely.")
        answer = sign_in("lead").submit(f"{AT}/1.1/agree", {"version": version})
        assert answer.status_code == 409 and "changed since you opened it" in answer.text
        assert standing(app, "1.1")[0].state == "draft"

    def test_an_empty_answer_is_not_agreed(self, sign_in: SignIn) -> None:
        assert sign_in("lead").submit(f"{AT}/1.2/agree", {"version": 0}).status_code == 422

    def test_a_register_is_agreed_as_one(self, app: FastAPI, sign_in: SignIn) -> None:
        assert sign_in("lead").submit(f"{AT}/A1/agree", {"version": standing(app, "A1")[1]}).status_code == 303
        assert standing(app, "A1")[0].state == "agreed"

    def test_writing_opens_it_again_and_the_agreed_text_stays(self, app: FastAPI, sign_in: SignIn) -> None:
        _, version = standing(app, "1.1")
        sign_in("lead").submit(f"{AT}/1.1/agree", {"version": version})
        with app.state.database.write() as session:
            write(session, "author", "1.1", "Second thoughts.")
        response, _ = standing(app, "1.1")
        assert (response.state, response.agreed_version) == ("reopened", version)


class TestRefused:
    """The page stays, with what was typed."""

    def test_a_missing_reason_is_asked_for_where_it_is_typed(self, app: FastAPI, sign_in: SignIn) -> None:
        _, version = standing(app, "1.1")
        for act in ("return", "no-answer"):
            html = sign_in("lead").submit(f"{AT}/1.1/{act}", {"version": version, "reason": " "}).text
            assert f'href="#{act}-reason"' in html and f'id="{act}-reason-error"' in html and "<details" in html
            assert "every" in html and 'class="govuk-details" open' in html

    @pytest.mark.parametrize("act", ["return", "no-answer"])
    def test_a_reason_typed_for_a_superseded_version_is_kept(self, app: FastAPI, sign_in: SignIn, act: str) -> None:
        _, version = standing(app, "1.1")
        with app.state.database.write() as session:
            write(session, "author", "1.1", "Something else entirely.")
        answer = sign_in("lead").submit(f"{AT}/1.1/{act}", {"version": version, "reason": "Long & careful words."})
        assert answer.status_code == 409 and "Long &amp; careful words.</textarea>" in answer.text
        assert "Something else entirely." in answer.text
        assert f'name="version" value="{standing(app, "1.1")[1]}"' in answer.text

    def test_a_reason_is_kept_though_another_agreed_meanwhile(self, app: FastAPI, sign_in: SignIn) -> None:
        _, version = standing(app, "1.1")
        with app.state.database.write() as session:
            write(session, "author", "1.1", "Something else entirely.")
        lead = sign_in("lead")
        lead.submit(f"{AT}/1.1/agree", {"version": standing(app, "1.1")[1]})
        answer = lead.submit(f"{AT}/1.1/return", {"version": version, "reason": "Say more."})
        assert answer.status_code == 409 and "Say more.</textarea>" in answer.text
        assert "Agree this answer" not in answer.text

    def test_a_register_and_an_empty_answer_show_their_page(self, sign_in: SignIn) -> None:
        lead = sign_in("lead")
        register = lead.submit(f"{AT}/A1/return", {"version": 99, "reason": "Not this version."})
        assert register.status_code == 409 and "Not this version.</textarea>" in register.text
        empty = lead.submit(f"{AT}/1.2/agree", {"version": 0})
        assert empty.status_code == 422 and "nothing here to agree yet" in empty.text and "Statement 1.2" in empty.text

    def test_an_answer_that_is_open_is_not_opened_again(self, sign_in: SignIn) -> None:
        answer = sign_in("author").submit(f"{AT}/1.1/reopen")
        assert answer.status_code == 409 and "This is open already." in answer.text and "Statement 1.1" in answer.text

    def test_its_tabs_lead_back_to_the_page(self, sign_in: SignIn) -> None:
        html = sign_in("lead").submit(f"{AT}/1.2/agree", {"version": 0}).text
        assert f'href="{AT}/1.2?beside=history"' in html and "/agree?beside" not in html


class TestReturn:
    def test_needs_a_reason_and_tells_it(self, app: FastAPI, sign_in: SignIn) -> None:
        _, version = standing(app, "1.1")
        lead = sign_in("lead")
        assert lead.submit(f"{AT}/1.1/return", {"version": version, "reason": "  "}).status_code == 422
        assert lead.submit(f"{AT}/1.1/return", {"version": version, "reason": "Say  more."}).status_code == 303
        assert standing(app, "1.1")[0].reason == "Say more."
        assert "Say more." in sign_in("author").get(f"{AT}/1.1").text


class TestNoAnswer:
    def test_settles_with_a_reason_and_can_be_undone(self, app: FastAPI, sign_in: SignIn) -> None:
        lead = sign_in("lead")
        assert lead.submit(f"{AT}/1.2/no-answer", {"version": 0}).status_code == 422
        assert lead.submit(f"{AT}/1.2/no-answer", {"version": 0, "reason": "Not run this year."}).status_code == 303
        assert standing(app, "1.2")[0].state == "no_answer"
        assert lead.submit(f"{AT}/1.2/reopen").status_code == 303
        assert standing(app, "1.2")[0].state == "draft"


class TestAgreeSection:
    def test_agrees_all_that_was_seen(self, app: FastAPI, sign_in: SignIn) -> None:
        with app.state.database.write() as session:
            write(session, "author", "1.2", "Priorities are plain.")
        seen = [f"{key}@{standing(app, key)[1]}" for key in ("1.1", "1.2")]
        answer = sign_in("lead").submit(f"{LARGE.path}/sections/1/agree", {"seen": seen})
        assert answer.status_code == 303
        assert {standing(app, key)[0].state for key in ("1.1", "1.2")} == {"agreed"}

    def test_one_superseded_version_stops_them_all(self, app: FastAPI, sign_in: SignIn) -> None:
        with app.state.database.write() as session:
            write(session, "author", "1.2", "Priorities are plain.")
        seen = [f"{key}@{standing(app, key)[1]}" for key in ("1.1", "1.2")]
        with app.state.database.write() as session:
            write(session, "author", "1.2", "Or are they?")
        answer = sign_in("lead").submit(f"{LARGE.path}/sections/1/agree", {"seen": seen})
        assert answer.status_code == 409
        assert "1.2: The text has changed" in answer.text and "Nothing in this section was agreed" in answer.text
        assert {standing(app, key)[0].state for key in ("1.1", "1.2")} == {"draft"}

    @pytest.mark.parametrize("seen", [["3.1@1"], ["1.1@latest"], ["1.1"]])
    def test_only_what_they_lead_at_a_version(self, sign_in: SignIn, seen: list[str]) -> None:
        assert sign_in("lead").submit(f"{LARGE.path}/sections/1/agree", {"seen": seen}).status_code == 409

    def test_an_empty_list_is_refused(self, sign_in: SignIn) -> None:
        assert sign_in("lead").submit(f"{LARGE.path}/sections/1/agree").status_code == 422


def test_the_state_is_the_fold_of_its_events(app: FastAPI, sign_in: SignIn) -> None:
    _, version = standing(app, "1.1")
    sign_in("lead").submit(f"{AT}/1.1/return", {"version": version, "reason": "More."})
    sign_in("lead").submit(f"{AT}/1.1/agree", {"version": version})
    sign_in("author").submit(f"{AT}/1.1/reopen")
    with app.state.database.read() as session:
        response, _ = standing(app, "1.1")
        assert response.id
        kinds = [event.kind for event in events_of(session, response.id)]
    assert kinds == ["started", "returned", "agreed", "reopened"]
    assert response.state == "reopened"
