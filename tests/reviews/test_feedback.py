"""What came of submitted reviews: answers, actions, the challenge event, and the summary of the round."""

import re
from datetime import date

import pytest
from sqlmodel import update

from app.assessments.freezing.models import FrozenRevision
from app.core.clock import today
from app.core.templating import day
from app.reviews.event.models import Enquiry, EnquiryNote
from app.reviews.event.rules import moved_up
from app.reviews.feedback.models import AgreedAction, PointAnswer
from app.reviews.feedback.rules import action_of
from app.reviews.practice.models import PracticeAsk
from app.reviews.rating.models import FeedbackPoint
from app.reviews.rounds.models import Invitation
from app.reviews.rounds.service import reopen
from app.reviews.summary.service import sum_up
from tests.assessments.factories import write
from tests.conftest import SignIn
from tests.house.test_queries import count
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import PART, RELEASED, ROUND
from tests.reviews.test_rating import rows

FEEDBACK, EVENT = f"{RELEASED}/feedback", f"{RELEASED}/event"
ACTION = {"what": "Audit chronologies each quarter", "owner": "Head of safeguarding", "due_on": "2017-09-30"}


@pytest.fixture
def called(region: Stage) -> dict[str, str]:
    """Peterborough, reviewed by one challenger and the moderator; the second challenger has not submitted."""
    called = region.make(factories.under_review)
    for who in ("challenger", "moderator"):
        region.make(lambda session, who=who: factories.review_whole(session, called[who], f"As {who}."))
    return called


def _version(page: str) -> str:
    """Which version of the running list a page shows."""
    return page.split("seen=")[1].split('"')[0]


def _frozen(region: Stage, number: int) -> str:
    """The beginning of the hash of a frozen revision."""
    return next(one.sha256[:12] for one in rows(region, FrozenRevision) if one.number == number)


class TestFeedback:
    def test_the_authority_answers_each_point(self, region: Stage, sign_in: SignIn, called: dict[str, str]) -> None:
        coordinator, point = sign_in("coordinator"), rows(region, FeedbackPoint)[0].id
        waits = f"{len(rows(region, FeedbackPoint))}\xa0points of feedback wait for an answer"
        assert all(waits in sign_in(who).get("/").text for who in ("coordinator", "director"))
        assert all("of feedback" not in sign_in(who).get("/").text for who in ("author", called["challenger"]))
        there = f"{FEEDBACK}/points/{point}/answer"
        assert coordinator.submit(there, {"kind": "explains"}).status_code == 422
        assert coordinator.submit(there, {"kind": "shrugs", "words": "Kept as typed"}).status_code == 422
        assert "Kept as typed" in coordinator.submit(there, {"kind": "", "words": "Kept as typed"}).text
        assert rows(region, PointAnswer) == []
        assert coordinator.submit(there, {"kind": "accepts"}).status_code == 303
        assert sign_in("director").submit(there, {"kind": "acts", "words": "We will audit more."}).status_code == 303
        assert len(rows(region, PointAnswer)) == 2 and waits not in coordinator.get("/").text
        page = coordinator.get(f"{FEEDBACK}#point-{point}").text
        assert "We act on this" in page and "We accept this.</strong>" not in page
        assert f'id="point-{point}"' not in coordinator.get(f"{FEEDBACK}?show=unanswered").text
        assert "We will audit more." in sign_in(called["challenger"]).get(FEEDBACK).text
        assert sign_in("coordinator").submit(f"{FEEDBACK}/points/9999/answer", {"kind": "accepts"}).status_code == 404

    def test_an_action_has_owner_and_date(self, region: Stage, sign_in: SignIn, called: dict[str, str]) -> None:
        coordinator, point = sign_in("coordinator"), rows(region, FeedbackPoint)[0].id
        there = f"{FEEDBACK}/points/{point}/actions"
        for missing, sentence in (("what", "what will be done"), ("owner", "who sees to it"), ("due_on", "whole date")):
            answer = coordinator.submit(there, {**ACTION, missing: ""})
            assert answer.status_code == 422 and sentence in answer.text
        assert rows(region, AgreedAction) == []
        assert coordinator.submit(there, ACTION).status_code == 303
        assert "It was due in the past" in coordinator.get(FEEDBACK).text
        again = coordinator.submit(there, ACTION)
        assert again.status_code == 409 and "agreed already" in again.text
        assert "Head of safeguarding, due" in coordinator.get(FEEDBACK).text
        withdraw = f"{FEEDBACK}/actions/{rows(region, AgreedAction)[0].id}/withdraw"
        assert coordinator.submit(withdraw).status_code == 303
        assert coordinator.submit(withdraw).status_code == 404
        assert "Head of safeguarding, due" not in coordinator.get(FEEDBACK).text
        assert action_of(" A  b ", "Head", "2017-09-30") == ("A b", "Head", date(2017, 9, 30))

    def test_two_who_answer_at_once_do_not_overwrite_one_another(
        self, region: Stage, sign_in: SignIn, called: dict[str, str]
    ) -> None:
        coordinator, director = sign_in("coordinator"), sign_in("director")
        there = f"{FEEDBACK}/points/{rows(region, FeedbackPoint)[0].id}/answer"
        seen = {"seen": "0", "sent_as": "mine"}
        assert 'name="seen" value="0"' in coordinator.get(FEEDBACK).text
        assert coordinator.submit(there, {**seen, "kind": "acts", "words": "First."}).status_code == 303
        answer = director.submit(there, {"seen": "0", "kind": "explains", "words": "Written beside it."})
        assert answer.status_code == 409 and "Written beside it." in answer.text and "First." in answer.text
        assert coordinator.submit(there, {**seen, "kind": "acts", "words": "First."}).status_code == 303
        assert [one.words for one in rows(region, PointAnswer)] == ["First."]

    def test_whatever_is_sent_twice_is_made_once(
        self, region: Stage, sign_in: SignIn, called: dict[str, str]
    ) -> None:
        coordinator, point = sign_in("coordinator"), rows(region, FeedbackPoint)[0].id
        coordinator.submit(f"{EVENT}/lines", {"line": "On what?"})
        at_event = {"enquiry_id": "1", "words": "Do it", "owner": "Head of audit", "due_on": "2017-09-30"}
        for path, form, model, other in (
            (f"{FEEDBACK}/points/{point}/answer", {"kind": "acts", "words": "We act."}, PointAnswer, "words"),
            (f"{FEEDBACK}/points/{point}/actions", ACTION, AgreedAction, "what"),
            (f"{EVENT}/write", at_event, AgreedAction, "words"),
            (f"{EVENT}/lines", {"line": "And then?"}, Enquiry, "line"),
            (f"{PART}/practice/asks", {"words": "How others do it"}, PracticeAsk, "words"),
        ):
            before, form = len(rows(region, model)), {**form, "sent_as": f"{path} once"[-60:]}
            assert [coordinator.submit(path, form).status_code for _ in range(2)] == [303, 303], path
            assert len(rows(region, model)) == before + 1, path
            answer = coordinator.submit(path, {**form, other: "Something else"})
            assert answer.status_code == 409 and "Something else" in answer.text, path
        for path in (FEEDBACK, EVENT, f"{PART}/practice"):
            page = coordinator.get(path).text.split("<main")[1]
            made = re.findall(r'<form action="[^"]+/(?:answer|actions|write|practice|asks)".*?</form>', page, re.S)
            assert made and all('name="sent_as" value="' in form for form in made), path

    def test_a_review_names_the_revision_that_it_is_about_after_another_is_released(
        self, region: Stage, sign_in: SignIn, called: dict[str, str]
    ) -> None:
        told = lambda page: re.findall(  # noqa: E731
            r'of revision (\d), content <span class="cd-hash">([0-9a-f]{12})</span>', page)
        own, later = f"{RELEASED}/review", "Revision 2 was released after that"
        browser = sign_in(called["challenger"])
        first = [("1", _frozen(region, 1))]
        assert told(browser.get(own).text) == first and later not in browser.get(own).text
        region.make(lambda session: write(session, "author", "1.1", "Entirely others."))
        region.make(factories.release)
        page = browser.get(own).text
        assert told(page) == first and later in page and _frozen(region, 2) in page
        region.make(lambda session: factories.review_whole(session, called["second"]))
        assert sorted(told(sign_in("coordinator").get(FEEDBACK).text)) == [*first, *first, ("2", _frozen(region, 2))]

    def test_what_nobody_rated_says_so(self, sign_in: SignIn, called: dict[str, str]) -> None:
        page = sign_in("coordinator").get(f"{FEEDBACK}/ratings").text
        assert "Nobody rated it." in page and "Partly evidenced" in page and "As challenger." in page

    @pytest.mark.parametrize("path", [FEEDBACK, f"{FEEDBACK}/ratings", EVENT, f"{EVENT}/list"])
    def test_more_reviews_need_no_more_queries(
        self, region: Stage, sign_in: SignIn, called: dict[str, str], path: str
    ) -> None:
        browser, point = sign_in("coordinator"), rows(region, FeedbackPoint)[0].id
        browser.submit(f"{EVENT}/lines", {"line": "One line"})
        before = count(browser.app, "coordinator", path)
        region.make(lambda session: factories.review_whole(session, called["second"], "More."))
        for number in range(4):
            browser.submit(f"{FEEDBACK}/points/{point}/answer", {"kind": "acts", "words": f"Act {number}"})
            browser.submit(f"{FEEDBACK}/points/{point}/actions", {**ACTION, "what": f"Act {number}"})
            browser.submit(f"{EVENT}/lines", {"line": f"Line {number}"})
            browser.submit(f"{EVENT}/write", {"enquiry_id": "1", "words": f"Note {number}", "sent_as": f"n{number}"})
        assert count(browser.app, "coordinator", path) == before


class TestEvent:
    def test_both_sides_write_and_see_what_the_other_wrote(
        self, region: Stage, sign_in: SignIn, called: dict[str, str]
    ) -> None:
        ours, theirs = sign_in("director"), sign_in(called["challenger"])
        assert ours.submit(f"{EVENT}/lines", {"line": " "}).status_code == 422
        assert ours.submit(f"{EVENT}/lines", {"line": "What do audits change?"}).status_code == 303
        line = rows(region, Enquiry)[0].id
        seen = _version(theirs.get(f"{EVENT}/list").text)
        assert theirs.get(f"{EVENT}/list?seen={seen}").status_code == 204
        note = {"enquiry_id": str(line), "words": "Two examples were given.", "sent_as": "same"}
        assert theirs.submit(f"{EVENT}/write", note).status_code == 303
        assert theirs.submit(f"{EVENT}/write", note).status_code == 303
        assert len(rows(region, EnquiryNote)) == 1
        answer = theirs.submit(f"{EVENT}/write", {**note, "words": "A third one came later."})
        assert answer.status_code == 409 and "A third one came later." in answer.text
        assert "Something else was sent" in answer.text and 'value="same"' not in answer.text
        fragment = ours.get(f"{EVENT}/list?seen={seen}")
        assert fragment.status_code == 200 and "Two examples were given." in fragment.text
        assert f"{day(today())} at " in fragment.text
        action = {"enquiry_id": str(line), "words": "Send the audit", "owner": "Head of quality", "due_on": ""}
        answer = theirs.submit(f"{EVENT}/write", action)
        assert answer.status_code == 422 and "Send the audit" in answer.text
        assert ours.submit(f"{EVENT}/write", {**action, "due_on": "2017-07-01"}).status_code == 303
        assert "Head of quality, due" in theirs.get(EVENT).text and "Head of quality" in ours.get(FEEDBACK).text
        assert ours.submit(f"{EVENT}/lines/{line}/drop").status_code == 409

    def test_whoever_agreed_an_action_withdraws_it_there_and_so_does_the_authority(
        self, region: Stage, sign_in: SignIn, called: dict[str, str]
    ) -> None:
        region.make(lambda session: factories.review_whole(session, called["second"]))
        ours, theirs, other = (sign_in(who) for who in ("director", called["challenger"], called["second"]))
        ours.submit(f"{EVENT}/lines", {"line": "What do audits change?"})
        action = {"enquiry_id": str(rows(region, Enquiry)[0].id), "owner": "Head of quality", "due_on": "2001-07-01"}
        for name in ("first", "second"):
            assert theirs.submit(f"{EVENT}/write", {**action, "words": f"Send the {name}"}).status_code == 303
        seen = _version(theirs.get(f"{EVENT}/list").text)
        first, second = (f"{EVENT}/actions/{one.id}/withdraw" for one in rows(region, AgreedAction))
        offered = [[f'action="{there}"' in who.get(EVENT).text for there in (first, second)]
                   for who in (ours, theirs, other)]
        assert offered == [[True, True], [True, True], [False, False]]
        answer = other.submit(first)
        assert answer.status_code == 403 and "by whoever agreed it" in answer.text and "Send the first" in answer.text
        assert theirs.submit(first).status_code == 303 and ours.submit(second).status_code == 303
        again = theirs.submit(first)
        assert again.status_code == 404 and "no longer in the list" in again.text
        assert all(one.withdrawn_at for one in rows(region, AgreedAction))
        fragment = ours.get(f"{EVENT}/list?seen={seen}")
        assert fragment.status_code == 200 and "Send the" not in fragment.text
        region.make(factories.close)
        assert ours.submit(second).status_code == 409

    def test_lines_come_from_questions_and_are_put_in_order(
        self, region: Stage, sign_in: SignIn, called: dict[str, str]
    ) -> None:
        ours = sign_in("coordinator")
        question = next(one for one in rows(region, FeedbackPoint) if one.head == "questions")
        assert "Put in the list" in ours.get(EVENT).text and f'id="ask-{question.id}"' in ours.get(f"{EVENT}/list").text
        for form in ({"line": "First"}, {"line": "Second"}, {"point_id": str(question.id)}):
            assert ours.submit(f"{EVENT}/lines", form).status_code == 303
        assert f'id="ask-{question.id}"' not in ours.get(f"{EVENT}/list").text  # where others see it at once
        assert ours.submit(f"{EVENT}/lines", {"point_id": str(question.id)}).status_code == 409
        assert ours.submit(f"{EVENT}/lines", {"point_id": "9999"}).status_code == 404
        first, second, third = (one.id for one in rows(region, Enquiry))
        assert ours.submit(f"{EVENT}/lines/{third}/up").status_code == 303
        assert ours.submit(f"{EVENT}/lines/{second}/drop").status_code == 303
        assert ours.submit(f"{EVENT}/lines/{second}/up").status_code == 404
        page = ours.get(EVENT).text.split('class="cd-lines"')[1]
        assert f'id="up-{third}"' in page and f'id="write-on-{first}"' in page  # what keeps the focus
        assert page.index("First") < page.index(question.words) and "Second" not in page
        assert moved_up([1, 2, 3], 3) == [1, 3, 2] and moved_up([1, 2], 1) == [1, 2]

    def test_questions_of_a_review_submitted_meanwhile_come_to_pages_that_are_open(
        self, region: Stage, sign_in: SignIn, called: dict[str, str]
    ) -> None:
        both = [sign_in(who) for who in ("coordinator", called["challenger"])]
        lists = [f"{EVENT}/list?seen={_version(one.get(EVENT).text)}" for one in both]
        region.make(lambda session: factories.write_review(session, called["second"], "As second."))
        assert [one.get(at).status_code for one, at in zip(both, lists, strict=True)] == [204, 204]
        region.make(lambda session: factories.submit_review(session, called["second"]))
        for browser, at in zip(both, lists, strict=True):
            fragment = browser.get(at)
            assert fragment.status_code == 200 and "As second. Is it so?" in fragment.text
            assert browser.get(f"{EVENT}/list?seen={_version(fragment.text)}").status_code == 204

    def test_two_who_move_a_line_at_once_do_not_move_it_twice(
        self, region: Stage, sign_in: SignIn, called: dict[str, str]
    ) -> None:
        ours, theirs = sign_in("coordinator"), sign_in(called["challenger"])
        for line in ("First", "Second", "Third"):
            ours.submit(f"{EVENT}/lines", {"line": line})
        first, second, third = (one.id for one in rows(region, Enquiry))
        assert f'name="above" value="{second}"' in theirs.get(EVENT).text
        for browser in (ours, theirs):
            assert browser.submit(f"{EVENT}/lines/{third}/up", {"above": str(second)}).status_code == 303
        answer = theirs.submit(f"{EVENT}/lines/{second}/up", {"above": str(first)})
        assert answer.status_code == 409 and "changed the order" in answer.text
        assert [one.position for one in rows(region, Enquiry)] == [1, 3, 2]

    def test_a_challenger_waits_until_their_own_review_is_in(self, sign_in: SignIn, called: dict[str, str]) -> None:
        answer = sign_in(called["second"]).get(EVENT)
        assert answer.status_code == 403 and "Submit your own review first" in answer.text


class TestSummary:
    def test_the_region_counts_and_sums_up(self, region: Stage, sign_in: SignIn, called: dict[str, str]) -> None:
        regional = sign_in("regional")
        page = regional.get(f"{ROUND}/summary").text
        assert "Partly evidenced" in page and "As challenger" not in page
        assert regional.submit(f"{ROUND}/summary", {"words": " "}).status_code == 422
        assert regional.submit(f"{ROUND}/summary", {"words": "Audit is a theme."}).status_code == 303
        assert "Audit is a theme." not in sign_in("author").get(f"{PART}/summary").text
        region.make(factories.close)
        page = sign_in("author").get(f"{PART}/summary").text
        assert "Audit is a theme." in page and "fewer than 3 authorities" in page
        assert "How well evidenced, section by section" not in page and "What came of the reviews" not in page
        assert regional.submit(f"{ROUND}/reopen", {"reason": "To name who it is"}).status_code == 303
        assert regional.submit(f"{ROUND}/summary", {"words": "Audit is a theme.", "named": "yes"}).status_code == 303
        region.make(factories.close)
        page = sign_in("author").get(f"{PART}/summary").text
        assert "How well evidenced, section by section" in page and "What came of the reviews" in page
        region.make(lambda session: session.execute(update(Invitation).values(answer="declines")))
        assert sign_in("author").get(f"{PART}/summary").status_code == 404  # who took no part reads none of it

    def test_priorities_stand_one_to_a_line(self, region: Stage, sign_in: SignIn, called: dict[str, str]) -> None:
        regional, form = sign_in("regional"), {"words": "So far.", "priorities": "Count what follows\r\n\r\n  Listen "}
        for priorities, says in (("a" * 301, "at most 300"), ("One\n" * 21, "at most 20")):
            answer = regional.submit(f"{ROUND}/summary", {**form, "priorities": priorities})
            assert answer.status_code == 422 and says in answer.text and "So far." in answer.text
        assert regional.submit(f"{ROUND}/summary", form).status_code == 303
        assert "Count what follows\nListen</textarea>" in regional.get(f"{ROUND}/summary").text
        region.make(factories.close)
        page = sign_in("author").get(f"{PART}/summary").text
        assert "<li>Count what follows</li>" in page and "<li>Listen</li>" in page

    def test_good_practice_is_shared_once_the_authority_accepts_it(
        self, region: Stage, sign_in: SignIn, called: dict[str, str]
    ) -> None:
        region.make(lambda session: factories.rating.remark(
            session, factories.reviewing_as(session, called["second"]), "", {"practice": "Walks along with staff"},
            factories.Window("factory", 0)))
        region.make(lambda session: factories.review_whole(session, called["second"]))
        assert "Walks along" not in sign_in("regional").get(f"{ROUND}/summary").text
        point = next(one for one in rows(region, FeedbackPoint) if one.head == "practice")
        coordinator, there = sign_in("coordinator"), f"{FEEDBACK}/points/{point.id}/answer"
        assert "every authority of the region reads" in coordinator.get(FEEDBACK).text
        coordinator.submit(there, {"kind": "accepts"})
        assert "We accept this, but do not share it." in coordinator.get(FEEDBACK).text
        assert "Walks along" not in sign_in("regional").get(f"{ROUND}/summary").text
        assert "Walks along" not in sign_in("regional").get("/region/eastern/practice").text
        assert coordinator.submit(there, {"kind": "shares"}).status_code == 303
        assert "Walks along" in sign_in("regional").get(f"{ROUND}/summary").text
        page = sign_in("regional").get("/region/eastern/practice").text
        assert "Walks along" in page and "once the round is closed, and without names unless" in page
        for names, told in ((False, False), (True, True)):
            region.make(lambda session, names=names: sum_up(session, factories.run_of(session), f"{names}", names))
            assert "Walks along" not in coordinator.get("/reviews/practice").text
            region.make(factories.close)
            assert ("Walks along" in coordinator.get("/reviews/practice").text) is told
            assert "Walks along" not in sign_in("reader").get("/reviews/practice").text
            region.make(lambda session: reopen(session, factories.run_of(session), "To look again"))

    def test_it_needs_as_many_queries_for_more(self, region: Stage, sign_in: SignIn, called: dict[str, str]) -> None:
        app = sign_in("regional").app
        before = count(app, "regional", f"{ROUND}/summary")
        region.make(lambda session: factories.review_whole(session, called["second"]))
        assert count(app, "regional", f"{ROUND}/summary") == before
