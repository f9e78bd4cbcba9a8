"""My work, the list of assessments, and opening one."""

from datetime import timedelta

from fastapi import FastAPI
from sqlmodel import func, select

from app.assessments import service
from app.assessments.models import Prompt
from app.assessments.workflow import service as workflow
from app.core.clock import today
from tests.assessments.factories import FOREIGN, LARGE, desk_of, person_id, settle, whole_of
from tests.conftest import SignIn

OPEN = "/assessments/peterborough/open"


class TestOpen:
    def test_gives_every_prompt_an_answer_to_write(self, app: FastAPI, sign_in: SignIn) -> None:
        answer = sign_in("coordinator").submit(OPEN, {"framework": "neglect-2017", "year": "2016/17"})
        assert answer.headers["location"] == "/assessments/peterborough/neglect-2017/2016-17"
        with app.state.database.read() as session:
            before = session.exec(select(func.count()).select_from(Prompt).where(Prompt.section_key == "descriptors"))
            assert before.one() == 15  # 14 descriptors and the opening text
        page = sign_in("coordinator").get(answer.headers["location"])
        assert "0 of" in page.text and page.status_code == 200

    def test_once_a_year_only(self, sign_in: SignIn) -> None:
        again = sign_in("coordinator").submit(OPEN, {"framework": LARGE.framework, "year": LARGE.year})
        assert again.status_code == 409 and "already has this assessment" in again.text

    def test_keeps_what_was_chosen_where_the_year_is_none(self, sign_in: SignIn) -> None:
        answer = sign_in("coordinator").submit(OPEN, {"framework": "neglect-2017", "year": "last year"})
        assert answer.status_code == 422
        assert 'value="last year"' in answer.text
        assert 'value="neglect-2017" aria-describedby="framework-1-hint" checked' in answer.text


class TestMyWork:
    def test_an_author_sees_what_they_owe_the_earliest_first(self, app: FastAPI, sign_in: SignIn) -> None:
        with app.state.database.write() as session:
            whole = whole_of(session, "coordinator")
            late = today() - timedelta(days=1)
            service.assign(session, whole.actor, whole.assessment, whole.address, ["10.4"], due_on=late)
        html = sign_in("author").get("/").text
        assert "For you to write" in html and "Overdue:" in html
        assert html.index("/prompts/10.4") < html.index("/prompts/1.1")

    def test_a_returned_answer_comes_first_with_its_reason(self, app: FastAPI, sign_in: SignIn) -> None:
        with app.state.database.write() as session:
            desk = desk_of(session, "lead", "1.1")
            version = workflow.version_of(session, workflow.response_of(session, desk))
            workflow.give_back(session, desk, version, "Say what changed for children.")
        html = sign_in("author").get("/").text
        first, reason, then = ("Returned to you", "Say what changed for children.", "For you to write")
        assert html.index(first) < html.index(reason) < html.index(then)

    def test_a_lead_sees_what_waits_for_a_decision(self, sign_in: SignIn) -> None:
        html = sign_in("lead").get("/").text
        agree, follow = html.index("For you to agree"), html.index("With your authors")
        assert agree < html.index("/prompts/1.1") < follow < html.index("/prompts/1.2")

    def test_a_coordinator_sees_what_nobody_has(self, sign_in: SignIn) -> None:
        assert "To assign." in sign_in("coordinator").get("/").text

    def test_a_coordinator_sees_how_many_are_overdue_and_where(self, app: FastAPI, sign_in: SignIn) -> None:
        assert "show=overdue" not in sign_in("coordinator").get("/").text
        with app.state.database.write() as session:
            whole, late = whole_of(session, "coordinator"), today() - timedelta(days=1)
            service.assign(session, whole.actor, whole.assessment, whole.address, ["1.1", "3.1", "3.2"], due_on=late)
            desk = desk_of(session, "lead", "1.1")
            workflow.agree(session, desk, workflow.version_of(session, workflow.response_of(session, desk)))
        html = sign_in("coordinator").get("/").text
        assert "2\N{NO-BREAK SPACE}items of Peterborough" in html and f'href="{LARGE.path}?show=overdue"' in html
        assert "2 of 97 items" in sign_in("coordinator").get(f"{LARGE.path}?show=overdue").text
        assert "show=overdue" not in sign_in("author").get("/").text

    def test_a_director_sees_what_is_ready(self, app: FastAPI, sign_in: SignIn) -> None:
        assert "Ready to sign" not in sign_in("director").get("/").text
        with app.state.database.write() as session:
            settle(session)
        assert "Ready to sign" in sign_in("director").get("/").text

    def test_words_set_aside_are_announced_to_their_author_alone(self, sign_in: SignIn) -> None:
        author = sign_in("author")
        body = {"text": "Three words kept", "doc": {"type": "doc", "content": [{"type": "paragraph"}]}}
        assert author.submit_json(f"{LARGE.path}/prompts/1.1/recovered", body).status_code == 200
        assert "/recovered" in author.get("/").text
        assert "Three words kept" in author.get("/recovered").text
        assert "Three words kept" not in sign_in("lead").get("/recovered").text

    def test_a_reader_sees_signed_assessments_alone(self, sign_in: SignIn) -> None:
        for path in ("/", "/assessments"):
            assert LARGE.path not in sign_in("reader").get(path).text

    def test_another_authority_has_its_own(self, app: FastAPI, sign_in: SignIn) -> None:
        html = sign_in(FOREIGN).get("/assessments").text
        assert "/assessments/cambridgeshire/" in html and "/assessments/peterborough/" not in html


def test_a_person_without_work_is_told_so(app: FastAPI, sign_in: SignIn) -> None:
    with app.state.database.read() as session:
        assert person_id(session, "author-2")
    assert "Nothing waits for you" in sign_in("author-2").get("/").text
