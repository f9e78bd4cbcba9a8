"""Answering statements together, and one by one again."""

from typing import Any

import pytest
from fastapi import FastAPI

from app.assessments.freezing.content import content_hash, content_of
from app.assessments.queries import Line, lines
from tests.assessments.factories import LARGE, whole_of, write
from tests.conftest import SignIn

AT = f"{LARGE.path}/prompts"


def line(app: FastAPI, key: str) -> Line:
    """A prompt as the overview sees it."""
    with app.state.database.read() as session:
        return next(one for one in lines(session, whole_of(session, "coordinator").id) if one.key == key)


def test_the_group_takes_the_later_answer_with_the_earlier_text_before_it(app: FastAPI, sign_in: SignIn) -> None:
    with app.state.database.write() as session:
        write(session, "author", "10.1", "First words.")
        write(session, "author", "10.2", "Later words.")
    assert sign_in("author").submit(f"{AT}/10.1/group").status_code == 303
    assert line(app, "10.1").response_id == line(app, "10.2").response_id == line(app, "10.2").own_response_id
    html = sign_in("author").get(f"{AT}/10.1").text
    assert "Statements 10.1 and 10.2" in html and html.index("First words.") < html.index("Later words.")


def test_a_third_joins_them_and_all_can_part_again(app: FastAPI, sign_in: SignIn) -> None:
    author = sign_in("author")
    with app.state.database.write() as session:
        write(session, "author", "10.1", "First words.")
    author.submit(f"{AT}/10.1/group")
    answer = author.submit(f"{AT}/10.1/group")
    assert line(app, "10.1").response_id == line(app, "10.3").own_response_id
    assert "Undo" in author.get(answer.headers["location"]).text
    assert author.submit(f"{AT}/10.2/ungroup").status_code == 303
    assert all(line(app, key).response_id == line(app, key).own_response_id for key in ("10.1", "10.2", "10.3"))
    assert "First words." in author.get(f"{AT}/10.1").text


def test_a_group_is_settled_as_one(app: FastAPI, sign_in: SignIn) -> None:
    with app.state.database.write() as session:
        write(session, "author", "10.2", "One answer.")
    sign_in("author").submit(f"{AT}/10.1/group")
    assert sign_in("lead").submit(f"{AT}/10.1/agree", {"version": line(app, "10.1").version}).status_code == 303
    assert line(app, "10.1").settled and line(app, "10.2").settled


def test_only_neighbours_in_one_section(sign_in: SignIn) -> None:
    coordinator = sign_in("coordinator")
    for key in ("9.3", "17.1", "A1", "introduction"):
        assert coordinator.submit(f"{AT}/{key}/group").status_code == 422
    assert coordinator.submit(f"{AT}/10.1/ungroup").status_code == 409


def content(app: FastAPI) -> dict[str, Any]:
    """The content of the assessment as it would be frozen now."""
    with app.state.database.read() as session:
        return content_of(session, whole_of(session, "coordinator").assessment)


def answer_to(app: FastAPI, key: str) -> dict[str, Any]:
    """The answer in that content which answers this prompt."""
    sections = [section for part in content(app)["parts"] for section in part["sections"]]
    answers: list[dict[str, Any]] = [answer for section in sections for answer in section["answers"]]
    return next(one for one in answers if key in [prompt["key"] for prompt in one["prompts"]])


@pytest.fixture
def agreed(app: FastAPI, sign_in: SignIn) -> None:
    """10.1 is a draft, 10.2 is agreed."""
    with app.state.database.write() as session:
        write(session, "author", "10.1", "First words.")
        write(session, "author", "10.2", "Later words.")
    sign_in("lead").submit(f"{AT}/10.2/agree", {"version": line(app, "10.2").version})


@pytest.mark.usefixtures("agreed")
class TestAgreedBefore:
    def test_the_document_keeps_the_agreed_text_and_the_message_says_so(self, app: FastAPI, sign_in: SignIn) -> None:
        author = sign_in("author")
        told = author.get(author.submit(f"{AT}/10.1/group").headers["location"]).text
        assert "The agreed text stays in the document until the joined answer is agreed." in told
        answer = answer_to(app, "10.1")
        assert [prompt["key"] for prompt in answer["prompts"]] == ["10.1", "10.2"] and answer["state"] == "reopened"
        assert "Later words." in str(answer["doc"]) and "First words." not in str(answer["doc"])

    def test_parting_again_leaves_it_agreed_and_the_content_as_it_was(self, app: FastAPI, sign_in: SignIn) -> None:
        before, author = content_hash(content(app)), sign_in("author")
        for _ in range(2):
            author.submit(f"{AT}/10.1/group")
            assert line(app, "10.2").state == "reopened" and content_hash(content(app)) != before
            author.submit(f"{AT}/10.1/ungroup")
            assert (line(app, "10.1").state, line(app, "10.2").state) == ("draft", "agreed")
            assert content_hash(content(app)) == before
        history = author.get(f"{AT}/10.2?beside=history").text
        assert "Author went back to the agreed text" in history and history.count("agreed version") == 1

    def test_words_written_together_stay_open(self, app: FastAPI, sign_in: SignIn) -> None:
        author = sign_in("author")
        author.submit(f"{AT}/10.1/group")
        with app.state.database.write() as session:
            write(session, "author", "10.2", "Both in other words.")
        author.submit(f"{AT}/10.2/ungroup")
        assert line(app, "10.2").state == "reopened"

    def test_what_was_opened_or_returned_by_hand_stays_open(self, app: FastAPI, sign_in: SignIn) -> None:
        author, lead = sign_in("author"), sign_in("lead")
        author.submit(f"{AT}/10.2/reopen")
        author.submit(f"{AT}/10.1/group")
        author.submit(f"{AT}/10.2/ungroup")
        assert line(app, "10.2").state == "reopened"
        lead.submit(f"{AT}/10.2/agree", {"version": line(app, "10.2").version})
        author.submit(f"{AT}/10.1/group")
        lead.submit(f"{AT}/10.2/return", {"version": line(app, "10.2").version, "reason": "Part them."})
        author.submit(f"{AT}/10.2/ungroup")
        assert (line(app, "10.2").state, line(app, "10.2").reason) == ("reopened", "Part them.")
