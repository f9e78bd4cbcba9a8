"""What the server does for several hands in one text: whose revision, whose turn, and whose text."""

from typing import Any

from fastapi import FastAPI
from sqlmodel import col, select

from app.assessments.texts.models import Revision
from tests.assessments.factories import LARGE
from tests.browser import Browser
from tests.conftest import SignIn

AT = f"{LARGE.path}/prompts/10.1"


def _send(browser: Browser, version: int, letter: str, **more: Any) -> Any:
    node: dict[str, Any] = {"type": "text", "text": letter}
    content = node if version else {"type": "paragraph", "content": [node]}
    place = 1 if version else 0
    step = {"stepType": "replace", "from": place, "to": place, "slice": {"content": [content]}}
    return browser.submit_json(f"{AT}/steps", {"version": version, "clientID": letter, "steps": [step], **more})


class TestRevisions:
    def test_people_who_write_in_turn_keep_one_revision_each_and_not_one_a_turn(
        self, app: FastAPI, sign_in: SignIn
    ) -> None:
        author, coordinator = sign_in("author"), sign_in("coordinator")
        for version in range(0, 12, 2):
            assert _send(author, version, "a").status_code == 200
            assert _send(coordinator, version + 1, "b").status_code == 200
        with app.state.database.read() as session:
            kept = session.exec(select(Revision.version).where(Revision.kind == "written")
                                .order_by(col(Revision.id).desc())).all()
        assert kept[:1] == [1]


class TestText:
    def test_steps_for_another_text_are_not_taken(self, sign_in: SignIn) -> None:
        """A statement that was joined with the next answers with another text: its versions mean nothing there."""
        author = sign_in("author")
        text = author.get(f"{AT}/doc").json()["text"]
        assert _send(author, 0, "a", text=text).status_code == 200
        elsewhere = _send(author, 1, "b", text=text + 1)
        assert elsewhere.status_code == 409
        assert elsewhere.json()["items"] == [] and elsewhere.json()["text"] == text
        assert author.get(f"{AT}/doc").json()["version"] == 1


class TestRecovered:
    def test_whoever_may_no_longer_write_still_sets_their_words_aside(self, sign_in: SignIn) -> None:
        director = sign_in("director")
        assert _send(director, 0, "d").status_code == 403
        kept = director.submit_json(f"{AT}/recovered", {"text": "Mine.", "doc": {}})
        assert kept.status_code == 200
        assert "Mine." in director.get("/recovered").text
