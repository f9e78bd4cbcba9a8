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


class TestMoved:
    """Steps of somebody who lacks those of others."""

    def test_steps_that_came_too_late_are_moved_over_those_before_them(self, sign_in: SignIn) -> None:
        author, coordinator = sign_in("author"), sign_in("coordinator")
        _send(author, 0, "a")
        late = _send(coordinator, 0, "b", rebase=True)
        assert late.status_code == 200
        assert [item["c"] for item in late.json()["items"]] == ["a", "b"]
        found = author.get(f"{AT}/doc").json()
        assert found["version"] == 2
        assert [block["content"][0]["text"] for block in found["doc"]["content"][:2]] == ["b", "a"]

    def test_a_client_that_does_not_ask_for_it_moves_them_itself(self, sign_in: SignIn) -> None:
        author, coordinator = sign_in("author"), sign_in("coordinator")
        _send(author, 0, "a")
        assert _send(coordinator, 0, "b").status_code == 409

    def test_steps_whose_answer_was_lost_are_not_made_twice(self, sign_in: SignIn) -> None:
        author, coordinator = sign_in("author"), sign_in("coordinator")
        _send(author, 0, "a")
        _send(coordinator, 0, "b", rebase=True)
        again = _send(coordinator, 0, "b", rebase=True)
        assert again.status_code == 200
        assert [item["c"] for item in again.json()["items"]] == ["a", "b"]
        assert author.get(f"{AT}/doc").json()["version"] == 2

    def test_of_what_a_closing_window_sends_once_more_the_rest_is_made(self, sign_in: SignIn) -> None:
        author, coordinator = sign_in("author"), sign_in("coordinator")
        _send(author, 0, "a")
        both = [{"stepType": "replace", "from": at, "to": at, "slice": {"content": [{"type": "text", "text": text}]}}
                for at, text in ((2, "x"), (3, "y"))]
        sent = {"version": 1, "clientID": "b", "rebase": True}
        assert coordinator.submit_json(f"{AT}/steps", {**sent, "steps": both[:1]}).status_code == 200
        _send(author, 2, "c")
        assert coordinator.submit_json(f"{AT}/steps", {**sent, "steps": both}).status_code == 200
        found = author.get(f"{AT}/doc").json()
        assert found["version"] == 4 and found["doc"]["content"][0]["content"][0]["text"] == "caxy"

    def test_what_takes_away_unseen_words_is_left_to_its_author(self, sign_in: SignIn) -> None:
        author, coordinator = sign_in("author"), sign_in("coordinator")
        _send(author, 0, "a")
        _send(author, 1, "c")
        away = {"stepType": "replace", "from": 0, "to": 3}
        sent = {"version": 1, "clientID": "b", "rebase": True, "steps": [away]}
        late = coordinator.submit_json(f"{AT}/steps", sent)
        assert late.status_code == 409 and len(late.json()["items"]) == 1

    def test_late_steps_that_cannot_be_read_are_refused(self, sign_in: SignIn) -> None:
        author, coordinator = sign_in("author"), sign_in("coordinator")
        _send(author, 0, "a")
        sent = {"version": 0, "clientID": "b", "rebase": True, "steps": [{"stepType": "replace", "from": 2, "to": 1}]}
        assert coordinator.submit_json(f"{AT}/steps", sent).status_code == 422


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

    def test_whoever_may_only_suggest_puts_them_back_into_suggestions(self, sign_in: SignIn) -> None:
        director = sign_in("director")
        kept = director.submit_json(f"{AT}/recovered", {"text": "Mine.\n\nMine too.", "doc": {}}).json()["id"]
        put = director.submit(f"/recovered/{kept}/restore")
        assert put.headers["location"].endswith("/suggest")
        page = director.get(put.headers["location"]).text
        assert "Your words stand at the end of your suggestions." in page and "Mine too." in page
        assert "Mine." not in director.get(f"{AT}/doc").text
        assert "Put back" in director.get("/recovered").text
