"""Rating and feedback as a reviewer writes them: saved as typed, nothing lost, submitted whole and final."""

import hashlib
import json
import re
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from app.assessments.freezing.models import FrozenRevision
from app.assessments.workflow.service import leave_unanswered, response_of, version_of
from app.core.security import csrf_for
from app.publishing.packs.sheet import leaves_of
from app.reviews.rating.models import FeedbackPoint, Rating, Remark, Submission
from app.reviews.rating.outline import Outline, drawn
from app.reviews.rating.rules import Answer, Section, gaps, points_of, wants
from app.reviews.releases import service as releases
from app.reviews.releases.frozen import content_in, content_of
from app.reviews.releases.models import Review
from tests.assessments.factories import desk_of, write
from tests.browser import Browser
from tests.conftest import SignIn
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import RELEASED


@pytest.fixture
def called(region: Stage) -> dict[str, str]:
    """Peterborough under review by two challengers and a moderator, as they are called."""
    return region.make(factories.under_review)


def save(browser: Browser, what: str, **form: Any) -> Any:
    """What the script is answered that saves a form."""
    headers = {"accept": "application/json", "x-csrf-token": csrf_for(browser.token)}
    return browser.post(f"{RELEASED}/{what}", data={"window": "one", "seen": 0, **form}, headers=headers)


def rate(browser: Browser, **form: Any) -> Any:
    """Rate statement 1.1, or whatever else is said."""
    return save(browser, "ratings", **{"section": "1", "scope": "answer", "key": "1.1", **form})


def rows(region: Stage, model: type[Any]) -> list[Any]:
    """Every row of a kind, oldest first."""
    return list(region.see(lambda session: session.exec(select(model).order_by(model.id)).all()))


class TestRating:
    def test_every_change_is_a_row_of_its_own_and_the_same_again_none(
        self, region: Stage, sign_in: SignIn, called: dict[str, str]
    ) -> None:
        browser = sign_in(called["challenger"])
        first = rate(browser, level="weakly").json()
        assert first["wants"] == "Give your reason."
        second = rate(browser, level="weakly", reason="One audit", seen=first["seen"]).json()
        assert second["wants"] == "" and second["told"].startswith("Saved at")
        assert rate(browser, level="weakly", reason="One audit", seen=0).json()["seen"] == second["seen"]
        kept = rows(region, Rating)
        assert [(one.level, one.reason) for one in kept] == [("weakly", ""), ("weakly", "One audit")]
        page = browser.get(f"{RELEASED}/sections/1").text
        assert "Weakly evidenced" in page and "One audit" in page

    def test_without_script_a_save_leads_back_to_its_place(self, sign_in: SignIn, called: dict[str, str]) -> None:
        browser = sign_in(called["challenger"])
        form = {"section": "1", "scope": "answer", "key": "1.1", "level": "strongly", "window": "w", "seen": "0"}
        answer = browser.submit(f"{RELEASED}/ratings", form)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{RELEASED}/sections/1#answer-1.1")
        assert "Saved at" in browser.get(f"{RELEASED}/sections/1").text

    def test_bad_input_leaves_nothing_and_keeps_what_was_typed(
        self, region: Stage, sign_in: SignIn, called: dict[str, str]
    ) -> None:
        browser = sign_in(called["challenger"])
        for wrong, status in (({"level": "superb"}, 422), ({"key": "99.9"}, 404), ({"reason": "x" * 4_001}, 422)):
            form = {"section": "1", "scope": "answer", "key": "1.1", "reason": "My long reason", **wrong}
            answer = browser.submit(f"{RELEASED}/ratings", form)
            assert answer.status_code == status and form["reason"] in answer.text
        assert rows(region, Rating) == [] and rows(region, Review) == []

    def test_two_windows_never_overwrite_one_another(self, sign_in: SignIn, called: dict[str, str]) -> None:
        browser = sign_in(called["challenger"])
        first = rate(browser, level="partly", reason="From one window").json()["seen"]
        other = rate(browser, level="partly", reason="From another", window="two", seen=0)
        assert other.status_code == 409 and "another window" in other.json()["error"]
        assert "From one window" in browser.get(f"{RELEASED}/sections/1").text
        assert rate(browser, level="partly", reason="Put together", window="two", seen=first).status_code == 200
        # The answer to a save was lost: its window knows an older row, but wrote the newest itself.
        assert rate(browser, level="partly", reason="Longer", window="two", seen=first).status_code == 200

    def test_a_moderator_makes_points_and_rates_nothing(self, sign_in: SignIn, called: dict[str, str]) -> None:
        browser = sign_in(called["moderator"])
        assert rate(browser, level="strongly").status_code == 403
        assert save(browser, "remarks", section="1", areas="Shorten it").status_code == 200
        page = browser.get(f"{RELEASED}/sections/1").text
        assert "Shorten it" in page and "How well evidenced" not in page

    def test_a_rating_speaks_of_the_words_that_were_read(
        self, region: Stage, sign_in: SignIn, called: dict[str, str]
    ) -> None:
        browser = sign_in(called["challenger"])
        rate(browser, level="strongly")
        region.make(lambda session: write(session, "author", "1.1", "Said otherwise now [[E1]]."))
        region.make(lambda session: releases.release(
            session, factories.part_of(session, "coordinator"), "Second revision", ""))
        page = browser.get(f"{RELEASED}/sections/1").text
        assert "The words changed since you rated them" in page
        rate(browser, level="strongly", window="two", seen=rows(region, Rating)[-1].id)
        assert "The words changed since" not in browser.get(f"{RELEASED}/sections/1").text
        assert len(rows(region, Rating)) == 2


class TestNothingToRate:
    """One rule, `Section.empty`, tells it for the form, its answer, what is missing, and the sheet that is printed."""

    def test_it_is_not_offered_and_is_refused(
        self, region: Stage, sign_in: SignIn, called: dict[str, str]
    ) -> None:
        browser, outline = sign_in(called["challenger"]), region.see(_outline)
        assert {one.to_rate for one in outline} == {True, False}
        for section in outline:
            page = browser.get(f"{RELEASED}/sections/{section.key}").text
            scopes, keys = (re.findall(rf'name="{name}" value="(.+?)"', page) for name in ("scope", "key"))
            offered = set(zip(scopes, keys, strict=True))
            assert offered == {at for at, *_ in section.targets if not section.empty(at)}
            assert ("in this section, so there is nothing to rate." in page) == (not section.to_rate)
        sheet = region.see(lambda session: leaves_of(content_of(
            session, factories.reviewing_as(session, called["challenger"]).reading)))
        wholes = [line.name if line.name != "The section as a whole" else leaf.title
                  for leaf in sheet for line in leaf.lines if line.whole]
        assert wholes == [one.title.replace(". ", " ") for one in outline if one.to_rate]

    def test_what_is_sent_all_the_same_is_kept_on_the_page_and_nowhere_else(
        self, region: Stage, sign_in: SignIn, called: dict[str, str]
    ) -> None:
        browser, empty = sign_in(called["challenger"]), next(one for one in region.see(_outline) if not one.to_rate)
        answer = rate(browser, section=empty.key, scope="section", key=empty.key, level="partly", reason="Typed")
        assert answer.status_code == 422 and "so there is nothing to rate" in answer.json()["error"]
        assert rate(browser, key="1.2", level="strongly").status_code == 422
        form = {"section": "1", "scope": "answer", "key": "1.2", "level": "partly", "reason": "Typed in a form"}
        answer = browser.submit(f"{RELEASED}/ratings", form)
        assert answer.status_code == 422 and "Typed in a form</textarea>" in answer.text
        assert rows(region, Rating) == []

    def test_what_was_rated_before_the_answer_went_is_read_and_wants_nothing(
        self, region: Stage, sign_in: SignIn, called: dict[str, str]
    ) -> None:
        browser = sign_in(called["challenger"])
        rate(browser, level="weakly")
        assert "Statement 1.1. Give your reason." in browser.get(f"{RELEASED}/review").text
        region.make(_emptied)
        page = browser.get(f"{RELEASED}/sections/1").text.split('id="answer-1.1"')[1].split("</details>")[0]
        assert "Weakly evidenced" in page and "nothing to rate.</strong>" in page and "<form" not in page
        assert "Statement 1.1" not in browser.get(f"{RELEASED}/review").text
        assert rate(browser, level="partly", reason="Late", seen=1).status_code == 422


def _outline(session: Session) -> Outline:
    """The sections of the newest release as they are rated."""
    return drawn(content_in(session.exec(select(FrozenRevision)).all()[-1]))


def _emptied(session: Session) -> None:
    write(session, "author", "1.2", "Said anew, for another release.")
    desk = desk_of(session, "author", "1.1")
    leave_unanswered(session, desk, version_of(session, response_of(session, desk)), "Not this year.")
    factories.release(session)


class TestFeedback:
    def test_each_heading_is_kept_as_it_changes(self, region: Stage, sign_in: SignIn, called: dict[str, str]) -> None:
        browser = sign_in(called["challenger"])
        clear = {"section": "", "strengths": "Clear.\n\nShort."}
        seen = save(browser, "remarks", **clear, areas="").json()["seen"]
        seen = save(browser, "remarks", **clear, areas="Dates", seen=seen).json()["seen"]
        save(browser, "remarks", section="", strengths="", areas="Dates", seen=seen)
        assert [(one.head, one.words) for one in rows(region, Remark)] == [
            ("strengths", "Clear.\n\nShort."), ("areas", "Dates"), ("strengths", "")]
        page = browser.get(f"{RELEASED}/review").text
        assert "Dates" in page and "Write what you say of the whole under “Strengths”." in page

    def test_other_windows_and_bad_sections_are_refused(
        self, region: Stage, sign_in: SignIn, called: dict[str, str]
    ) -> None:
        browser = sign_in(called["challenger"])
        save(browser, "remarks", section="2", areas="One")
        assert save(browser, "remarks", section="2", areas="Two", window="two").status_code == 409
        assert save(browser, "remarks", section="none", areas="Two").status_code == 404
        answer = browser.submit(f"{RELEASED}/remarks", {"section": "", "areas": "y" * 10_001, "strengths": "Kept"})
        assert answer.status_code == 422 and "Kept" in answer.text and "at most 10,000" in answer.text
        assert len(rows(region, Remark)) == 1


class TestSubmission:
    def test_it_says_what_is_missing_and_leads_there(
        self, region: Stage, sign_in: SignIn, called: dict[str, str]
    ) -> None:
        browser = sign_in(called["challenger"])
        rate(browser, level="weakly")
        page = browser.get(f"{RELEASED}/review").text
        assert f"{RELEASED}/sections/1#answer-1.1" in page and "Give your reason." in page
        assert f"{RELEASED}/sections/2#section-2" in page and "Submit the review" not in page
        answer = browser.submit(f"{RELEASED}/review/submit", {"revision": "1", "confirmed": "yes"})
        assert answer.status_code == 409 and "not finished" in answer.text
        assert rows(region, Submission) == [] and len(rows(region, Rating)) == 1

    def test_it_is_recorded_hashed_and_final(self, region: Stage, sign_in: SignIn, called: dict[str, str]) -> None:
        name = called["challenger"]
        region.make(lambda session: factories.review_whole(session, name))
        kept, review = rows(region, Submission)[0], rows(region, Review)[0]
        content = json.loads(kept.content)
        assert hashlib.sha256(kept.content.encode()).hexdigest() == kept.sha256
        assert content["revision"]["number"] == 1 and len(content["ratings"]) == len(rows(region, Rating))
        assert [one.words for one in rows(region, FeedbackPoint)][:2] == ["Audit is used well.", "Another point."]
        browser = sign_in(name)
        assert rate(browser, level="strongly").status_code == 409
        assert save(browser, "remarks", section="1", areas="More").status_code == 409
        page = browser.get(f"{RELEASED}/review").text
        assert kept.sha256 in page and "<textarea" not in page
        assert "<textarea" not in browser.get(f"{RELEASED}/sections/1").text
        with pytest.raises(DBAPIError, match="kept as they are"):
            region.make(lambda session: session.execute(
                text("UPDATE review SET submitted_at = NULL WHERE id = :id"), {"id": review.id}))

    def test_confirming_and_the_revision_are_asked(
        self, region: Stage, sign_in: SignIn, called: dict[str, str]
    ) -> None:
        browser = sign_in(called["moderator"])
        save(browser, "remarks", section="1", areas="Shorten it")
        submit = f"{RELEASED}/review/submit"
        assert browser.submit(submit, {"revision": "1"}).status_code == 422
        assert browser.submit(submit, {"revision": "7", "confirmed": "yes"}).status_code == 409
        assert browser.submit(submit, {"revision": "1", "confirmed": "yes"}).status_code == 303
        assert browser.submit(submit, {"revision": "1", "confirmed": "yes"}).status_code == 409
        assert len(rows(region, Submission)) == 1

    def test_a_newer_release_is_led_to_where_it_differs(
        self, region: Stage, sign_in: SignIn, called: dict[str, str]
    ) -> None:
        browser, submit = sign_in(called["moderator"]), f"{RELEASED}/review/submit"
        region.make(_changed)
        page = browser.submit(submit, {"revision": "1", "confirmed": "yes"}).text
        assert "released revision 2 in the meantime. Read what changed, then submit." in page
        assert re.findall(rf'<a href="{RELEASED}(.*)">.* changed</a>', page) == ["/sections/1"]
        page = browser.submit(submit, {"revision": "7", "confirmed": "yes"}).text
        assert f'<a href="{RELEASED}">Revision 2</a>' in page and "Read it, then submit." in page

    def test_who_is_taken_off_writes_no_more(self, region: Stage, sign_in: SignIn, called: dict[str, str]) -> None:
        name = called["moderator"]
        browser = sign_in(name)
        save(browser, "remarks", section="1", areas="Shorten it")
        region.make(_take_off)
        assert save(browser, "remarks", section="1", areas="More").status_code == 404


def _changed(session: Session) -> None:
    write(session, "author", "1.2", "Said anew, for another release.")
    factories.release(session)


def _take_off(session: Session) -> None:
    one = session.exec(select(Review)).one()
    session.execute(text("UPDATE reviewer SET removed_at = '2017-05-01 00:00:00' WHERE id = :id"),
                    {"id": one.reviewer_id})


class TestRules:
    def test_a_reason_is_wanted_below_strongly(self) -> None:
        assert wants("strongly", "") == "" and wants("partly", " ") == "Give your reason."
        assert wants("not_looked_at", "") and wants("", "Some words") == "Choose how well evidenced it is."
        assert wants("", "") == ""

    def test_points_stand_in_paragraphs(self) -> None:
        assert points_of("One,\nstill one.\n \n\nTwo.\n\n") == ["One,\nstill one.", "Two."]
        assert points_of(" \n\n ") == []

    def test_sections_that_nobody_answered_need_no_rating(self) -> None:
        answer = Answer("1.1", "Statement 1.1", "a", True)
        asked, empty = Section("1", "1. One", "a", True, (answer,)), Section("2", "2. Two", "b", False, ())
        said = {("", "strengths"): "Yes", ("", "areas"): "Yes"}
        assert [gap.section for gap in gaps((asked, empty), {}, said, "challenge")] == ["1"]
        assert gaps((asked, empty), {}, {}, "moderation")[0].place == "overall"
        assert gaps((asked,), {}, {("1", "questions"): "Why?"}, "moderation") == []



    def test_the_only_answer_of_a_section_is_rated_with_it(self) -> None:
        one, other = Answer("1.1", "Statement 1.1", "a", True), Answer("1.2", "Statement 1.2", "b", True)
        assert [at for at, _, _ in Section("1", "1. One", "c", True, (one,)).targets] == [("section", "1")]
        assert len(list(Section("1", "1. One", "c", True, (one, other)).targets)) == 3
