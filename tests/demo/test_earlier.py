"""The demonstration's finished round: told with the present one beside it, and remembered by its allocation."""

from sqlmodel import Session, col, select

from app.accounts.queries import region_by_slug
from app.reviews.pairing.models import Pair
from app.reviews.progress.queries import works
from app.reviews.rating.models import Rating, Review
from app.reviews.releases.models import Reviewer
from app.reviews.rounds.models import Round
from app.reviews.themes import queries
from app.reviews.themes.rules import Line, in_series, series_of
from app.reviews.themes.table import lines_of

CARE_LEAVERS, AUDIT = "13. Care leavers", "5. Performance, culture and challenge"


def _rounds(look: Session) -> list[Round]:
    home = region_by_slug(look, "eastern")
    assert home and home.id
    return in_series(queries.rounds_in(look, home.id), series_of("eastern-region-2016-17"))


def _lines(look: Session, show: str) -> dict[tuple[str, str], Line]:
    years = queries.years_of(look, _rounds(look))
    titles = queries.titles_of(look, [year.round for year in years])
    return {(line.place[1], line.what): line for line in lines_of(look, show, years, titles)}


def test_it_is_closed_with_everything_submitted_and_answered(look: Session) -> None:
    earlier, present = _rounds(look)
    assert (earlier.year, earlier.state, present.state) == ("2015-16", "closed", "published")
    found = works(look, earlier).values()
    assert len(found) == 5
    for one in found:
        assert one.complete and one.expected("challenge") == 2 and one.expected("moderation") == 1
        assert one.points == one.answered > 0 and one.actions == 1 and not one.unnamed


def test_nobody_challenges_the_same_authority_again(look: Session) -> None:
    challenges = [
        {(one.reviewer_id, one.reviewed_id) for one in look.exec(
            select(Pair).where(Pair.round_id == own.id, Pair.kind == "challenge", col(Pair.removed_at).is_(None)))}
        for own in _rounds(look)
    ]
    assert [len(one) for one in challenges] == [10, 22] and not challenges[0] & challenges[1]


def test_ratings_stand_year_beside_year(look: Session) -> None:
    lines = _lines(look, "ratings")
    care, audit = lines[CARE_LEAVERS, ""], lines[AUDIT, ""]
    assert care.cells[1] == "1 partly, 3 weakly (3 authorities)" and care.direction == "Less well evidenced"
    assert audit.cells[1] == "3 strongly, 1 partly (3 authorities)" and audit.direction == "Better evidenced"
    help_early = lines["8. Early help", ""]
    assert help_early.cells[0] == "Not asked" and help_early.direction == "Not comparable"


def test_a_rating_is_counted_once_in_its_own_round(look: Session) -> None:
    earlier = _rounds(look)[0]
    strongly = look.exec(
        select(Rating.id).join(Review, col(Review.id) == Rating.review_id)
        .join(Reviewer, col(Reviewer.id) == Review.reviewer_id).join(Pair, col(Pair.id) == Reviewer.pair_id)
        .where(Pair.round_id == earlier.id, Rating.key == "13", Rating.level == "strongly")
    ).all()
    assert _lines(look, "ratings")[CARE_LEAVERS, ""].cells[0].startswith(f"{len(strongly)} strongly, ")


def test_what_several_were_told_has_a_direction_and_what_one_was_has_none(look: Session) -> None:
    noted, areas = _lines(look, "noted"), _lines(look, "areas")
    assert noted[AUDIT, "Evidence gap"].direction == "As before"  # 3 of 15 reviews, 1 of 5
    assert noted[AUDIT, "Strength"].direction == "Too few to say"
    whole = areas["The assessment as a whole", ""]
    assert whole.cells == ["15 from 5 authorities", "8 from 3 authorities"] and whole.direction == "More often"
