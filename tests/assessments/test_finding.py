"""Finding words across an assessment, replacing what is ticked, and putting back what nobody has touched since."""

import html as entities
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import Session, col, select

from app.activity.models import Activity
from app.assessments.finding import queries
from app.assessments.finding.models import Replacement
from app.assessments.finding.queries import search
from app.assessments.finding.rules import as_was, fragment, one_line, query_of, read_place
from app.assessments.finding.service import replace_places
from app.assessments.finding.undoing import put_back
from app.assessments.models import Response, Text
from app.assessments.registers.models import RegisterRow
from app.assessments.registers.service import add_row
from app.assessments.texts.models import Step
from app.assessments.workflow import service as workflow
from app.assessments.writing import grouping
from app.assessments.writing.live import Live
from app.assessments.writing.service import commit, open_text
from app.core.clock import now
from app.core.database import Database
from app.core.errors import Conflict, Forbidden, Refused
from app.richtext.finding import Query
from app.richtext.markup import from_markup, to_markup
from tests.assessments.factories import LARGE, SMALL, desk_of, token_of, whole_of, write
from tests.browser import Browser
from tests.conftest import SignIn

AT = f"{LARGE.path}/find"
OLD = "The **quality au**dit [[E1]] and the audit.\n\nTable: Audits\n| Audit |\n|---|\n| one audit |"


def places_on(html: str) -> list[str]:
    """The values of the boxes on a page, in order."""
    return [entities.unescape(value) for value in re.findall(r'name="places" type="checkbox" value="([^"]+)"', html)]


def ticked_on(html: str) -> list[str]:
    """Those that are ticked."""
    return re.findall(r'name="places" type="checkbox" value="([^"]+)" checked', html)


def message_on(html: str) -> str:
    """What the page says was done."""
    return " ".join(re.findall(r'cd-message__text">(.*?)</p>', html)).replace("\u00a0", " ")


def undo_on(html: str) -> str:
    """Where the message's undo leads."""
    return entities.unescape(re.findall(r'<form action="([^"]+/undo[^"]*)"', html)[0])


def markup_of(database: Database, key: str) -> str:
    """An answer as it stands, in light markup."""
    with database.read() as session:
        response = session.get(Response, desk_of(session, "coordinator", key).prompt.response_id)
        assert response
        text = session.get(Text, response.text_id)
        assert text
        return to_markup(json.loads(text.doc))


def agree(database: Database, key: str) -> None:
    """The lead agrees an answer."""
    with database.write() as session:
        desk = desk_of(session, "lead", key)
        workflow.agree(session, desk, workflow.version_of(session, workflow.response_of(session, desk)))


def state_of(database: Database, key: str) -> str:
    """Where an answer stands."""
    with database.read() as session:
        response = session.get(Response, desk_of(session, "coordinator", key).prompt.response_id)
        assert response
        return response.state


def step(at: int, words: str, to: int | None = None) -> dict[str, Any]:
    """Somebody types words, over others where `to` is given."""
    one: dict[str, Any] = {"stepType": "replace", "from": at, "to": at if to is None else to}
    return one | ({"slice": {"content": [{"type": "text", "text": words}]}} if words else {})


def type_in(database: Database, key: str, *steps: dict[str, Any]) -> None:
    """Somebody else's steps are saved."""
    with database.write() as session:
        desk = desk_of(session, "coordinator", key)
        commit(session, Live(), desk, open_text(session, desk), steps, "other")


def told(session: Session, tag: str) -> list[str]:
    """What the trail says of one kind of act, oldest first."""
    query = select(Activity.detail).where(Activity.tag == tag).order_by(col(Activity.id))
    return list(session.exec(query).all())


class Room:
    """One database, and the verbs upon it as the coordinator does them."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def replace(self, words: str, by: str, key: str = "1.1", places: list[str] | None = None) -> Any:
        with self.database.write() as session:
            whole, query = whole_of(session, "coordinator"), Query(words)
            chosen = places if places is not None else self.places(words, key)
            return replace_places(session, Live(), whole, query, by, [read_place(one) for one in chosen])

    def places(self, words: str, key: str) -> list[str]:
        with self.database.read() as session:
            found = search(session, whole_of(session, "coordinator"), "", Query(words))
            return [str(hit.place) for answer in found.answers for hit in answer.hits if hit.place.key == key]

    def undo(self, replacement_id: int) -> Any:
        with self.database.write() as session:
            row = session.get(Replacement, replacement_id)
            assert row
            return put_back(session, Live(), whole_of(session, "coordinator"), row)


@pytest.fixture(params=["sqlite", "postgresql"])
def room(request: pytest.FixtureRequest) -> Room:
    """Either kind of database, with a text to change."""
    chosen: FastAPI = request.getfixturevalue("app" if request.param == "sqlite" else "on_postgresql")
    with chosen.state.database.write() as session:
        write(session, "author", "1.1", OLD)
    return Room(chosen.state.database)


class TestReplace:
    def test_every_ticked_place_changes_and_everything_else_stays(self, room: Room) -> None:
        outcome = room.replace("audit", "review")
        assert (outcome.times, outcome.left) == (5, 0)
        wanted = OLD.replace("au**dit", "review**").replace("audit", "review").replace("Audit", "Review")
        assert markup_of(room.database, "1.1") == to_markup(from_markup(wanted))

    def test_one_save_a_text_with_a_step_for_each_place(self, room: Room) -> None:
        with room.database.read() as session:
            before = len(session.exec(select(Step)).all())
        room.replace("audit", "review")
        with room.database.read() as session:
            steps = session.exec(select(Step).order_by(Step.text_id, Step.version)).all()  # type: ignore[arg-type]
            assert len(steps) - before == 5
            assert {one.client_id for one in steps[before:]} <= {"form", "factory", "other"}

    def test_only_what_was_ticked(self, room: Room) -> None:
        places = room.places("audit", "1.1")
        assert room.replace("audit", "review", places=places[1:2]).times == 1
        assert "quality au**dit" in markup_of(room.database, "1.1") and "the review." in markup_of(room.database, "1.1")

    def test_what_changed_meanwhile_is_left_and_the_rest_is_found_where_it_is_now(self, room: Room) -> None:
        places = room.places("audit", "1.1")
        type_in(room.database, "1.1", step(1, "Once more: "), step(26, "x"))
        outcome = room.replace("audit", "review", places=places)
        assert (outcome.times, outcome.left) == (4, 1)
        text = markup_of(room.database, "1.1")
        assert text.startswith("Once more: The") and "the review." in text and "| one review |" in text

    def test_the_second_of_two_finds_nothing_left_to_do(self, room: Room) -> None:
        places = room.places("audit", "1.1")
        room.replace("audit", "review", places=places)
        outcome = room.replace("audit", "check", places=places)
        assert (outcome.times, outcome.left, outcome.id) == (0, 5, None)

    def test_an_agreed_answer_is_open_again_and_its_agreed_text_stays(self, room: Room) -> None:
        agree(room.database, "1.1")
        assert room.replace("audit", "review").reopened == 1
        assert state_of(room.database, "1.1") == "reopened"

    def test_nobody_changes_what_is_not_theirs(self, room: Room) -> None:
        before = markup_of(room.database, "1.1")
        for name in ("author-2", "lead-2"):
            with room.database.read() as session, pytest.raises(Forbidden):
                places = [read_place(one) for one in room.places("audit", "1.1")]
                replace_places(session, Live(), whole_of(session, name), Query("audit"), "x", places)
        assert markup_of(room.database, "1.1") == before

    def test_a_text_that_refuses_stays_whole_and_the_others_change(self, room: Room) -> None:
        with room.database.write() as session:
            write(session, "author", "1.2", f"audit\n\nTable: {'a' * 290} audit\n| x |\n|---|")
        places = room.places("audit", "1.1") + room.places("audit", "1.2")
        outcome = room.replace("audit", "a longer word", places=places)
        assert outcome.times == 5 and "1.2 stays as it was: A table’s caption" in outcome.refused[0]
        assert markup_of(room.database, "1.2").startswith("audit")

    def test_it_is_in_the_trail(self, room: Room) -> None:
        room.replace("audit", "review")
        with room.database.read() as session:
            acts = told(session, "assessments:text:replaced")
        assert json.loads(acts[-1]) == {"words": "audit", "by": "review", "times": 5, "prompts": "1.1"}


class TestRegisters:
    def test_cells_are_replaced_and_put_back_row_by_row(self, room: Room) -> None:
        with room.database.write() as session:
            cells = {"job_title": "Auditor of audits", "name": "Audit"}
            row_id = add_row(session, desk_of(session, "author", "A1"), cells).id
        outcome = room.replace("audits", "reviews", "A1")
        assert outcome.times == 1 and self.cells(room, row_id)["job_title"] == "Auditor of reviews"
        assert room.undo(outcome.id).times == 1
        assert self.cells(room, row_id)["job_title"] == "Auditor of audits"

    def test_a_row_saved_meanwhile_is_left(self, room: Room) -> None:
        with room.database.write() as session:
            row_id = add_row(session, desk_of(session, "author", "A1"), {"job_title": "Early post"}).id
        places = room.places("early post", "A1")
        room.replace("early", "late", places=places)
        assert room.replace("early", "late", places=places).left == 1
        assert self.cells(room, row_id)["job_title"] == "Late post"

    def test_a_row_that_would_be_empty_stays(self, room: Room) -> None:
        with room.database.write() as session:
            row_id = add_row(session, desk_of(session, "author", "A1"), {"job_title": "Lonely"}).id
        outcome = room.replace("lonely", "", "A1")
        assert outcome.times == 0 and "Fill in at least one column" in outcome.refused[0]
        assert self.cells(room, row_id)["job_title"] == "Lonely"

    @staticmethod
    def cells(room: Room, row_id: int | None) -> dict[str, str]:
        with room.database.read() as session:
            row = session.get(RegisterRow, row_id)
            assert row
            found: dict[str, str] = json.loads(row.cells)
            return found


class TestUndo:
    def test_everything_goes_back(self, room: Room) -> None:
        before = markup_of(room.database, "1.1")
        outcome = room.replace("audit", "review")
        assert room.undo(outcome.id).times == 5
        assert markup_of(room.database, "1.1") == before

    def test_what_others_wrote_since_stays_and_what_they_touched_too(self, room: Room) -> None:
        outcome = room.replace("audit", "review")
        type_in(room.database, "1.1", step(1, "New: "), step(23, "x"))
        back = room.undo(outcome.id)
        assert (back.times, back.left) == (4, 1)
        text = markup_of(room.database, "1.1")
        assert text.startswith("New: The **quality revie**x**w**") and "| one audit |" in text

    def test_an_answer_that_was_agreed_until_then_is_agreed_again(self, room: Room) -> None:
        agree(room.database, "1.1")
        outcome = room.replace("audit", "review")
        assert room.undo(outcome.id).agreed == 1 and state_of(room.database, "1.1") == "agreed"

    def test_not_where_somebody_wrote_besides(self, room: Room) -> None:
        agree(room.database, "1.1")
        outcome = room.replace("audit", "review")
        type_in(room.database, "1.1", step(1, "New: "))
        assert room.undo(outcome.id).agreed == 0 and state_of(room.database, "1.1") == "reopened"

    def test_a_register_too(self, room: Room) -> None:
        with room.database.write() as session:
            for title in ("First clerk", "Second clerk"):
                add_row(session, desk_of(session, "author", "A1"), {"job_title": title, "start_date": "clerk"})
        agree(room.database, "A1")
        outcome = room.replace("clerk", "scribe", "A1")
        assert (outcome.times, outcome.reopened, state_of(room.database, "A1")) == (4, 1, "reopened")
        back = room.undo(outcome.id)
        assert (back.times, back.agreed, state_of(room.database, "A1")) == (4, 1, "agreed")

    def test_only_once(self, room: Room) -> None:
        outcome = room.replace("audit", "review")
        room.undo(outcome.id)
        with pytest.raises(Conflict, match="already"):
            room.undo(outcome.id)

    def test_where_everything_was_touched_it_is_refused_and_changes_nothing(self, room: Room) -> None:
        outcome = room.replace("the audit", "the review")
        with room.database.write() as session:
            write(session, "author", "1.1", "Written anew.")
        with pytest.raises(Conflict, match="changed all of these"):
            room.undo(outcome.id)
        assert markup_of(room.database, "1.1") == "Written anew."

    def test_an_answer_that_is_now_given_together_with_others_is_left(self, room: Room) -> None:
        outcome = room.replace("the audit", "the review")
        with room.database.write() as session:
            grouping.group_with_next(session, Live(), desk_of(session, "coordinator", "1.1"))
        with pytest.raises(Conflict):
            room.undo(outcome.id)
        with room.database.write() as session:
            grouping.ungroup(session, Live(), desk_of(session, "coordinator", "1.1"))

    def test_it_is_in_the_trail(self, room: Room) -> None:
        room.undo(room.replace("audit", "review").id)
        with room.database.read() as session:
            acts = told(session, "assessments:text:put_back")
        assert json.loads(acts[-1])["times"] == 5


@pytest.mark.usefixtures("written")
class TestPage:
    @pytest.fixture
    def written(self, app: FastAPI) -> None:
        with app.state.database.write() as session:
            write(session, "author", "1.1", OLD)
            write(session, "coordinator", "7.1", "Nobody audits the auditors.")

    def test_results_stand_by_answer_in_context_with_the_match_marked(self, sign_in: SignIn) -> None:
        html = sign_in("coordinator").get(f"{AT}?q=audit").text
        assert html.index("Statement 1.1") < html.index("Statement 7.1") and "7\u00a0places" in html
        assert "Nobody <mark>audit</mark>s the auditors." in html and "Caption of a table" in html
        assert f'href="{LARGE.path}/prompts/7.1#:~:text=Nobody-,audit"' in html

    def test_narrowed_to_a_section_whole_words_and_capitals(self, sign_in: SignIn) -> None:
        browser = sign_in("coordinator")
        assert "5\u00a0places" in browser.get(f"{AT}?q=audit&section=1").text
        assert "4\u00a0places" in browser.get(f"{AT}?q=audit&whole=true").text
        assert "2\u00a0places" in browser.get(f"{AT}?q=Audit&case=true").text
        assert "Nothing matches" in browser.get(f"{AT}?q=auditt").text
        assert browser.get(f"{AT}?q=audit&section=nowhere").status_code == 404

    def test_others_answers_are_found_and_cannot_be_ticked(self, sign_in: SignIn) -> None:
        html = sign_in("author").get(f"{AT}?q=audit").text
        assert "You cannot change this one" in html and {one.split(":")[0] for one in places_on(html)} == {"1.1"}
        html = sign_in("director").get(f"{AT}?q=audit").text
        assert places_on(html) == [] and "Replace with" not in html and "Nobody <mark>" in html

    def test_what_is_agreed_is_said_and_not_ticked_at_first(self, app: FastAPI, sign_in: SignIn) -> None:
        browser = sign_in("coordinator")
        assert len(ticked_on(browser.get(f"{AT}?q=audit").text)) == 7
        agree(app.state.database, "1.1")
        html = browser.get(f"{AT}?q=audit").text
        assert "opens it again" in html and len(ticked_on(html)) == 2 and len(places_on(html)) == 7
        assert ticked_on(browser.get(f"{AT}?q=audit&tick=none").text) == []
        assert len(ticked_on(browser.get(f"{AT}?q=audit&tick=all").text)) == 7

    def test_replacing_says_what_was_done_and_offers_to_undo_it(self, app: FastAPI, sign_in: SignIn) -> None:
        browser = sign_in("coordinator")
        places = places_on(browser.get(f"{AT}?q=audit").text)
        answer = browser.submit(AT, {"q": "audit", "by": "review", "places": places})
        assert answer.status_code == 303
        html = browser.get(answer.headers["location"]).text
        assert "Replaced in 7 places of 2 answers." in message_on(html)
        back = browser.submit(undo_on(html))
        assert "Put back in 7 places of 2 answers." in message_on(browser.get(back.headers["location"]).text)
        assert "quality au**dit" in markup_of(app.state.database, "1.1")
        again = browser.submit(undo_on(html))
        assert "put back already" in message_on(browser.get(again.headers["location"]).text)

    def test_the_last_replacement_can_be_put_back_for_a_day(
        self, app: FastAPI, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        browser = sign_in("coordinator")
        places = places_on(browser.get(f"{AT}?q=Nobody").text)
        browser.submit(AT, {"q": "Nobody", "by": "Somebody", "places": places})
        browser.get(LARGE.path)  # takes the message
        html = browser.get(AT).text
        assert "You last replaced “Nobody” by “Somebody”" in html
        assert "You last" not in sign_in("author").get(AT).text
        with monkeypatch.context() as later:
            later.setattr(queries, "now", lambda: now() + timedelta(days=2))
            assert "You last" not in browser.get(AT).text
        assert browser.submit(undo_on(html)).status_code == 303
        assert "You last" not in browser.get(AT).text
        assert markup_of(app.state.database, "7.1") == "Nobody audits the auditors."

    def test_nobody_undoes_what_somebody_else_replaced(self, app: FastAPI, sign_in: SignIn) -> None:
        browser = sign_in("coordinator")
        places = places_on(browser.get(f"{AT}?q=audit").text)
        html = browser.get(browser.submit(AT, {"q": "audit", "by": "x", "places": places}).headers["location"]).text
        assert sign_in("author").submit(undo_on(html)).status_code == 404
        assert browser.submit(undo_on(html).replace(LARGE.path, SMALL.path)).status_code == 404

    @pytest.mark.parametrize(("data", "sentence"), [
        ({"by": "x"}, "Tick at least one place"), ({"places": ["1.1:text:1::x"]}, "Write what should stand instead"),
        ({"by": "x", "places": ["nonsense"]}, "cannot be read"), ({"by": "x" * 201}, "at most 200"),
        ({"by": "x", "places": ["1.1:text:-1:::0:5"]}, "cannot be read"), ({"q": "", "by": "x"}, "what to look for"),
        ({"q": "a" * 201}, "at most 200"),
    ])
    def test_refusals_say_what_to_do_and_keep_what_was_typed(
        self, sign_in: SignIn, data: dict[str, object], sentence: str
    ) -> None:
        answer = sign_in("coordinator").submit(AT, {"q": "audit", **data})
        assert answer.status_code == 422 and sentence in answer.text

    def test_a_refusal_keeps_the_ticks_as_they_were(self, sign_in: SignIn) -> None:
        browser = sign_in("coordinator")
        places = places_on(browser.get(f"{AT}?q=audit").text)
        html = browser.submit(AT, {"q": "audit", "places": places[2:4]}).text
        assert ticked_on(html) == places[2:4]

    def test_words_are_taken_out_where_that_is_asked(self, app: FastAPI, sign_in: SignIn) -> None:
        browser = sign_in("coordinator")
        places = places_on(browser.get(f"{AT}?q=Nobody").text)
        assert browser.submit(AT, {"q": "Nobody ", "remove": "true", "places": places}).status_code == 303
        assert markup_of(app.state.database, "7.1").endswith(" audits the auditors.")

    def test_the_longest_words_fit_into_the_message_that_offers_to_undo(self, app: FastAPI, sign_in: SignIn) -> None:
        words = "👪" * 200
        with app.state.database.write() as session:
            write(session, "coordinator", "7.2", words)
        browser = sign_in("coordinator")
        places = places_on(browser.get(AT, params={"q": words}).text)
        answer = browser.submit(AT, {"q": words, "by": "x" * 200, "places": places})
        assert all(len(cookie) < 4096 for cookie in answer.headers.get_list("set-cookie"))
        back = browser.submit(undo_on(browser.get(answer.headers["location"]).text))
        assert "Put back in 1 place" in message_on(browser.get(back.headers["location"]).text)
        assert markup_of(app.state.database, "7.2") == words

    def test_made_up_places_change_nothing(self, app: FastAPI, sign_in: SignIn) -> None:
        before = markup_of(app.state.database, "1.1")
        places = ["1.1:text:1:::2:7", "1.1:text:999:::1:5", "1.1:cell:1:1:job_title:0:5", "1.1:text:1:99::0:5"]
        browser = sign_in("coordinator")
        answer = browser.submit(AT, {"q": "audit", "by": "x", "places": places})
        assert "Nothing was changed" in message_on(browser.get(answer.headers["location"]).text)
        assert markup_of(app.state.database, "1.1") == before
        assert browser.submit(AT, {"q": "audit", "by": "x", "places": ["99.9:text:1:::2:7"]}).status_code == 403

    def test_another_authoritys_words_are_not_found(self, sign_in: SignIn) -> None:
        stranger = sign_in("stranger")
        assert stranger.get(f"{AT}?q=audit").status_code == 404
        there = stranger.get(f"{AT.replace('peterborough', 'cambridgeshire')}?q=audit").text
        assert "Nothing matches" in there and "Nobody" not in there

    def test_a_single_letter_shows_the_first_five_hundred(self, app: FastAPI, sign_in: SignIn) -> None:
        with app.state.database.write() as session:
            write(session, "coordinator", "7.2", "e " * 900)
        html = sign_in("coordinator").get(f"{AT}?q=e&whole=true").text
        assert "900\u00a0places, of which the first 500 are below" in html and len(places_on(html)) == 500

    def test_pages_lead_there(self, sign_in: SignIn) -> None:
        browser = sign_in("author")
        assert f'href="{AT}"' in browser.get(LARGE.path).text
        for path in ("/sections/1", "/prompts/1.1/edit"):
            assert f'href="{AT}?section=1"' in browser.get(LARGE.path + path).text


class TestRules:
    @pytest.mark.parametrize(("words", "query", "by", "wanted"), [
        ("Audit", Query("audit"), "review", "Review"), ("audit", Query("audit"), "review", "review"),
        ("AUDIT", Query("audit"), "review", "Review"), ("Audit", Query("Audit"), "review", "review"),
        ("Audit", Query("audit", case=True), "review", "review"), ("Audit", Query("audit"), "", ""),
    ])
    def test_a_capital_stays_where_capitals_were_not_asked_about(
        self, words: str, query: Query, by: str, wanted: str
    ) -> None:
        assert as_was(words, query, by) == wanted

    def test_what_is_looked_for_is_one_line(self) -> None:
        found = query_of("  a\nb\0 ", False, True)
        assert found and found.words == "a b" and query_of(" \t ", False, False) is None
        assert one_line("a\ud800b") == "ab"
        with pytest.raises(Refused):
            query_of("a" * 201, False, False)

    def test_a_place_survives_the_form(self) -> None:
        for text in ("1.1:text:3:::4:9", "A1:cell:1:77:job_title:0:5", "2.1:text:3:12::0:5"):
            assert str(read_place(text)) == text

    def test_an_address_tells_equal_words_apart_by_those_around_them(self) -> None:
        assert fragment("…one two three ", "the audit", " of it…") == "#:~:text=one%20two%20three-,the%20audit,-of%20it"
        assert fragment("pre", "aud-it", "s, b") == "#:~:text=aud%2Dit"


def test_a_browser_without_a_role_there_is_told_nothing(app: FastAPI) -> None:
    assert Browser(app, token_of("reader")).get(f"{AT}?q=audit").status_code == 404
