"""What rounds came to from year to year: how directions are told, and that drafts count for nothing."""

import re

import pytest
from sqlmodel import Session

from app.reviews.annotations.guards import annotating
from app.reviews.annotations.models import Annotation
from app.reviews.annotations.service import Typed, Where, remove, save
from app.reviews.arranging import service as pairing
from app.reviews.releases.queries import reading_at
from app.reviews.rounds.models import Round
from app.reviews.themes.rules import (
    Ratings,
    Times,
    Year,
    in_series,
    newest_series,
    places,
    rating_direction,
    series_of,
    times_direction,
)
from tests.assessments.factories import LARGE, actor_of, write
from tests.conftest import SignIn
from tests.house.test_queries import count
from tests.reviews import factories
from tests.reviews.conftest import Stage

AT = "/region/eastern/themes"


def _rated(strongly: int, partly: int, weakly: int, none: int = 0, authorities: int = 3) -> Ratings:
    return Ratings({"strongly": strongly, "partly": partly, "weakly": weakly, "not_evidenced": none,
                    "not_looked_at": 9, "unrated": 9}, authorities)


@pytest.mark.parametrize(("before", "after", "told"), [
    (_rated(1, 2, 3), _rated(2, 4, 6), "As before"),
    (_rated(1, 2, 3), _rated(2, 1, 3), "Better evidenced"),
    (_rated(1, 2, 3), _rated(1, 1, 3, 1), "Less well evidenced"),
    (_rated(1, 4, 1), _rated(2, 1, 3), "Both ways"),
    (_rated(1, 2, 3), _rated(2, 1, 3, authorities=2), "Too few to say"),
    (_rated(1, 2, 3, authorities=1), _rated(2, 1, 3), "Too few to say"),
    (_rated(0, 0, 0), _rated(2, 1, 3), "Not comparable"),
    (None, _rated(2, 1, 3), "Not comparable"),
])
def test_ratings_go_one_way_only_where_every_step_of_the_scale_does(
    before: Ratings | None, after: Ratings, told: str
) -> None:
    assert rating_direction(before, after) == told


def _year(reviews: int, reviewed: int) -> Year:
    one = Round(region_id=1, framework_slug="f", year="2016-17", title="T", **vars(factories.DATES))
    return Year(one, reviews, reviewed)


@pytest.mark.parametrize(("before", "after", "years", "told"), [
    (Times(4, 3), Times(2, 1), ((12, 4), (6, 3)), "As before"),
    (Times(4, 3), Times(3, 1), ((12, 4), (6, 3)), "More often"),
    (Times(4, 2), Times(4, 3), ((6, 3), (12, 4)), "Less often"),
    (Times(4, 2), Times(8, 2), ((6, 3), (6, 3)), "Too few to say"),
    (Times(0, 0), Times(3, 3), ((6, 2), (6, 3)), "Too few to say"),
    (Times(1, 1), Times(1, 1), ((6, 3), (0, 0)), "Not comparable"),
    (None, Times(1, 1), ((6, 3), (6, 3)), "Not comparable"),
])
def test_how_often_is_told_for_each_review(
    before: Times | None, after: Times, years: tuple[tuple[int, int], tuple[int, int]], told: str
) -> None:
    assert times_direction(before, after, (_year(*years[0]), _year(*years[1]))) == told


def test_a_series_is_a_framework_whatever_its_year() -> None:
    assert series_of("eastern-region-2016-17") == series_of("eastern-region-2015-16") == "eastern-region"
    assert (series_of("neglect-2017"), series_of("ofsted-three-questions")) == ("neglect", "ofsted-three-questions")
    years = [_called(slug, f"20{year}-{year + 1}")
             for year in range(10, 17) for slug in (f"region-20{year}-{year + 1}", "other")]
    assert [one.round.year for one in in_series(years, "region")] == [f"20{year}-{year + 1}" for year in range(12, 17)]


def _called(slug: str, year: str, reviews: int = 0) -> Year:
    return Year(Round(region_id=1, framework_slug=slug, year=year, title="T", **vars(factories.DATES)), reviews)


def test_the_newest_series_is_that_of_which_anything_is_submitted() -> None:
    first, second = _called("region-2016-17", "2016-17", 39), _called("neglect-2018", "2017-18")
    assert newest_series([first, second]) == "region" and newest_series([second]) == "neglect"
    assert newest_series([first, _called("neglect-2018", "2017-18", 1)]) == "neglect" and newest_series([]) == ""


def test_a_section_is_the_same_where_key_and_title_are() -> None:
    assert places([{"1": "1. Leaders", "2": "2. Money"}, {"1": "1. Leaders", "2": "2. People"}]) == [
        ("1", "1. Leaders"), ("2", "2. People"), ("2", "2. Money")]


@pytest.fixture
def called(region: Stage) -> dict[str, str]:
    """Peterborough under review by three, of whom one challenger has noted, rated and said things."""
    called = region.make(factories.under_review)

    def note(session: Session) -> None:
        reading = reading_at(session, actor_of(session, called["challenger"]), LARGE)
        on = annotating(session, reading)
        for kind in ("challenge", "question", "question"):
            gone = save(session, on, Where(reading.frozen.number, "1"), Typed(kind, "Heron words"))
        remove(session, on, gone.id or 0)

    region.make(lambda session: factories.write_review(session, called["challenger"], "Heron words"))
    region.make(note)
    return called


def _cells(page: str, *heads: str) -> list[str]:
    """What stands behind a section, and what was noted on it where that is given."""
    behind = page.split(f">{heads[0]}</th>")[1:]
    found = [re.findall(r"<td[^>]*>(.*?)</td>", row.split("</tr>")[0]) for row in behind]
    return next(row for row in found if row[:len(heads) - 1] == list(heads[1:]))


def test_nothing_is_a_theme_before_it_is_submitted(region: Stage, sign_in: SignIn, called: dict[str, str]) -> None:
    browser = sign_in("regional")
    for show in ("ratings", "noted", "areas"):
        page = browser.get(f"{AT}?show={show}").text
        assert "Nothing is submitted yet" in page and "Heron" not in page
    region.make(lambda session: factories.submit_review(session, called["challenger"]))
    pages = {show: browser.get(f"{AT}?show={show}").text for show in ("ratings", "noted", "areas")}
    assert not any("Heron" in page for page in pages.values())
    assert _cells(pages["ratings"], "1. Leadership and governance") == ["1 partly (1 authority)"]
    assert _cells(pages["noted"], "1. Leadership and governance", "Question") == ["Question", "1 from 1 authority"]
    assert _cells(pages["areas"], "The assessment as a whole") == ["1 from 1 authority"]
    assert region.see(lambda session: session.get_one(Annotation, 3)).is_removed


def test_a_section_is_not_rated_where_there_was_something_to_rate(region: Stage, sign_in: SignIn) -> None:
    region.make(lambda session: write(session, "author", "introduction", "Where we stand."))
    called = region.make(factories.under_review)
    region.make(lambda session: factories.rating.rate(
        session, factories.reviewing_as(session, called["challenger"]), ("section", "introduction"),
        factories.Typed("strongly", "", ""), factories.Window("factory", 0)))
    for who in ("challenger", "second"):
        region.make(lambda session, who=who: factories.review_whole(session, called[who]))
    page = sign_in("regional").get(f"{AT}?show=ratings").text
    assert _cells(page, "Introduction") == ["1 strongly, 1 not rated (1 authority)"]
    assert _cells(page, "1. Leadership and governance") == ["2 partly (1 authority)"]


def test_few_authorities_are_said_to_be_few(region: Stage, sign_in: SignIn, called: dict[str, str]) -> None:
    region.make(lambda session: factories.submit_review(session, called["challenger"]))
    assert "With fewer than 3 it may tell whose it is" in sign_in("regional").get(AT).text


def _newer_of_another_framework(session: Session) -> None:
    run, view = factories.run_of(session), factories.latest_by_slug(session, "neglect-2017")
    assert view
    one = factories.service.open_round(session, run.actor, run.region, view, "2017-18", factories.DATES, (
        *factories.ADDED, "peterborough", "cambridgeshire"))
    session.flush()
    newer = factories.Run(run.actor, run.region, one)
    pairing.keep(session, newer, pairing.draft(session, newer, factories.SEED, 1), "")
    pairing.publish(session, newer)


def test_a_newer_round_of_another_framework_hides_nothing_that_was_submitted(
    region: Stage, sign_in: SignIn, called: dict[str, str]
) -> None:
    region.make(lambda session: factories.submit_review(session, called["challenger"]))
    region.make(_newer_of_another_framework)
    browser = sign_in("regional")
    assert "Nothing is submitted yet" not in browser.get(AT).text
    assert "Nothing is submitted yet" in browser.get(f"{AT}?framework=neglect-2017").text


def test_lines_are_narrowed_by_section_and_kind(region: Stage, sign_in: SignIn, called: dict[str, str]) -> None:
    region.make(lambda session: factories.submit_review(session, called["challenger"]))
    browser = sign_in("regional")
    assert "1 of 2 lines" in browser.get(f"{AT}?show=noted&kind=question").text
    assert "2 lines" in browser.get(f"{AT}?show=noted&section=1. Leadership and governance").text
    assert "Nothing matches" in browser.get(f"{AT}?show=noted&kind=figure").text
    for odd in ("framework=none", "show=none", "section=none"):
        assert browser.get(f"{AT}?{odd}").status_code == 200


@pytest.mark.parametrize("show", ["ratings", "noted", "areas"])
def test_more_submitted_needs_no_more_queries(
    region: Stage, sign_in: SignIn, called: dict[str, str], show: str
) -> None:
    app, path = sign_in("regional").app, f"{AT}?show={show}"
    region.make(lambda session: factories.submit_review(session, called["challenger"]))
    before = count(app, "regional", path)  # type: ignore[arg-type]
    for who in ("second", "moderator"):
        region.make(lambda session, who=who: factories.review_whole(session, called[who]))
    assert count(app, "regional", path) == before  # type: ignore[arg-type]
