"""The tab of checks beside an answer: figures without evidence, then hints that stand in nobody’s way."""

import re

from fastapi import FastAPI

from app.assessments.workflow import service as workflow
from tests.assessments.factories import LARGE, desk_of, write
from tests.conftest import SignIn

AT = f"{LARGE.path}/prompts/1.1"
ACTIVITY = "We held twelve workshops. Training was delivered to 120 staff."
LONG = "We know " + "that each of them " * 9 + "matters."


def put(app: FastAPI, markup: str) -> None:
    """The author writes."""
    with app.state.database.write() as session:
        write(session, "author", "1.1", markup)


def checks_on(html: str) -> str:
    """The tab's words."""
    inner = html[html.index('<div id="checks">') :].split("</aside>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", inner).replace("\u00a0", " ").split())


class TestHints:
    def test_tell_of_ease_of_activity_and_of_who_acts(self, app: FastAPI, sign_in: SignIn) -> None:
        put(app, f"{ACTIVITY}\n\n{LONG} {LONG}")
        told = checks_on(sign_in("lead").get(f"{AT}?beside=checks").text)
        assert "The longest sentences: 39 words We know that" in told and "Flesch reading ease" in told
        assert "2 sentences tell of activity in a paragraph that names no difference" in told
        assert "1 sentence may be passive" in told and told.count("Training was delivered to 120 staff.") == 3

    def test_more_than_five_are_folded_away(self, app: FastAPI, sign_in: SignIn) -> None:
        put(app, "We held a day.\n\n" * 9)
        told = checks_on(sign_in("author").get(f"{AT}?beside=checks").text)
        assert "9 sentences tell" in told and "4 more sentences" in told and told.count("We held a day.") == 9

    def test_where_nothing_stands_out_that_is_said(self, app: FastAPI, sign_in: SignIn) -> None:
        put(app, "Children feel safer.")
        told = checks_on(sign_in("author").get(f"{AT}?beside=checks").text)
        for sentence in ("The answer is too short to tell.", "No paragraph stands out.", "No sentence looks passive."):
            assert sentence in told

    def test_an_answer_with_hints_is_agreed_like_any_other(self, app: FastAPI, sign_in: SignIn) -> None:
        put(app, ACTIVITY)
        with app.state.database.read() as session:
            desk = desk_of(session, "lead", "1.1")
            version = workflow.version_of(session, workflow.response_of(session, desk))
        assert sign_in("lead").submit(f"{AT}/agree", {"version": version}).status_code == 303

    def test_an_answer_that_is_not_begun_has_none(self, sign_in: SignIn) -> None:
        told = checks_on(sign_in("author").get(f"{LARGE.path}/prompts/1.2?beside=checks").text)
        assert "Reading ease" not in told and "cites evidence" in told


class TestAskedAgain:
    def test_it_is_the_same_tab_as_the_text_is_now(self, app: FastAPI, sign_in: SignIn) -> None:
        browser = sign_in("author")
        assert 'hx-get="' in browser.get(f"{AT}/edit?beside=checks").text
        put(app, ACTIVITY)
        fragment = browser.get(f"{AT}/checks").text
        assert "<html" not in fragment and fragment.lstrip().startswith('<div id="checks">')
        assert "We held twelve workshops." in checks_on(fragment)
        assert checks_on(browser.get(f"{AT}/edit?beside=checks").text) == checks_on(fragment)

    def test_a_register_has_none(self, sign_in: SignIn) -> None:
        assert sign_in("author").get(f"{LARGE.path}/prompts/A1/checks").status_code == 404

    def test_whoever_only_reads_is_offered_no_second_look(self, sign_in: SignIn) -> None:
        assert "hx-get" not in sign_in("director").get(f"{AT}?beside=checks").text
