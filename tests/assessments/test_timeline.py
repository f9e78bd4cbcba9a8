"""The history of an answer as people meet it: days, names, going back with a way forward, who wrote what."""

import re

import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from app.activity.models import Activity
from app.activity.service import record
from app.activity.tags import Tag
from app.assessments.history.models import NamedVersion
from app.assessments.history.service import Folds
from app.core.clock import now
from tests.assessments.factories import LARGE, actor_of
from tests.browser import Browser
from tests.conftest import SignIn
from tests.house.statements import heard

AT = f"{LARGE.path}/prompts/10.1"
TAG = re.compile(r"<[^>]+>")


@pytest.fixture(autouse=True)
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.assessments.history.service.FOLDS", Folds())


def words(html: str) -> str:
    return " ".join(TAG.sub(" ", html).replace("\u00a0", " ").split())


def save(browser: Browser, version: int, text: str) -> int:
    assert browser.submit(f"{AT}/plain", {"version": version, "text": text}).status_code == 303
    found: int = browser.get(f"{AT}/doc").json()["version"]
    return found


def followed(browser: Browser, response: object) -> str:
    """The page that a redirect leads to."""
    return str(browser.get(response.headers["location"]).text)  # type: ignore[attr-defined]


class TestTimeline:
    def test_a_day_says_who_wrote_and_removed_how_much(self, sign_in: SignIn) -> None:
        author, lead = sign_in("author"), sign_in("lead")
        version = save(author, 0, "One two three four.")
        save(lead, version, "One two three four.\n\nAnd five more words here.")
        said = words(lead.get(f"{AT}/history").text)
        assert f"{now():%A} {now().day} {now():%B %Y}" in said
        assert "Author wrote 4 words" in said and "Lead wrote 5 words" in said
        assert said.index("Lead wrote 5 words") < said.index("Author wrote 4 words")

    def test_agreements_and_returns_stand_in_their_place(self, sign_in: SignIn) -> None:
        author, lead = sign_in("author"), sign_in("lead")
        version = save(author, 0, "One two three four.")
        lead.submit(f"{AT}/return", {"version": version, "reason": "Say how you know."})
        version = save(author, version, "One two three four, from audit.")
        lead.submit(f"{AT}/agree", {"version": version})
        said = words(lead.get(f"{AT}/history").text)
        wanted = [f"Lead agreed version {version}", "Say how you know.", "Author began writing"]
        assert [one for one in wanted if one in said] == wanted
        assert sorted(said.index(one) for one in wanted) == [said.index(one) for one in wanted]

    def test_days_are_paged(self, app: FastAPI, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("app.assessments.history.timeline.DAYS", 1)
        author = sign_in("author")
        save(author, 0, "One two three four.")
        assert "Earlier days" not in author.get(f"{AT}/history").text
        assert "Later days" in author.get(f"{AT}/history?page=2").text

    def test_a_long_history_needs_no_more_queries(self, app: FastAPI, sign_in: SignIn) -> None:
        author, counts = sign_in("author"), []
        version = save(author, 0, "Word 0.")
        for _ in range(2):
            author.get(f"{AT}/history")
            with heard(app) as said:
                author.get(f"{AT}/history")
            counts.append(len(said))
            for number in range(12):
                version = save(author, version, f"Word {number} and {version}.")
        assert counts[0] == counts[1] <= 16


class TestNames:
    def test_a_version_is_kept_and_found_again(self, app: FastAPI, sign_in: SignIn) -> None:
        author = sign_in("author")
        version = save(author, 0, "One two three four.")
        kept = author.submit(f"{AT}/keep", {"name": "  Before the   board ", "version": version, "back": "history"})
        assert kept.headers["location"].endswith("/history")
        said = words(followed(author, kept))
        assert f"Author kept version {version} as “Before the board”" in said
        assert "“Before the board”" in words(author.get(f"{AT}/versions/{version}").text)
        with app.state.database.read() as session:
            act = session.exec(select(Activity).order_by(col(Activity.id).desc())).first()
        assert act and act.tag == "assessments:response:version_named" and "Before the board" in act.detail

    def test_the_editor_keeps_whatever_stands(self, sign_in: SignIn) -> None:
        author = sign_in("author")
        version = save(author, 0, "One two three four.")
        kept = author.submit(f"{AT}/keep", {"name": "As it stands", "back": "edit"})
        assert kept.headers["location"].endswith("/edit")
        assert f"kept version {version} as" in words(author.get(f"{AT}/history").text)

    def test_an_older_version_gets_its_own_words_kept(self, app: FastAPI, sign_in: SignIn) -> None:
        author = sign_in("author")
        first = save(author, 0, "One two three four.")
        step = {"stepType": "replace", "from": 1, "to": 4, "slice": {"content": [{"type": "text", "text": "No"}]}}
        author.submit_json(f"{AT}/steps", {"version": first, "clientID": "one", "steps": [step, step | {"to": 3}]})
        assert author.submit(f"{AT}/keep", {"name": "Half way", "version": first + 1}).status_code == 303
        assert "No two three four." in author.get(f"{AT}/versions/{first + 1}").text

    @pytest.mark.parametrize(("name", "version", "status"), [
        ("", 1, 422), ("x" * 101, 1, 422), ("First", 1, 422), ("Later", 99, 404), ("Nothing", 0, 422),
    ])
    def test_a_name_that_tells_nothing_apart_is_refused_and_shown_again(
        self, app: FastAPI, sign_in: SignIn, name: str, version: int, status: int
    ) -> None:
        author = sign_in("author")
        save(author, 0, "One two three four.")
        author.submit(f"{AT}/keep", {"name": "first", "version": 1})
        refused = author.submit(f"{AT}/keep", {"name": name, "version": version})
        assert refused.status_code == status and f'value="{name}"' in refused.text
        with app.state.database.read() as session:
            assert len(session.exec(select(NamedVersion)).all()) == 1

    def test_a_register_is_kept_too(self, sign_in: SignIn) -> None:
        author, at = sign_in("author"), f"{LARGE.path}/prompts/A1"
        assert author.submit(f"{at}/keep", {"name": "Before the board", "version": 1}).status_code == 303
        assert "Author kept version 1 as “Before the board”" in words(author.get(f"{at}/history").text)


class TestGoingBack:
    def test_the_message_offers_the_way_forward_again(self, sign_in: SignIn) -> None:
        author = sign_in("author")
        first = save(author, 0, "One two three four.")
        second = save(author, first, "Something else stands here.")
        html = followed(author, author.submit(f"{AT}/versions/{first}/restore", {"current": second}))
        assert "One two three four." in html
        undo = re.search(r'<form action="([^"]+)" method="post">\s*<input[^>]*>\s*<button[^>]*>Undo', html)
        assert undo
        html = followed(author, author.submit(undo[1].replace("&amp;", "&")))
        assert "Something else stands here." in html
        said = words(author.get(f"{AT}/history").text)
        assert f"Author went back to version {first}" in said and f"Author went back to version {second}" in said

    def test_what_stands_already_is_left_alone(self, sign_in: SignIn) -> None:
        author = sign_in("author")
        version = save(author, 0, "One two three four.")
        html = followed(author, author.submit(f"{AT}/versions/{version}/restore", {"current": version}))
        assert "already" in html and "Undo" not in html

    def test_an_outdated_page_changes_nothing(self, sign_in: SignIn) -> None:
        author = sign_in("author")
        first = save(author, 0, "One two three four.")
        save(author, first, "Something else stands here.")
        assert author.submit(f"{AT}/versions/0/restore", {"current": first}).status_code == 409
        assert author.submit(f"{AT}/versions/0/restore").status_code == 422


class TestComparing:
    def test_both_versions_are_named_with_who_and_when(self, sign_in: SignIn) -> None:
        author, lead = sign_in("author"), sign_in("lead")
        first = save(author, 0, "We saw nine children.")
        author.submit(f"{AT}/keep", {"name": "Before the board", "version": first})
        lead.submit(f"{AT}/agree", {"version": first})
        second = save(lead, first, "We saw ten children.")
        here = words(lead.get(AT).text)
        assert "What changed since it was agreed" in here
        said = words(lead.get(f"{AT}/compare?old={first}&new={second}").text)
        assert f"version {first}, “Before the board”, agreed by Author" in said
        assert f"version {second} by Lead" in said and "Go back to version" in said

    def test_a_register_is_compared_with_its_beginning(self, sign_in: SignIn) -> None:
        html = sign_in("author").get(f"{LARGE.path}/prompts/A1/compare?old=0&new=1").text
        assert "the beginning, when nothing was written" in html and "<ins>" in html
        assert sign_in("author").get(f"{LARGE.path}/prompts/A1/compare?old=0&new=9").status_code == 404

    def test_a_cell_of_a_register_is_compared_word_by_word(self, sign_in: SignIn) -> None:
        author, at = sign_in("author"), f"{LARGE.path}/prompts/A1"
        form = author.get(f"{at}/rows/1").text
        fields = dict.fromkeys(re.findall(r'name="(cell-[^"]+)"', form), "")
        fields["cell-job_title"] = "Interim Director"
        assert author.submit(f"{at}/rows/1", {"version": 1, **fields}).status_code == 303
        stands = re.findall(r'data-version="([0-9]+)"', author.get(at).text)[0]
        html = author.get(f"{at}/compare?old=1&new={stands}").text
        assert '<ins><span class="govuk-visually-hidden">added </span>Interim </ins>Director' in html


class TestWho:
    def test_the_page_has_each_passage_with_its_author(self, sign_in: SignIn) -> None:
        author, lead = sign_in("author"), sign_in("lead")
        version = save(author, 0, "One two three four.")
        save(lead, version, "One two three four.\n\n- And five\n- more words here.")
        said = words(author.get(f"{AT}/who").text)
        first, second = "One two three four. Written by Author, ", "And five more words here. Written by Lead, "
        assert said.index(first) < said.index(second)

    def test_the_editor_learns_whose_words_are_selected(self, sign_in: SignIn) -> None:
        author, lead = sign_in("author"), sign_in("lead")
        first = save(author, 0, "We saw nine children in all.")
        second = save(lead, first, "We saw ten children in all.")
        asked = f"{AT}/attribution?version={second}&from=1&to=40"
        found = author.get(asked).json()
        assert [run["words"] for run in found["runs"]] == ["We saw", "ten", "children in all."]
        assert [run["who"].split(",")[0] for run in found["runs"]] == ["Author", "Lead", "Author"]
        assert author.get(asked.replace(f"version={second}", "version=99")).status_code == 409

    def test_an_editor_that_is_behind_is_answered_for_the_same_words(self, sign_in: SignIn) -> None:
        author, lead = sign_in("author"), sign_in("lead")
        first = save(author, 0, "We saw nine children in all.")
        step = {"stepType": "replace", "from": 1, "to": 1, "slice": {"content": [{"type": "text", "text": "Yes: "}]}}
        lead.submit_json(f"{AT}/steps", {"version": first, "clientID": "one", "steps": [step]})
        found = author.get(f"{AT}/attribution?version={first}&from=8&to=12").json()
        assert [run["words"] for run in found["runs"]] == ["nine"]


class TestNews:
    def test_what_others_did_since_is_told_with_a_way_to_see_it(self, app: FastAPI, sign_in: SignIn) -> None:
        author, lead = sign_in("author"), sign_in("lead")
        version = save(author, 0, "We saw nine children.")
        assert "Changed since you were last here" not in author.get("/").text
        lead.submit(f"{AT}/return", {"version": version, "reason": "Say how you know."})
        version = save(lead, version, "We saw ten children.")
        with app.state.database.write() as session:
            record(session, Tag.SIGNED_IN, actor_of(session, "author"), 1)
        html = author.get("/").text
        said = words(html)
        assert "Changed since you were last here" in said and "Lead returned 10.1: Say how you know." in said
        where = re.search(r'href="([^"]+/since[^"]+)"', html)
        assert where
        shown = followed(author, author.get(where[1].replace("&amp;", "&")))
        assert "nine</del>" in shown and "ten</ins>" in shown

    def test_writing_that_went_on_since_is_told_too(self, app: FastAPI, sign_in: SignIn) -> None:
        lead = sign_in("lead")
        version = save(lead, 0, "We saw nine children.")
        with app.state.database.write() as session:
            record(session, Tag.SIGNED_OUT, actor_of(session, "author"), 1)
        step = {"stepType": "replace", "from": 1, "to": 1, "slice": {"content": [{"type": "text", "text": "Yes. "}]}}
        lead.submit_json(f"{AT}/steps", {"version": version, "clientID": "one", "steps": [step]})
        with app.state.database.write() as session:
            record(session, Tag.SIGNED_IN, actor_of(session, "author"), 1)
        assert "Lead wrote here" in words(sign_in("author").get("/").text)

    def test_ones_own_work_and_others_answers_are_no_news(self, app: FastAPI, sign_in: SignIn) -> None:
        save(sign_in("author"), 0, "We saw nine children.")
        with app.state.database.write() as session:
            record(session, Tag.SIGNED_IN, actor_of(session, "author"), 1)
            record(session, Tag.SIGNED_IN, actor_of(session, "author-2"), 1)
        for name in ("author", "author-2"):
            assert "Changed since you were last here" not in sign_in(name).get("/").text
