"""The plain form without script: saved, and never over what somebody else wrote meanwhile."""

import re

from fastapi import FastAPI

from app.assessments.models import Text
from app.assessments.workflow.service import response_of
from tests.assessments.factories import LARGE, desk_of
from tests.conftest import SignIn

AT = f"{LARGE.path}/prompts/10.1"


def version(app: FastAPI) -> int:
    """The version of the text."""
    with app.state.database.write() as session:
        response = response_of(session, desk_of(session, "author", "10.1"))
        text = session.get(Text, response.text_id)
        assert text
        return int(text.version)


def test_saves_light_markup(app: FastAPI, sign_in: SignIn) -> None:
    author = sign_in("author")
    typed = "### Why\n\nWe asked **families**.\n\n- One\n- Two"
    assert author.submit(f"{AT}/plain", {"version": 0, "text": typed}).status_code == 303
    html = author.get(AT).text
    assert "<h3>Why</h3>" in html and "<strong>families</strong>" in html and "<li>Two</li>" in html
    assert re.search(r'<textarea[^>]*id="text"[^>]*>\s*### Why', author.get(f"{AT}/edit").text)


class TestMeetingSomebodyElse:
    def test_both_are_shown_and_saving_needs_a_choice(self, app: FastAPI, sign_in: SignIn) -> None:
        author, seen = sign_in("author"), self.both_began(app, sign_in)
        mine = {"version": seen, "text": "First paragraph.\n\nSecond paragraph, by the author."}
        late = author.submit(f"{AT}/plain", mine)
        assert late.status_code == 409
        assert "First paragraph, by the lead." in late.text and "Second paragraph, by the author." in late.text
        unchosen = author.submit(f"{AT}/plain", {**mine, "version": version(app), "conflict": "true"})
        assert unchosen.status_code == 422 and "Second paragraph, by the author." in unchosen.text
        assert "by the author" not in author.get(AT).text

    def test_both_can_stand(self, app: FastAPI, sign_in: SignIn) -> None:
        author, seen = sign_in("author"), self.both_began(app, sign_in)
        author.submit(f"{AT}/plain", {"version": seen, "text": "First paragraph.\n\nSecond, by the author."})
        merged = {"text": "First paragraph, by the lead.\n\nSecond, by the author.", "version": version(app)}
        assert author.submit(f"{AT}/plain", {**merged, "conflict": "true", "keep": "merged"}).status_code == 303
        html = author.get(AT).text
        assert "First paragraph, by the lead." in html and "Second, by the author." in html

    @staticmethod
    def both_began(app: FastAPI, sign_in: SignIn) -> int:
        """A text that the lead changed after the author had opened it; the version that the author saw."""
        both = "First paragraph.\n\nSecond paragraph."
        sign_in("author").submit(f"{AT}/plain", {"version": 0, "text": both})
        seen = version(app)
        theirs = both.replace("First paragraph.", "First paragraph, by the lead.")
        sign_in("lead").submit(f"{AT}/plain", {"version": seen, "text": theirs})
        return seen


def test_a_refusal_shows_what_was_typed_again(app: FastAPI, sign_in: SignIn) -> None:
    answer = sign_in("author").submit(f"{AT}/plain", {"version": 0, "text": "We cite what is not there [[E999]]."})
    assert answer.status_code == 422
    assert "E999" in answer.text and "We cite what is not there" in answer.text
    assert version(app) == 0


def test_a_version_that_never_was_is_refused(app: FastAPI, sign_in: SignIn) -> None:
    answer = sign_in("author").submit(f"{AT}/plain", {"version": 7, "text": "Mine."})
    assert answer.status_code == 422 and "Mine." in answer.text


def test_going_back_makes_a_new_version(app: FastAPI, sign_in: SignIn) -> None:
    author = sign_in("author")
    author.submit(f"{AT}/plain", {"version": 0, "text": "First thoughts."})
    first = version(app)
    author.submit(f"{AT}/plain", {"version": first, "text": "Second thoughts."})
    assert author.submit(f"{AT}/versions/{first}/restore", {"current": first}).status_code == 409
    assert author.submit(f"{AT}/versions/{first}/restore", {"current": version(app)}).status_code == 303
    assert "First thoughts." in author.get(AT).text and "First thoughts." in author.get(f"{AT}/versions/{first}").text
