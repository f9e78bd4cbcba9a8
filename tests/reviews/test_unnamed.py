"""What authorities read of one another without names: no line that tells whose it is."""

import pytest
from sqlmodel import Session, select

from app.assessments.freezing.models import FrozenRevision
from app.core.clock import now
from app.publishing.packs.reporting import for_region
from app.reviews.feedback.models import PointAnswer
from app.reviews.rating.models import FeedbackPoint, Rating, Submission
from app.reviews.releases.models import Review, Reviewer
from app.reviews.summary.rules import tells_whose
from app.reviews.summary.service import sum_up
from tests.conftest import SignIn
from tests.house.test_queries import count
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import PART, ROUND
from tests.reviews.test_practice import LIBRARY, OFFERED

# How the first challenge of each of three authorities rates each section.
RATED = {"1": ("partly", "weakly", "weakly"), "2": ("not_evidenced", "", ""),
         "3": ("strongly", "not_looked_at", "partly"), "4": ("", "", "")}


def _shared(session: Session) -> None:
    """An authority lets the region share a point of each submitted review."""
    for review in session.exec(select(Review.id)).all():
        point = FeedbackPoint(review_id=review or 0, section="", head="practice", number=1, words="Walks along")
        session.add(point)
        session.flush()
        session.add(PointAnswer(point_id=point.id or 0, kind="accepts", words="", shares=True, answered_by="Accepter",
                                answered_by_id=1, at=now()))


def _rated(session: Session, named: bool = False) -> None:
    """Three authorities with a submitted challenge each, summed up, and the round closed."""
    factories.publish(session)
    factories.release(session)
    frozen = session.exec(select(FrozenRevision.id)).one() or 0
    first = {own.reviewed: own.pair.id or 0 for own in factories.standing(session) if own.pair.kind == "challenge"}
    for number, name in enumerate(("Essex", "Luton", "Norfolk")):
        reviewer = Reviewer(pair_id=first[name], person_id=1, assigned_by="", assigned_at=now())
        session.add(reviewer)
        session.flush()
        review = Review(reviewer_id=reviewer.id or 0, begun_at=now(), submitted_at=now())
        session.add(review)
        session.flush()
        session.add(Submission(review_id=review.id or 0, frozen_id=frozen, content="{}", sha256="",
                               submitted_by="Offerer", submitted_by_id=1, at=now()))
        session.add_all(
            Rating(review_id=review.id or 0, frozen_id=frozen, scope="section", key=key, about_sha256="", reason="",
                   level=levels[number], agrees="", written_in="", at=now()) for key, levels in RATED.items())
    sum_up(session, factories.run_of(session), "What it came to.", named)
    factories.close(session)


@pytest.mark.parametrize(("rated", "looked", "tells"), [
    (0, 0, False), (1, 1, True), (2, 0, True), (2, 2, True), (3, 0, False), (3, 1, True), (3, 3, False), (9, 2, True),
])
def test_a_line_tells_whose_it_is_where_it_rests_on_one_or_two(rated: int, looked: int, tells: bool) -> None:
    assert tells_whose(rated, looked) is tells


def test_such_lines_are_left_out_with_the_reason(region: Stage, sign_in: SignIn) -> None:
    region.make(_rated)
    page = sign_in("author").get(f"{PART}/summary").text.split("How well evidenced, section by section")[1]
    table, note = page.split("</table>")
    assert "1. " in table and "2. " not in table and "3. " not in table
    assert "Left out, since fewer than 3 authorities were rated in them" in note
    assert note.index("2. ") < note.index("3. ")
    region_page = sign_in("regional").get(f"{ROUND}/summary").text
    assert "Left out, since" not in region_page  # who runs the round knows every rating


@pytest.mark.parametrize("named", [False, True])
def test_shared_practice_tells_whose_it_is_only_where_the_region_names_authorities(
    region: Stage, sign_in: SignIn, named: bool
) -> None:
    region.make(lambda session: _rated(session, named))
    before = count(region.app, "author", LIBRARY), count(region.app, "regional", OFFERED)
    region.make(_shared)
    page = sign_in("author").get(LIBRARY).text.split("<main")[1].split("</main>")[0]
    assert page.count("Walks along") == 3 and page.count("Eastern Region self-assessment 2016/17") == 3
    for word in ("Essex, ", "Luton, ", "Norfolk, ", "Offered by Offerer, ", "by Accepter on "):
        assert (word in page) is named, word
    report = region.see(lambda session: for_region(session, factories.run_of(session)).composition.parts[0].html)
    assert report.count("Walks along") == 3 and ("<strong>Luton.</strong> Walks along" in report) is named
    theirs = sign_in("regional").get(OFFERED).text
    assert theirs.count("by Accepter on ") == 3 and ("without any of these names" in theirs) is not named
    assert (count(region.app, "author", LIBRARY), count(region.app, "regional", OFFERED)) == before
