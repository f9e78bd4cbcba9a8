"""The demonstration's finished round: whole, told with the present one beside it, remembered by its allocation."""

from sqlmodel import Session, col, select

from app.accounts.queries import region_by_slug
from app.assessments.address import parse_address
from app.demo.files import annotations_before
from app.demo.seed import COORDINATOR, actor_of
from app.publishing.packs.queries import named_on
from app.reviews.annotations.queries import noted, seen_by
from app.reviews.annotations.rules import ABOUT, ANSWERS, KINDS, STATES, State
from app.reviews.event.queries import event_of
from app.reviews.feedback.queries import feedback_for
from app.reviews.pairing.models import Pair
from app.reviews.progress.queries import works
from app.reviews.rating.models import Rating
from app.reviews.releases.models import Review, Reviewer
from app.reviews.releases.permissions import Reading
from app.reviews.releases.queries import reading_at
from app.reviews.rounds.models import Round
from app.reviews.summary.queries import summary_of
from app.reviews.themes import queries
from app.reviews.themes.rules import Line, Year, in_series, series_of
from app.reviews.themes.table import lines_of

CARE_LEAVERS, AUDIT = "13. Care leavers", "5. Performance, culture and challenge"


def _years(look: Session) -> list[Year]:
    home = region_by_slug(look, "eastern")
    assert home and home.id
    years = queries.years_of(look, queries.rounds_in(look, home.id))
    return in_series(years, series_of("eastern-region-2016-17"))


def _rounds(look: Session) -> list[Round]:
    return [year.round for year in _years(look)]


def _lines(look: Session, show: str) -> dict[tuple[str, str], Line]:
    years = _years(look)
    titles = queries.titles_of(look, [year.round for year in years])
    return {(line.place[1], line.what): line for line in lines_of(look, show, years, titles)}


def _peterborough(look: Session) -> Reading:
    return reading_at(look, actor_of(look, COORDINATOR), parse_address(annotations_before().address))


def test_it_is_closed_with_every_review_of_eleven_authorities_submitted(look: Session) -> None:
    earlier, present = _rounds(look)
    assert (earlier.year, earlier.state, present.state) == ("2015-16", "closed", "published")
    found = works(look, earlier)
    assert len(found) == 11
    for one in found.values():
        assert one.complete and one.expected("challenge") == 2 and one.expected("moderation") == 1
        assert one.actions and not one.unnamed
    kept = summary_of(look, earlier.id or 0)
    assert kept and len(kept.words.split("\n\n")) == 3 and len(kept.priorities.splitlines()) == 3
    in_part = {key: (one.answered, one.points) for key, one in found.items() if one.answered < one.points}
    assert in_part == {_peterborough(look).place.id: (28, 38)}  # “about three quarters”, as the summary says


def test_sixty_notes_of_every_kind_stand_in_it_and_are_answered_in_part(look: Session) -> None:
    found = [one.annotation for one in noted(look, seen_by(look, _peterborough(look)))]
    assert len(found) >= 60 and {one.kind for one in found} == set(KINDS)
    assert {one.about for one in found} == set(ABOUT) and len({one.words for one in found}) == len(found)
    assert sum(one.about == "words" and one.start is not None for one in found) >= 50
    assert {State(one.is_open, one.answer).name for one in found} == set(STATES)
    assert {one.answer for one in found} == {*ANSWERS, ""}
    assert 0.7 < sum(bool(one.answer) for one in found) / len(found) < 0.8


def test_peterborough_was_signed_and_rated_in_every_section_by_both_its_challengers(look: Session) -> None:
    ours = _peterborough(look)
    assert ours.sign_off and [one.kind for one in named_on(look, ours)] == ["challenge", "challenge", "moderation"]
    feedback = feedback_for(look, ours)
    rated = [(review.authority, section.key) for review in feedback.challenges for section in feedback.outline
             if feedback.ratings[review.review_id]["section", section.key].level]
    assert len(rated) == 2 * len(feedback.outline) == 10
    lines = event_of(look, ours).lines
    assert len(lines) == 5 and all(line.notes for line in lines) and sum(len(line.actions) for line in lines) == 3


def test_nobody_challenges_the_same_authority_again(look: Session) -> None:
    challenges = [
        {(one.reviewer_id, one.reviewed_id) for one in look.exec(
            select(Pair).where(Pair.round_id == own.id, Pair.kind == "challenge", col(Pair.removed_at).is_(None)))}
        for own in _rounds(look)
    ]
    assert [len(one) for one in challenges] == [22, 22] and not challenges[0] & challenges[1]


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
    assert noted[AUDIT, "Evidence gap"].direction == "More often"  # 5 of 33 reviews, 1 of 5
    assert noted[AUDIT, "Strength"].direction == "Too few to say"
    whole = areas["The assessment as a whole", ""]
    assert whole.cells == ["37 from 11 authorities", "8 from 3 authorities"] and whole.direction == "More often"
