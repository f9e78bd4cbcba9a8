"""What the page of a round tells of its reviews: counts of what is submitted, who is late, and no word of any."""

import re
from datetime import date

import pytest
from sqlmodel import Session

from app.core.clock import now
from app.publishing.packs.reporting import for_region
from app.reviews.pairing.models import Pair
from app.reviews.progress import queries
from app.reviews.progress.rules import Late, Line, Pairing, Standing, Work, kept, late, owed_by
from app.reviews.rating.models import FeedbackPoint
from app.reviews.rounds import service as rounds
from app.reviews.rounds.models import Round
from tests.conftest import SignIn
from tests.house.test_queries import count
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import RELEASED, ROUND
from tests.reviews.test_feedback import ACTION
from tests.reviews.test_rating import rows

SECRET = "Heron counts nobody has submitted"


@pytest.fixture
def called(region: Stage) -> dict[str, str]:
    """Peterborough under review by three who have typed and submitted nothing."""
    called = region.make(factories.under_review)
    for who in ("challenger", "second", "moderator"):
        region.make(lambda session, who=who: factories.write_review(session, called[who], SECRET))
    return called


def cells(page: str, authority: str) -> list[str]:
    """An authority's cells in the table."""
    row = page.split(f'class="govuk-table__header">{authority}</th>')[1].split("</tr>")[0]
    return re.findall(r"<td[^>]*>(.*?)</td>", row)


def work_of(session: Session, slug: str) -> Work:
    """What is known of an authority's reviews."""
    return queries.works(session, factories.the_round(session))[factories.authority_at(session, slug).id or 0]


def test_nothing_counts_before_it_is_submitted(region: Stage, sign_in: SignIn, called: dict[str, str]) -> None:
    for who in ("challenger", "moderator"):
        page = sign_in(called[who]).get(f"{RELEASED}/feedback").text
        assert "Nothing that you may read yet" in page and "No review is submitted" not in page
        assert ("moderator writes stands here" in page) is (who == "challenger") and "Moderation only" not in page
    assert "moderators do not rate" in sign_in(called["moderator"]).get(f"{RELEASED}/feedback/ratings").text
    page = sign_in("regional").get(ROUND).text
    assert cells(page, "Peterborough")[3:7] == ["0 of 1", "0 of 2", "–", "0"]
    assert SECRET not in page and "Submitted: 0 of 7" in page
    region.make(lambda session: factories.submit_review(session, called["moderator"]))
    assert "Moderation only, so far." in sign_in(called["challenger"]).get(f"{RELEASED}/feedback").text
    region.make(lambda session: factories.submit_review(session, called["second"]))
    page = sign_in("regional").get(ROUND).text
    assert cells(page, "Peterborough")[3:5] == ["1 of 1", "1 of 2"]
    assert SECRET not in page


def test_answers_and_actions_are_counted(region: Stage, sign_in: SignIn, called: dict[str, str]) -> None:
    region.make(lambda session: factories.submit_review(session, called["challenger"]))
    points = rows(region, FeedbackPoint)
    ours = sign_in("coordinator")
    ours.submit(f"{RELEASED}/feedback/points/{points[0].id}/answer", {"kind": "accepts"})
    ours.submit(f"{RELEASED}/feedback/points/{points[0].id}/actions", ACTION)
    page = sign_in("regional").get(ROUND).text
    assert cells(page, "Peterborough")[5:7] == [f"1 of {len(points)}", "1"]
    assert "Answer to a point" in cells(page, "Peterborough")[2]


def test_who_has_named_nobody_is_seen(region: Stage, sign_in: SignIn, called: dict[str, str]) -> None:
    reviewer = called["challenger"].removesuffix("-officer").replace("stranger", "cambridgeshire")
    assert region.see(lambda session: work_of(session, reviewer)).unnamed == 2
    assert cells(sign_in("regional").get(ROUND).text, "Peterborough")[-1] == "3"
    assert "Without a reviewer’s name: 18" in sign_in("regional").get(ROUND).text


def test_late_ones_come_first_and_alone(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.open_round)
    region.make(lambda session: rounds.answer(session, factories.part_of(session, "essex-director"), "declines", "No"))
    browser = sign_in("regional")

    def order(query: str) -> list[str]:
        return re.findall(r'<th scope="row"[^>]*>([\w ]+)</th>', browser.get(ROUND + query).text)

    assert order("")[-1] == "Essex" and "Essex" not in order("?show=late") and len(order("")) == 7
    assert order("?order=name") == sorted(order(""))
    assert "6 of 7" in browser.get(f"{ROUND}?show=late").text
    assert "Moderations submitted" not in browser.get(ROUND).text


def test_a_pair_that_was_replaced_keeps_what_was_submitted(region: Stage, called: dict[str, str]) -> None:
    region.make(lambda session: factories.submit_review(session, called["challenger"]))
    before = region.see(lambda session: work_of(session, "peterborough"))
    assert (before.submitted("challenge"), before.expected("challenge")) == (1, 2)

    def replace(session: Session) -> None:
        """The reviewer who submitted is replaced by somebody who has yet to begin, as it could be once."""
        slug = called["challenger"].removesuffix("-officer").replace("stranger", "cambridgeshire").capitalize()
        own = next(one for one in factories.standing(session)
                   if (one.reviewer, one.reviewed, one.pair.kind) == (slug, "Peterborough", "challenge"))
        own.pair.removed_at = now()
        other = next(one for one in factories.standing(session) if "Peterborough" not in (one.reviewed, one.reviewer)
                     and one.pair.reviewer_id != own.pair.reviewer_id)
        session.add_all((own.pair, Pair(
            round_id=own.pair.round_id, kind="challenge", reviewer_id=other.pair.reviewer_id,
            reviewed_id=own.pair.reviewed_id, made_at=now())))

    region.make(replace)
    after = region.see(lambda session: work_of(session, "peterborough"))
    assert (after.submitted("challenge"), after.expected("challenge")) == (1, 3)
    report = region.see(lambda session: for_region(session, factories.run_of(session)).composition.parts[0].html)
    assert "<td>1 of 3</td>" in report.split("Peterborough</th>")[1].split("</tr>")[0]


def test_more_submitted_needs_no_more_queries(region: Stage, sign_in: SignIn, called: dict[str, str]) -> None:
    app = sign_in("regional").app
    region.make(lambda session: factories.submit_review(session, called["moderator"]))
    before = count(app, "regional", ROUND)
    for who in ("challenger", "second"):
        region.make(lambda session, who=who: factories.submit_review(session, called[who]))
    assert count(app, "regional", ROUND) == before


DAYS = factories.DATES
ROUND_ROW = Round(region_id=1, framework_slug="f", year="2016-17", title="T", state="published", **vars(DAYS))
NOTHING = Standing(1, "Essex", "takes_part", None, False, None, None, False)


def _pair(kind: str, **more: object) -> Pairing:
    return Pairing(**{"kind": kind, "reviewer_id": 1, "reviewed_id": 2, "stands": True, "submitted": 0,
                      "waiting": 1, "released": True, **more})


@pytest.mark.parametrize(("day", "expected"), [
    (date(2017, 3, 3), []),
    (date(2017, 3, 4), ["Signature"]),
    (date(2017, 3, 11), ["Signature", "Release", "Name of a reviewer"]),
    (date(2017, 3, 21), ["Signature", "Release", "Name of a reviewer", "Moderation"]),
    (date(2017, 4, 29), ["Signature", "Release", "Name of a reviewer", "Moderation", "Challenge (2)",
                         "Answer to a point (3)"]),
])
def test_each_thing_is_late_the_day_after_it_was_due(day: date, expected: list[str]) -> None:
    work = Work(reviewing_in=(
        _pair("moderation"), _pair("challenge", waiting=2), _pair("challenge"), _pair("challenge", waiting=0),
        _pair("challenge", submitted=1),
        _pair("challenge", released=False), _pair("challenge", stands=False),
    ), points=5, answered=2)
    assert [one.told for one in late(NOTHING, work, ROUND_ROW, day)] == expected


def test_one_review_of_each_pair_counts_whoever_is_named() -> None:
    two = Work(reviewed_in=(_pair("challenge", submitted=1), _pair("challenge", submitted=2, waiting=0)))
    assert (two.submitted("challenge"), two.expected("challenge"), two.complete) == (2, 2, True)


def test_nothing_is_late_in_a_closed_round_or_for_who_declined() -> None:
    closed = Round(**{**ROUND_ROW.model_dump(), "state": "closed"})
    assert late(NOTHING, Work(points=1), closed, date(2018, 1, 1)) == []
    declined = Standing(1, "Essex", "declines", None, False, None, None, False)
    assert late(declined, Work(points=1), ROUND_ROW, date(2018, 1, 1)) == []


def test_lines_are_kept_and_put_in_order() -> None:
    early, later = Late("Release", date(2017, 3, 1)), Late("Challenge", date(2017, 4, 1), 2)
    whole, half = Work(), Work(reviewed_in=(_pair("challenge"),))
    lines = [Line(Standing(at, name, "", None, False, None, None, False), work, owed) for at, name, work, owed in (
        (1, "A", whole, []), (2, "B", half, [later]), (3, "C", whole, [early, later]))]

    def names(show: str, order: str) -> str:
        return "".join(line.standing.name for line in kept(lines, show, order))

    assert (names("", "late"), names("", "name"), names("late", "name")) == ("CBA", "ABC", "BC")
    assert names("incomplete", "late") == "B"
    assert owed_by(lines) == [("Release", date(2017, 3, 1), ["C"]), ("Challenge", date(2017, 4, 1), ["B (2)", "C (2)"])]
