"""The overview of an assessment and the reading of its sections."""

import re
from datetime import timedelta

import pytest
from fastapi import FastAPI

from app.assessments import service
from app.assessments.workflow import service as workflow
from app.assessments.writing.grouping import group_with_next
from app.assessments.writing.live import Live
from app.core.clock import today
from tests.assessments.factories import LARGE, desk_of, person_id, whole_of, write
from tests.conftest import SignIn


def listed(html: str) -> set[str]:
    """The prompts that an overview links to."""
    return set(re.findall(rf'href="{LARGE.path}/prompts/([^"]+)"', html))


@pytest.fixture
def at_work(app: FastAPI) -> None:
    """1.1 agreed, 2.1 uncited, 4.1 overdue with another author."""
    with app.state.database.write() as session:
        desk = desk_of(session, "lead", "1.1")
        workflow.agree(session, desk, workflow.version_of(session, workflow.response_of(session, desk)))
        whole, late = whole_of(session, "coordinator"), today() - timedelta(days=2)
        other = person_id(session, "author-2")
        service.assign(session, whole.actor, whole.assessment, whole.address, ["4.1"], other, due_on=late)


@pytest.mark.usefixtures("at_work")
class TestFilters:
    def test_everything_is_there_without_one(self, sign_in: SignIn) -> None:
        assert len(listed(sign_in("author").get(LARGE.path).text)) == 97

    @pytest.mark.parametrize(("query", "expected"), [
        ("state=agreed", {"1.1"}), ("state=draft", {"2.1", "A1"}), ("show=overdue", {"4.1"}), ("show=uncited", {"2.1"}),
        ("state=agreed&show=uncited", set()), ("state=no-such-state", set()),
    ])
    def test_narrow_it_down(self, sign_in: SignIn, query: str, expected: set[str]) -> None:
        assert listed(sign_in("director").get(f"{LARGE.path}?{query}").text) == expected

    def test_find_one_person_and_what_nobody_has(self, app: FastAPI, sign_in: SignIn) -> None:
        with app.state.database.read() as session:
            other = person_id(session, "author-2")
        assert listed(sign_in("lead").get(f"{LARGE.path}?person={other}").text) == {"4.1"}
        unassigned = listed(sign_in("lead").get(f"{LARGE.path}?show=unassigned").text)
        assert "1.1" not in unassigned and "3.1" in unassigned

    def test_stand_in_the_form_again(self, sign_in: SignIn) -> None:
        html = sign_in("author").get(f"{LARGE.path}?state=agreed").text
        assert '<option value="agreed" selected>' in html and "1 of 97 items" in html and "Clear filters" in html


@pytest.mark.usefixtures("at_work")
def test_progress_is_told_in_words(sign_in: SignIn) -> None:
    html = sign_in("author").get(LARGE.path).text
    assert "1 of 97 settled" in html
    assert "1 agreed · 0 with no answer this year · 2 in draft · 0 reopened · 94 not started" in html


def test_statements_answered_together_are_one_answer(app: FastAPI, sign_in: SignIn) -> None:
    with app.state.database.write() as session:
        group_with_next(session, Live(), desk_of(session, "coordinator", "10.1"))
    html = sign_in("author").get(f"{LARGE.path}?detail=all").text
    assert html.count("One answer to 2 statements") == 1
    section = sign_in("author").get(f"{LARGE.path}/sections/10").text
    assert "Statements 10.1 and 10.2" in section and section.count('<article class="cd-reading__answer"') == 3


class TestSection:
    def test_reads_as_the_document_will(self, sign_in: SignIn) -> None:
        html = sign_in("director").get(f"{LARGE.path}/sections/1").text
        assert "<strong>every</strong> audit" in html and "E1, p. 2" in html and "Not written yet." in html

    def test_offers_a_lead_what_is_written_and_not_yet_agreed(self, app: FastAPI, sign_in: SignIn) -> None:
        with app.state.database.write() as session:
            write(session, "author", "1.3", "The director leads.")
        seen = re.findall(r'name="seen" value="([^"]+)"', sign_in("lead").get(f"{LARGE.path}/sections/1").text)
        assert [one.split("@")[0] for one in seen] == ["1.1", "1.3"]
        assert 'name="seen"' not in sign_in("author").get(f"{LARGE.path}/sections/1").text
        assert 'name="seen"' not in sign_in("lead-2").get(f"{LARGE.path}/sections/1").text

    def test_an_unknown_one_is_not_found(self, sign_in: SignIn) -> None:
        assert sign_in("lead").get(f"{LARGE.path}/sections/99").status_code == 404
