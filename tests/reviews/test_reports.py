"""The report of a round: who makes and fetches it, and that both reports hold what is submitted and no word more."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from sqlmodel import Session, col, delete, select

from app.accounts.models import RegionalCoordinator
from app.assessments.workflow.service import leave_unanswered
from app.core.errors import NotFound
from app.core.jobs import Job
from app.core.mail.models import Letter
from app.publishing.models import PdfFile
from app.publishing.packs import reporting, service
from app.publishing.packs.commission import Commission
from app.publishing.packs.verify import verify_zip
from app.reviews.rating.models import FeedbackPoint
from app.reviews.summary.service import sum_up
from tests.assessments.factories import LARGE, actor_of, desk_of, email_of, token_of, write
from tests.browser import Browser
from tests.house.statements import heard
from tests.house.test_queries import count
from tests.reviews import factories, packing
from tests.reviews.conftest import Stage
from tests.reviews.factories import PART, ROUND
from tests.reviews.planted import answer_moderator, found_in, plant
from tests.reviews.test_annotations import note
from tests.reviews.test_submitted import begin

REPORT = f"{ROUND}/report"
Gather = Callable[[Session], Commission]


def feedback(session: Session) -> Commission:
    """Peterborough’s feedback report."""
    return reporting.for_authority(session, factories.reading_at(session, actor_of(session, "coordinator"), LARGE))


def of_round(session: Session) -> Commission:
    """The round’s report."""
    return reporting.for_region(session, factories.run_of(session))


def said(region: Stage, gather: Gather) -> str:
    """What a report says, as HTML."""
    return region.see(lambda session: gather(session).composition.parts[0].html)


class TestWhatTheyHold:
    """Nothing is in a report that is not submitted, and in that of a round no word of a review."""

    @pytest.mark.parametrize("submitted", ["", "M", "MA", "MAB"])
    def test_nobody_else_words_are_in_them(self, region: Stage, submitted: str) -> None:
        plant(region, submitted)
        assert found_in(said(region, feedback)) == (submitted or "-")
        assert found_in(said(region, of_round)) == "QS"

    def test_feedback_tells_what_was_noted_as_the_list_of_annotations_does(self, region: Stage) -> None:
        plant(region, "MA")
        region.make(answer_moderator)
        html = said(region, feedback).split("Section by section")[1]
        assert "1 Challenge.</strong> Statement 1.1, “every audit”: Moorhen asks See Moorhen again. <em>" in html
        assert "explains.</strong> Grebe says so</p>" in html and ">Answered.</p>" in html
        assert "2 Challenge.</strong> Statement 1.1, “every audit”: Avocet asks" in html
        assert html.count("Waits for an answer.") == 1 and "Bittern" not in html

    def test_feedback_names_each_answer_that_nobody_rated(self, region: Stage) -> None:
        called = region.make(factories.under_review)
        region.make(lambda session: factories.rating.rate(
            session, factories.reviewing_as(session, called["challenger"]), ("answer", "1.1"),
            factories.Typed("strongly", "", ""), factories.Window("factory", 0)))
        html = said(region, feedback).split("Answers that nobody rated")[1]
        assert "</strong> Statement 1.1</p>" in html and "Statement 1.2" not in html  # which says nothing
        region.make(lambda session: factories.review_whole(session, called["challenger"]))
        html = said(region, feedback).split("Answers that nobody rated")[1]
        assert "Statement 1.1" not in html and "</strong> Statement 2.1</p>" in html

    def test_what_has_something_to_read_counts_as_not_rated_and_nothing_else_does(self, region: Stage) -> None:
        region.make(lambda session: write(session, "author", "introduction", "Where we stand."))
        region.make(lambda session: leave_unanswered(session, desk_of(session, "author", "3.1"), 0, "Not this year."))
        called = region.make(factories.under_review)
        for who in ("challenger", "second"):
            region.make(lambda session, who=who: factories.review_whole(session, called[who]))
        region.make(lambda session: sum_up(session, factories.run_of(session), "So far.", True))
        unrated = said(region, feedback).split("Nobody rated ")[1].split(". That is no finding")[0]
        assert unrated == "Introduction; 1. Key personnel"
        compared = said(region, of_round).split("Comparison by section")[1].split("<tbody>")[1]
        assert compared.split("</tr>")[0].split("<td>")[1].startswith("Not rated") and "3. " not in compared
        browsers = [Browser(region.app, token_of(who)) for who in ("coordinator", "regional")]
        page = browsers[0].get(f"{factories.RELEASED}/feedback").text
        assert ">Introduction</th>" in page and ">3. " not in page
        rated = browsers[0].get(f"{factories.RELEASED}/feedback/ratings").text.split("<h2")
        by_title = {one.split("</a>")[0].rsplit(">", 1)[1]: one for one in rated[1:] if "</a>" in one}
        assert "Nobody rated it." in by_title["Introduction"]
        assert "Nobody rated it." not in by_title["2. Key documents"]
        assert "There is nothing to rate." in by_title["2. Key documents"]
        page = browsers[1].get(f"{ROUND}/summary").text
        row = page.split(">Introduction</th>")[1].split("</tr>")[0]
        assert re.findall(r">(\d+)</td>", row)[-1] == "2" and ">3. " not in page

    def test_a_round_report_counts_submitted_reviews_alone(self, region: Stage) -> None:
        called = region.make(begin)
        region.make(lambda session: sum_up(session, factories.run_of(session), "So far.", True))
        before = said(region, of_round)
        noted = Browser(region.app, token_of(called["challenger"]))
        note(noted, words="Never printed.")
        region.make(lambda session: factories.write_review(session, called["challenger"]))
        assert said(region, of_round) == before
        region.make(lambda session: factories.submit_review(session, called["challenger"]))
        after = said(region, of_round)
        assert "Never printed." not in after and "Audit is used well." not in after
        line = after.split("Peterborough</th>")[1].split("</tr>")[0]
        assert "0 of 1" in line and "1 of 2" in line and "Released, not signed" in line
        themes = after.split("Themes</h2>")[1].split("<h2")[0]
        assert "Areas to strengthen.</strong> The document as a whole</p>" in themes
        assert "single time" in themes and "</strong> 1. Leadership and governance</p>" in themes

    def test_what_the_region_and_authorities_share_is_in_it(self, region: Stage) -> None:
        called = region.make(factories.under_review)
        region.make(lambda session: factories.rating.remark(
            session, factories.reviewing_as(session, called["challenger"]), "", {"practice": "Walks along with staff"},
            factories.Window("factory", 0)))
        region.make(lambda session: factories.review_whole(session, called["challenger"]))
        coordinator = Browser(region.app, token_of("coordinator"))
        assert coordinator.submit(f"{PART}/practice/asks", {"words": "How to listen"}).status_code == 303
        point = region.see(lambda session: session.exec(
            select(FeedbackPoint.id).where(FeedbackPoint.head == "practice")).one())
        assert "Walks along" not in said(region, of_round) and "Peterborough.</strong> How to listen" in said(
            region, of_round)
        coordinator.submit(f"{factories.RELEASED}/feedback/points/{point}/answer", {"kind": "shares"})
        withheld = said(region, of_round)  # as on the page of the summary and in the library
        assert "Walks along" not in withheld and "whose it is: 1 of the reviews’ points." in withheld
        assert "Nobody has offered any yet" not in withheld
        region.make(lambda session: sum_up(session, factories.run_of(session), "So far.", True, "Count\n\n Listen "))
        html = said(region, of_round)
        assert "Peterborough.</strong> Walks along" in html and "1. Count" in html and "2. Listen" in html
        assert "So far." in html

    def test_authorities_are_compared_by_name_only_where_the_region_says_so(self, region: Stage) -> None:
        plant(region, "MAB")
        assert "would tell who they are" in said(region, of_round)
        themes = said(region, of_round).split("Themes</h2>")[1].split("<h2")[0]
        assert "Left out" in themes and "<table" not in themes and "Leadership" not in themes
        region.make(lambda session: sum_up(session, factories.run_of(session), "So far.", True))
        assert '<th scope="col">Peterborough</th>' in said(region, of_round)
        assert "Leadership" in said(region, of_round).split("Themes</h2>")[1].split("<h2")[0]

    @pytest.mark.parametrize("gather", [feedback, of_round])
    def test_more_reviews_need_no_more_queries(self, app: FastAPI, region: Stage, gather: Gather) -> None:
        called = region.make(begin)
        for who in ("challenger", "second", "moderator"):
            note(Browser(region.app, token_of(called[who])), words=f"Noted by the {who}.")
        region.make(lambda session: factories.review_whole(session, called["challenger"]))
        counts = []
        for _ in range(2):
            said(region, gather)
            with heard(app) as statements:
                said(region, gather)
            counts.append(len(statements))
            if len(counts) == 1:
                region.make(lambda session: factories.review_whole(session, called["second"], "More."))
                region.make(lambda session: factories.review_whole(session, called["moderator"], "More."))
        assert counts[0] == counts[1] and counts[0] < 24


@pytest.fixture
def under_way(region: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A round under way; layout is tested elsewhere."""
    monkeypatch.setattr(service, "_pressed", lambda _press, _wanted, _progress: PdfFile(b"%PDF-1.7 of a report", 3))
    region.make(factories.under_review)
    return region


def ask(app: FastAPI) -> Job:
    """Ask for the report as the regional coordinator; the job that waits."""
    return packing.posted(app, "regional", REPORT)


def work(app: FastAPI, job: Job) -> int:
    """Do a job here and now; the id of its pack."""
    return packing.work(app, job, service.make_report)


def status(app: FastAPI, who: str, path: str) -> int:
    return int(Browser(app, token_of(who)).get(path).status_code)


class TestTheReportOfARound:
    """Whoever runs the round makes and fetches it, and nobody else knows of it."""

    def test_it_is_fetched_by_whoever_runs_the_round_alone(self, app: FastAPI, under_way: Stage) -> None:
        job = ask(app)
        report = work(app, job)
        for path in (f"{REPORT}/{report}/pdf", f"{REPORT}/{report}/zip", f"{REPORT}/jobs/{job.id}"):
            assert status(app, "regional", path) == 200
            assert {status(app, who, path) for who in ("coordinator", "director", "author", "stranger")} == {404}
            assert status(app, "coordinator", f"{factories.RELEASED}/packs/{report}/pdf") == 404
        data = Browser(app, token_of("regional")).get(f"{REPORT}/{report}/zip").content
        assert verify_zip(data).code == 0
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert len(archive.namelist()) == 2
        assert ": ready, " in Browser(app, token_of("regional")).get(f"{REPORT}?job={job.id}").text
        for path in (f"{REPORT}?job=9999", f"{REPORT}/{report}/html"):
            assert status(app, "regional", path) == 404

    def test_the_trail_of_the_region_tells_who_made_and_fetched_it(self, app: FastAPI, under_way: Stage) -> None:
        regional = Browser(app, token_of("regional"))
        regional.get(f"{REPORT}/{work(app, ask(app))}/pdf")
        trail = regional.get("/region/eastern/activity").text
        assert "made the round pack for" in trail and trail.count(f'href="{REPORT}"') == 2

    def test_who_asked_is_told_once(self, app: FastAPI, under_way: Stage) -> None:
        first, again = work(app, ask(app)), work(app, ask(app))
        assert first == again
        letters = under_way.see(lambda session: session.exec(
            select(Letter).where(col(Letter.subject).endswith("ready"))).all())
        assert [one.recipient for one in letters] == [email_of("regional")] and REPORT in letters[0].text

    def test_who_no_longer_runs_the_round_gets_nothing(self, app: FastAPI, under_way: Stage) -> None:
        job = ask(app)
        under_way.make(lambda session: session.execute(delete(RegionalCoordinator)))
        with pytest.raises(NotFound):
            work(app, job)

    def test_there_is_none_before_the_allocation_is_published(self, app: FastAPI, region: Stage) -> None:
        region.make(factories.open_round)
        regional = Browser(app, token_of("regional"))
        assert "Nothing to report yet" in regional.get(REPORT).text
        assert regional.submit(REPORT).status_code == 409

    def test_it_can_be_made_of_a_closed_round(self, app: FastAPI, under_way: Stage) -> None:
        under_way.make(factories.close)
        assert work(app, ask(app))

    def test_more_reports_need_no_more_queries(self, app: FastAPI, under_way: Stage) -> None:
        work(app, ask(app))
        before = count(app, "regional", REPORT)
        under_way.make(lambda session: sum_up(session, factories.run_of(session), "Otherwise.", False))
        other = work(app, ask(app))
        assert count(app, "regional", REPORT) == before
        under_way.make(lambda session: sum_up(session, factories.run_of(session), "Otherwise.", True))
        named, regional = work(app, ask(app)), Browser(app, token_of("regional"))
        page = regional.get(REPORT).text
        for report, which in ((other, "without names"), (named, "with names")):
            assert f"for Eastern Region, {which}</span>" in page.split(f'id="pack-{report}"')[1].split("</tr>")[0]
            name = regional.get(f"{REPORT}/{report}/pdf").headers["content-disposition"]
            assert f"round-report-eastern-region-{which.replace(' ', '-')}.pdf" in name
