"""Answering statements together, and one by one again."""

from fastapi import FastAPI

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
