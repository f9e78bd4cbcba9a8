"""Word budgets: set singly and in bulk, shared evenly, shown as a gentle gauge, and never in anybody’s way."""

import re

import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from app.activity.models import Activity
from app.assessments.budgets.rules import BadBudget, Budgets, changes, read_budgets, share, total_of
from app.assessments.models import Assessment, Prompt
from app.assessments.workflow import service as workflow
from app.assessments.writing.grouping import group_with_next
from app.assessments.writing.live import Live
from tests.assessments.factories import LARGE, desk_of, whole_of, write
from tests.browser import Browser
from tests.conftest import SignIn

AT = f"{LARGE.path}/budgets"
SHAPE = {"1": ["1.1", "1.2"], "2": ["2.1", "2.2", "2.3"], "end": ["end"]}


def seen_on(html: str) -> str:
    """What the form sends back to say which budgets it was made from."""
    return re.findall(r'name="seen" value="(\w+)"', html)[0]


def save(browser: Browser, **fields: str) -> object:
    """Open the form, fill in some fields and save."""
    seen = seen_on(browser.get(AT).text)
    return browser.submit(AT, {"seen": seen, **{name.replace("_", "-"): value for name, value in fields.items()}})


class TestRules:
    def test_the_whole_is_shared_evenly_and_sections_have_what_their_prompts_have(self) -> None:
        shared = share(Budgets(1250), SHAPE)
        assert shared.whole == 1250 and set(shared.prompts.values()) == {200}
        assert shared.sections == {"1": 400, "2": 600}

    def test_what_is_set_stays_and_only_the_rest_is_shared(self) -> None:
        shared = share(Budgets(1000, {"2": 330}, {"1.1": 70}), SHAPE)
        assert shared.prompts == {"1.1": 70, "1.2": 300, "2.1": 110, "2.2": 110, "2.3": 110, "end": 300}
        assert shared.sections == {"1": 370, "2": 330}

    def test_where_nothing_is_said_every_answer_has_the_usual(self) -> None:
        shared = share(Budgets(), SHAPE)
        assert shared.whole == 1500 and set(shared.prompts.values()) == {250}

    def test_where_nothing_is_left_fields_stay_empty(self) -> None:
        assert share(Budgets(100, {}, {"1.1": 100}), SHAPE).prompts == {"1.1": 100}

    @settings(deadline=None)
    @given(
        st.none() | st.integers(1, 5000), st.dictionaries(st.sampled_from(["1", "2"]), st.integers(1, 900)),
        st.dictionaries(st.sampled_from(["1.1", "1.2", "2.1", "end"]), st.integers(1, 900)),
    )
    def test_sharing_never_changes_nor_exceeds_what_is_set(
        self, whole: int | None, sections: dict[str, int], prompts: dict[str, int]
    ) -> None:
        shared = share(Budgets(whole, sections, prompts), SHAPE)
        assert sections.items() <= shared.sections.items() and prompts.items() <= shared.prompts.items()
        for section, keys in SHAPE.items():
            new = [key for key in keys if key in shared.prompts and key not in prompts]
            if section in sections and new:
                assert sum(shared.prompts.get(key, 0) for key in keys) <= sections[section]
        assert share(shared, SHAPE).prompts.keys() >= shared.prompts.keys()

    @pytest.mark.parametrize(("typed", "words"), [("500", 500), (" 1,200 ", 1200), ("1\u00a0200", 1200), ("", None)])
    def test_numbers_are_read_as_people_write_them(self, typed: str, words: int | None) -> None:
        assert read_budgets({"whole": typed}, SHAPE).whole == words

    @pytest.mark.parametrize("typed", ["0", "-5", "many", "200001", "1.5", "²", "９", "9" * 5000])
    def test_nothing_else_is_a_number_of_words(self, typed: str) -> None:
        with pytest.raises(BadBudget) as refused:
            read_budgets({"prompt-2.1": typed}, SHAPE)
        assert refused.value.name == "prompt-2.1"

    def test_changes_are_told_in_words(self) -> None:
        before, after = Budgets(), Budgets(1200, {"1": 5}, {"1.1": 5, "1.2": 6})
        assert changes(before, after) == "1,200 words for the whole, 1 section, 2 items"
        assert changes(after, after) == "" and changes(after, Budgets(None, {"1": 5}, {"1.1": 5, "1.2": 6}))
        assert before.fingerprint != after.fingerprint

    def test_no_budgets_make_no_total(self) -> None:
        assert (total_of([None, None]), total_of([None, 5, 6])) == (None, 11)


class TestPage:
    def test_everything_is_saved_at_once_and_told(self, app: FastAPI, sign_in: SignIn) -> None:
        browser = sign_in("coordinator")
        answer = save(browser, whole="20,000", section_1="900", **{"prompt_1.1": "500", "prompt_2.1": "8"})
        assert answer.status_code == 303  # type: ignore[attr-defined]
        with app.state.database.read() as session:
            whole = whole_of(session, "coordinator").assessment
            assert (whole.budget, whole.section_budgets) == (20000, '{"1": 900}')
            set_ = {p.key: p.budget for p in session.exec(select(Prompt)).all() if p.budget}
            assert set_ == {"1.1": 500, "2.1": 8}
            tag = "assessments:assessment:budgets_set"
            told = session.exec(select(Activity.detail).where(Activity.tag == tag)).one()
        assert "20,000 words for the whole, 1 section, 2 items" in told
        html = browser.get(AT).text
        assert 'name="prompt-1.1" type="text" inputmode="numeric" autocomplete="off" value="500"' in html

    def test_an_emptied_field_takes_the_budget_away(self, app: FastAPI, sign_in: SignIn) -> None:
        browser = sign_in("coordinator")
        save(browser, whole="500", **{"prompt_1.1": "500"})
        save(browser)
        with app.state.database.read() as session:
            assert not any(session.exec(select(Prompt.budget)).all() + session.exec(select(Assessment.budget)).all())

    def test_sharing_fills_the_form_and_saves_nothing(self, app: FastAPI, sign_in: SignIn) -> None:
        answer = save(sign_in("coordinator"), whole="8,500", act="share")
        html = answer.text  # type: ignore[attr-defined]
        assert re.search(r'name="prompt-5.1"[^>]* value="90"', html) and "nothing is saved yet" in html
        with app.state.database.read() as session:
            assert not any(session.exec(select(Prompt.budget)).all())

    def test_a_number_that_cannot_be_used_is_shown_again_with_the_rest(self, app: FastAPI, sign_in: SignIn) -> None:
        answer = save(sign_in("coordinator"), whole="500", **{"prompt_1.1": "lots"})
        assert answer.status_code == 422 and 'value="lots" aria-invalid="true"' in answer.text  # type: ignore[attr-defined]
        assert 'value="500"' in answer.text and 'href="#prompt-1.1"' in answer.text  # type: ignore[attr-defined]
        with app.state.database.read() as session:
            assert not any(session.exec(select(Assessment.budget)).all())

    def test_of_two_coordinators_the_second_sees_what_the_first_did(self, app: FastAPI, sign_in: SignIn) -> None:
        browser = sign_in("coordinator")
        seen = seen_on(browser.get(AT).text)
        assert browser.submit(AT, {"seen": seen, "whole": "100"}).status_code == 303
        late = browser.submit(AT, {"seen": seen, "whole": "900"})
        assert late.status_code == 409 and 'name="whole"' in late.text and 'value="100"' in late.text
        with app.state.database.read() as session:
            assert 900 not in session.exec(select(Assessment.budget)).all()

    def test_registers_have_none(self, sign_in: SignIn) -> None:
        html = sign_in("coordinator").get(AT).text
        assert 'name="prompt-A1"' not in html and 'name="prompt-introduction"' in html


class TestGauge:
    def test_stands_on_the_statement_its_form_and_the_overview(self, sign_in: SignIn) -> None:
        save(sign_in("coordinator"), whole="20,000", section_1="900", **{"prompt_2.1": "500"})
        author = sign_in("author")
        for path in ("/prompts/2.1", "/prompts/2.1/edit", "/sections/2"):
            assert "10 of 500 words" in author.get(LARGE.path + path).text
        html = author.get(LARGE.path).text
        assert "22 of 20,000 words" in html and "12 of 900 words" in html and "10 of 500 words" in html

    def test_too_long_is_said_in_amber_and_agreed_all_the_same(self, app: FastAPI, sign_in: SignIn) -> None:
        save(sign_in("coordinator"), **{"prompt_2.1": "8"})
        html = sign_in("author").get(f"{LARGE.path}/prompts/2.1").text
        assert "10 of 8 words, 2 over" in html and "cd-gauge--over" in html
        with app.state.database.write() as session:
            desk = desk_of(session, "lead", "2.1")
            response = workflow.response_of(session, desk)
            workflow.agree(session, desk, workflow.version_of(session, response))
            assert response.state == "agreed"

    def test_statements_answered_together_have_their_budgets_together(self, app: FastAPI, sign_in: SignIn) -> None:
        save(sign_in("coordinator"), **{"prompt_1.1": "20", "prompt_1.2": "30"})
        with app.state.database.write() as session:
            group_with_next(session, Live(), desk_of(session, "author", "1.1"))
            write(session, "author", "1.2", "One two three.")
        assert "3 of 50 words" in sign_in("author").get(f"{LARGE.path}/prompts/1.1").text

    def test_without_a_budget_the_words_stand_alone(self, sign_in: SignIn) -> None:
        html = sign_in("author").get(f"{LARGE.path}/prompts/2.1").text
        assert "10\u00a0words" in html and "cd-gauge__bar" not in html
