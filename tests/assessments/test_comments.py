"""What colleagues say beside an answer: about its words or the whole, and what becomes of it."""

import re
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import Session, col, select

from app.activity.models import Activity
from app.assessments.comments.models import CommentThread, CommentWording, Mention
from app.assessments.comments.queries import pinned
from app.assessments.freezing.content import content_hash, content_of
from app.core.security import csrf_for
from tests.assessments.factories import LARGE, desk_of, person_id, whole_of, write
from tests.browser import Browser
from tests.conftest import SignIn
from tests.house.test_queries import count

HERE = f"{LARGE.path}/prompts/1.1"  # Leaders see **every** audit each month [[E1|p. 2]]. / - One in ten was good.
JSON = {"accept": "application/json"}


def post(browser: Browser, path: str, **form: Any) -> Any:
    """What a script is answered that sends a form."""
    return browser.post(f"{HERE}/{path}", data=form, headers={**JSON, "x-csrf-token": csrf_for(browser.token)})


def version(browser: Browser) -> int:
    """The version of the answer."""
    found: int = browser.get(f"{HERE}/doc").json()["version"]
    return found


def begin(browser: Browser, words: str = "Is this so?", **form: Any) -> int:
    """The id of a new thread; about “audit each month” where nothing else is said."""
    where = {"version": version(browser), "quote": "audit each month"} if "quote" not in form else {}
    answer = post(browser, "comments", words=words, **{**where, **form})
    assert answer.status_code == 200, answer.text
    thread: int = answer.json()["thread"]
    return thread


def anchor_of(app: FastAPI, thread_id: int) -> Any:
    """Where the words of a thread are now."""
    with app.state.database.read() as session:
        pins = pinned(session, desk_of(session, "author", "1.1").prompt.response_id)
        return next(one.anchor for one in pins if one.id == thread_id)


def rewrite(app: FastAPI, markup: str) -> None:
    """Somebody writes."""
    with app.state.database.write() as session:
        write(session, "coordinator", "1.1", markup)


class TestBegin:
    def test_words_typed_without_script_are_found(self, app: FastAPI, sign_in: SignIn) -> None:
        lead = sign_in("lead")
        form = {"words": "Since when?", "quote": "“see every  audit”", "version": version(lead), "back": ""}
        answer = lead.submit(f"{HERE}/comments", form)
        assert answer.status_code == 303 and "?beside=comments#thread-" in answer.headers["location"]
        page = lead.get(f"{HERE}?beside=comments").text
        assert "Since when?" in page and '<mark class="cd-commented"' in page
        assert "see every audit</blockquote>" in page

    @pytest.mark.parametrize("quote", ["Nowhere to be found", "e"])
    def test_words_that_are_not_there_once_are_asked_for_again(self, sign_in: SignIn, quote: str) -> None:
        lead = sign_in("lead")
        answer = lead.submit(f"{HERE}/comments", {"words": "Kept & shown.", "quote": quote, "version": version(lead)})
        assert answer.status_code == 422 and "more than once, or not at all" in answer.text
        assert "Kept &amp; shown.</textarea>" in answer.text and f'value="{quote}"' in answer.text

    def test_letters_of_a_page_are_counted_as_it_shows_them(self, app: FastAPI, sign_in: SignIn) -> None:
        lead = sign_in("lead")
        shown = "Leaders see every audit each month .One in ten was good."
        first = shown.index("each month .One in")
        last = first + len("each month .One in")
        thread = begin(lead, quote="", version=version(lead), start=first, end=last, by="letters")
        assert anchor_of(app, thread).quote == "each month \ufffc.\nOne in"

    def test_positions_of_an_earlier_version_are_carried_on(self, app: FastAPI, sign_in: SignIn) -> None:
        lead = sign_in("lead")
        known = version(lead)
        rewrite(app, "To begin with: Leaders see **every** audit each month [[E1|p. 2]].\n\n- One in ten was good.")
        thread = begin(lead, quote="", version=known, start=1, end=8)
        anchor = anchor_of(app, thread)
        assert (anchor.quote, anchor.state, anchor.start) == ("Leaders", "exact", 16)

    def test_words_deleted_meanwhile_are_refused_with_a_sentence(self, app: FastAPI, sign_in: SignIn) -> None:
        lead = sign_in("lead")
        known = version(lead)
        rewrite(app, "Something else entirely.")
        answer = post(lead, "comments", words="Hm.", version=known, start=1, end=8)
        assert answer.status_code == 422 and "deleted while" in answer.json()["error"]

    @pytest.mark.parametrize("form", [
        {"start": "1", "end": "99999"}, {"start": "9", "end": "3"}, {"start": "1", "end": "8", "version": "999"},
        {"start": "5", "end": "900000", "by": "letters"}, {"words": " \n "}, {"words": "x" * 10_001},
        {"due_on": "31/12/2017", "assigned_to": "1"}, {"due_on": "2017-12-31"}, {"assigned_to": "99"},
    ])
    def test_what_cannot_be_is_refused_and_leaves_nothing(self, app: FastAPI, sign_in: SignIn, form: Any) -> None:
        lead = sign_in("lead")
        answer = post(lead, "comments", **{"words": "Hm.", "version": version(lead), **form})
        assert answer.status_code == 422 and answer.json()["error"].endswith(".")
        with app.state.database.read() as session:
            desk = desk_of(session, "author", "1.1")
            assert len(pinned(session, desk.prompt.response_id)) == 1  # the factory's own

    def test_the_same_sent_again_is_said_once(self, app: FastAPI, sign_in: SignIn) -> None:
        lead = sign_in("lead")
        threads = {begin(lead, sent_as="of-one-form") for _ in range(3)}
        assert len(threads) == 1
        assert post(sign_in("author"), "comments", words="Mine.", sent_as="of-one-form").status_code == 409

    def test_a_register_is_commented_on_as_a_whole(self, sign_in: SignIn) -> None:
        lead, path = sign_in("lead"), f"{LARGE.path}/prompts/A1"
        assert lead.submit(f"{path}/comments", {"words": "Who is missing?"}).status_code == 303
        assert "Who is missing?" in lead.get(f"{path}?beside=comments").text


class TestAnchor:
    """What a thread shows of its words."""

    def test_is_told_in_words_with_the_quote_as_it_was(self, app: FastAPI, sign_in: SignIn) -> None:
        lead = sign_in("lead")
        begin(lead)
        rewrite(app, "Leaders see **every** audit each quarter [[E1|p. 2]].\n\n- One in ten was good.")
        page = lead.get(f"{HERE}?beside=comments").text
        assert "Changed: other words" in page and "audit each month</blockquote>" in page
        rewrite(app, "Nothing of it is left.")
        page = lead.get(f"{HERE}?beside=comments").text
        assert "Gone: these words" in page and "<mark" not in page

    def test_is_found_again_where_its_words_come_back(self, app: FastAPI, sign_in: SignIn) -> None:
        lead = sign_in("lead")
        thread = begin(lead, quote="see every audit each month", version=version(lead))
        before = "Leaders see **every** audit each month [[E1|p. 2]].\n\n- One in ten was good."
        rewrite(app, "Nothing of it is left.")
        assert anchor_of(app, thread).state == "gone"
        rewrite(app, before)
        assert anchor_of(app, thread).state == "moved"
        assert "Moved: these words" in lead.get(f"{HERE}?beside=comments").text


class TestTalk:
    def test_answers_come_in_their_order_with_paragraphs(self, sign_in: SignIn) -> None:
        thread = begin(sign_in("lead"), "First.\n\nSecond paragraph\nin two lines.")
        assert post(sign_in("author"), f"comments/{thread}/reply", words="An answer.").status_code == 200
        page = sign_in("director").get(f"{HERE}?beside=comments").text
        assert page.index("First.") < page.index("Second paragraph<br>in two lines.") < page.index("An answer.")

    def test_one_changes_ones_own_and_what_was_said_is_kept(self, app: FastAPI, sign_in: SignIn) -> None:
        lead = sign_in("lead")
        comment = post(lead, "comments", words="Rash words.").json()["comment"]
        assert post(sign_in("coordinator"), f"said/{comment}/edit", words="Mine now.").status_code == 403
        assert post(lead, f"said/{comment}/edit", words="Careful words.").status_code == 200
        with app.state.database.read() as session:
            kept = session.exec(select(CommentWording.words).where(CommentWording.comment_id == comment)).all()
        assert kept == ["Rash words.", "Careful words."]
        assert "Rash words." not in sign_in("author").get(f"{HERE}?beside=comments").text
        assert "Rash words." in lead.get(f"{HERE}?beside=comments").text

    def test_one_deletes_ones_own_and_its_place_stays(self, sign_in: SignIn) -> None:
        lead, author = sign_in("lead"), sign_in("author")
        comment = post(lead, "comments", words="Take this back.").json()["comment"]
        assert post(author, f"said/{comment}/delete").status_code == 403
        assert post(lead, f"said/{comment}/delete").status_code == 200
        page = author.get(f"{HERE}?beside=comments").text
        assert "Deleted by its author." in page and "Take this back." not in page
        assert post(lead, f"said/{comment}/edit", words="Back again.").status_code == 409

    def test_a_comment_beside_another_answer_is_not_reached_from_here(self, sign_in: SignIn) -> None:
        lead = sign_in("lead")
        comment = post(lead, "comments", words="Here.").json()
        there = f"{LARGE.path}/prompts/2.1"
        for path in (f"said/{comment['comment']}/edit", f"comments/{comment['thread']}/reply"):
            assert lead.submit(f"{there}/{path}", {"words": "There."}).status_code == 404

    def test_people_are_called_by_name_or_from_a_list(self, app: FastAPI, sign_in: SignIn) -> None:
        with app.state.database.read() as session:
            wanted = {name: person_id(session, name) for name in ("lead", "lead-2", "director", "reader")}
        words = "@lead 2 please look, and @Reader too"
        comment = post(sign_in("author"), "comments", words=words, mention=str(wanted["director"])).json()["comment"]
        with app.state.database.read() as session:
            called = session.exec(select(Mention.person_id).where(Mention.comment_id == comment)).all()
        assert set(called) == {wanted["lead-2"], wanted["director"]}  # a reader sees no drafts
        page = sign_in("author").get(f"{HERE}?beside=comments").text
        assert '<strong class="cd-said__call">@Director</strong> ' in page
        assert '<strong class="cd-said__call">@lead 2</strong> please look' in page


class TestSettle:
    def test_whoever_began_it_or_is_to_see_to_it_or_writes_resolves(self, app: FastAPI, sign_in: SignIn) -> None:
        with app.state.database.read() as session:
            director = person_id(session, "director")
        thread = begin(sign_in("lead-2"))
        assert post(sign_in("director"), f"comments/{thread}/resolve").status_code == 403
        assert post(sign_in("lead-2"), f"comments/{thread}/assign", assigned_to=director).status_code == 200
        assert post(sign_in("director"), f"comments/{thread}/resolve").status_code == 200
        assert post(sign_in("director"), f"comments/{thread}/resolve").status_code == 409
        assert post(sign_in("author"), f"comments/{thread}/reopen").status_code == 200
        with app.state.database.read() as session:
            found = session.get(CommentThread, thread)
            assert found and found.is_open and found.assigned_to_id == director

    def test_a_reply_opens_a_resolved_thread_again(self, app: FastAPI, sign_in: SignIn) -> None:
        lead = sign_in("lead")
        thread = begin(lead)
        post(lead, f"comments/{thread}/resolve")
        assert "<mark" not in lead.get(HERE).text
        post(sign_in("director"), f"comments/{thread}/reply", words="I disagree.")
        assert "<mark" in lead.get(HERE).text

    def test_an_answer_with_open_comments_is_agreed_all_the_same(self, sign_in: SignIn) -> None:
        lead = sign_in("lead")
        begin(lead)
        page = lead.get(HERE).text
        assert "2\u00a0comments are open</a>" in page
        assert lead.submit(f"{HERE}/agree", {"version": version(lead)}).status_code == 303

    def test_the_trail_holds_every_act(self, app: FastAPI, sign_in: SignIn) -> None:
        lead = sign_in("lead")
        thread = begin(lead, "Rash.")
        comment = post(lead, f"comments/{thread}/reply", words="More.").json()["comment"]
        for path in (f"said/{comment}/edit", f"said/{comment}/delete", f"comments/{thread}/resolve",
                     f"comments/{thread}/reopen", f"comments/{thread}/assign"):
            assert post(lead, path, words="Other.").status_code == 200
        with app.state.database.read() as session:
            tags = session.exec(select(Activity.tag).order_by(col(Activity.id))).all()
        tags = [tag for tag in tags if tag.startswith("assessments:comment:")]
        acts = ["made", "made", "answered", "reworded", "deleted", "resolved", "reopened", "assigned"]
        assert [tag.rsplit(":", 1)[1] for tag in tags] == acts
        assert "resolved comment 2 on 1.1" in sign_in("director").get("/settings/peterborough/activity").text


class TestMyWork:
    def test_calls_stay_until_they_are_done(self, app: FastAPI, sign_in: SignIn) -> None:
        lead2 = sign_in("lead-2")
        comment = post(sign_in("author"), "comments", words="@Lead 2, is this right?").json()["comment"]
        assert "@Lead 2, is this right?" in lead2.get("/").text
        assert lead2.submit(f"{HERE}/said/{comment}/done", {"back": "home"}).headers["location"] == "/"
        assert "is this right?" not in lead2.get("/").text
        assert post(sign_in("director"), f"said/{comment}/done").status_code == 404

    def test_tasks_stand_in_the_order_of_their_dates(self, app: FastAPI, sign_in: SignIn) -> None:
        with app.state.database.read() as session:
            director = person_id(session, "director")
        author = sign_in("author")
        for words, due in (("No date.", ""), ("Later.", "2999-01-01"), ("Sooner.", "2017-01-01")):
            begin(author, words, assigned_to=director, due_on=due)
        page = sign_in("director").get("/").text
        assert page.index("Sooner.") < page.index("Later.") < page.index("No date.")
        assert "Overdue: " in page
        post(author, f"comments/{begin(author, 'Settled.', assigned_to=director)}/resolve")
        assert "Settled." not in sign_in("director").get("/").text


class TestOutsideTheDocument:
    def test_neither_content_nor_its_hash_knows_comments(self, app: FastAPI, sign_in: SignIn) -> None:
        def held() -> str:
            with app.state.database.read() as session:
                return content_hash(content_of(session, whole_of(session, "coordinator").assessment))

        before = held()
        begin(sign_in("lead"), "A secret remark.")
        assert held() == before

    def test_comments_go_with_answers_that_are_joined(self, app: FastAPI, sign_in: SignIn) -> None:
        author, at = sign_in("author"), f"{LARGE.path}/prompts"
        begin(author, "About 1.1 alone.")
        author.submit(f"{at}/1.1/group")
        page = author.get(f"{at}/1.2?beside=comments").text
        assert "About 1.1 alone." in page and "before it was joined" in page
        author.submit(f"{at}/1.2/ungroup")
        assert "About 1.1 alone." not in author.get(f"{at}/1.2?beside=comments").text
        assert "About 1.1 alone." in author.get(f"{at}/1.1?beside=comments").text


class TestQueries:
    @pytest.mark.parametrize(("name", "path"), [
        ("lead", HERE), ("lead", f"{HERE}?beside=comments"), ("lead", f"{HERE}/comments"), ("director", "/"),
        ("author", f"{HERE}/edit?beside=comments"),
    ])
    def test_more_comments_need_no_more(self, app: FastAPI, sign_in: SignIn, name: str, path: str) -> None:
        with app.state.database.read() as session:
            director = person_id(session, "director")
        author = sign_in("author")
        begin(author, "@Director one.", assigned_to=director)
        before = count(app, name, path)
        for number in range(5):
            thread = begin(author, f"@Director and {number}.", assigned_to=director)
            post(author, f"comments/{thread}/reply", words="@Lead and more.")
        assert count(app, name, path) == before


def test_the_marks_of_a_page_are_those_of_its_words(sign_in: SignIn) -> None:
    lead = sign_in("lead")
    thread = begin(lead)
    page = lead.get(HERE).text
    marked = re.findall(rf'<mark class="cd-commented" data-threads="{thread}">(.*?)</mark>', page)
    assert "".join(marked) == "audit each month"
    assert f'id="words-{thread}" href="?beside=comments#thread-{thread}"' in page


def test_comments_of_one_answer_alone(session: Session) -> None:
    assert pinned(session, desk_of(session, "author", "2.1").prompt.response_id) == []
