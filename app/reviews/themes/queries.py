"""Reading what rounds came to: counts over submitted reviews, and no word of any.

For whoever runs the region’s rounds. They know who reviewed whom and how many points each authority was given, so they
see every count; what rests on few authorities is marked, and no direction is told from it.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, case, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.frameworks.queries import Reading, latest
from app.reviews.annotations.models import Annotation
from app.reviews.pairing.models import Pair
from app.reviews.rating.models import FeedbackPoint, Rating, Review
from app.reviews.releases.models import Reviewer
from app.reviews.rounds.models import Round
from app.reviews.themes.rules import WHOLE, Place, Ratings, Times, Year

Titles = dict[str, str]


def rounds_in(session: Session, region_id: int) -> Sequence[Round]:
    """The rounds of a region that were published, the earliest first."""
    return session.exec(
        select(Round).where(Round.region_id == region_id, col(Round.state).in_(["published", "closed"]))
        .order_by(Round.year, Round.framework_slug)
    ).all()


def _submitted(rounds: Sequence[Round], *wanted: Any) -> Select[Any]:
    """These columns over the submitted reviews of rounds."""
    return (
        columns(col(Pair.round_id), *wanted).select_from(Review)
        .join(Reviewer, col(Reviewer.id) == Review.reviewer_id).join(Pair, col(Pair.id) == Reviewer.pair_id)
        .where(col(Pair.round_id).in_([one.id for one in rounds]), col(Review.submitted_at).is_not(None))
    )


def years_of(session: Session, rounds: Sequence[Round]) -> list[Year]:
    """The rounds with how many reviews were submitted of how many authorities; one query."""
    challenged = case((col(Pair.kind) == "challenge", col(Pair.reviewed_id)))
    rows = session.execute(
        _submitted(rounds, func.count(), func.count(Pair.reviewed_id.distinct()), func.count(challenged),  # type: ignore[attr-defined]
                   func.count(challenged.distinct())).group_by(col(Pair.round_id))
    ).all()
    counts = {row[0]: row[1:] for row in rows}
    return [Year(one, *counts.get(one.id, ())) for one in rounds]


def titles_of(session: Session, rounds: Sequence[Round]) -> list[Titles]:
    """The title of every section by its key, in the framework of each round; one query."""
    known = {view.framework.slug: _titles(view) for view in latest(session)}
    return [known.get(one.framework_slug, {}) for one in rounds]


def with_whole(titles: Sequence[Titles]) -> list[Titles]:
    """The same with the assessment as a whole, of which points are made too."""
    return [{"": WHOLE, **known} for known in titles]


def _titles(view: Reading) -> Titles:
    return {key: f"{at.number}. {at.title}" if at.number else at.title for key, at in view.sections.items()}


def ratings(session: Session, years: Sequence[Year], titles: Sequence[Titles]) -> list[dict[Place, Ratings]]:
    """How every section of each year was rated by the challenges that were submitted; one query."""
    rounds = [year.round for year in years]
    newest = columns(func.max(Rating.id)).where(Rating.scope == "section").group_by(
        col(Rating.review_id), col(Rating.key))
    rows = session.execute(
        _submitted(rounds, Rating.key, Rating.level, Pair.reviewed_id)
        .join(Rating, col(Rating.review_id) == Review.id)
        .where(Pair.kind == "challenge", col(Rating.id).in_(newest), Rating.level != "")
    ).all()
    levels: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    whose: dict[tuple[int, str], set[int]] = defaultdict(set)
    for round_id, key, level, authority in rows:
        levels[round_id, key][level] += 1
        whose[round_id, key].add(authority)
    return [
        {(key, title): _rated(year, levels[year.round.id or 0, key], whose[year.round.id or 0, key])
         for key, title in known.items()}
        for year, known in zip(years, titles, strict=True)
    ]


def _rated(year: Year, levels: Counter[str], whose: set[int]) -> Ratings:
    return Ratings({**levels, "unrated": year.challenges - levels.total()}, len(whose))


Said = list[dict[tuple[Place, str], Times]]


def noted(session: Session, years: Sequence[Year], titles: Sequence[Titles]) -> Said:
    """How often reviewers noted each kind of thing on each section of each year; one query."""
    rounds = [year.round for year in years]
    rows = session.execute(
        _submitted(rounds, Annotation.section_key, Annotation.kind, func.count(),
                   func.count(Pair.reviewed_id.distinct()))  # type: ignore[attr-defined]
        .join(Annotation, col(Annotation.reviewer_id) == Reviewer.id).where(col(Annotation.is_removed).is_(False))
        .group_by(col(Pair.round_id), col(Annotation.section_key), col(Annotation.kind))
    ).all()
    return _by_year(years, titles, rows)


def areas(session: Session, years: Sequence[Year], titles: Sequence[Titles]) -> Said:
    """How often reviewers named something to strengthen in each section of each year, or in the whole; one query."""
    rounds = [year.round for year in years]
    rows = session.execute(
        _submitted(rounds, FeedbackPoint.section, FeedbackPoint.head, func.count(),
                   func.count(Pair.reviewed_id.distinct()))  # type: ignore[attr-defined]
        .join(FeedbackPoint, col(FeedbackPoint.review_id) == Review.id).where(FeedbackPoint.head == "areas")
        .group_by(col(Pair.round_id), col(FeedbackPoint.section), col(FeedbackPoint.head))
    ).all()
    return _by_year(years, titles, rows)


def _by_year(years: Sequence[Year], titles: Sequence[Titles], rows: Sequence[Any]) -> Said:
    found: dict[int | None, dict[tuple[Place, str], Times]] = {year.round.id: {} for year in years}
    known = {year.round.id: titles_of_year for year, titles_of_year in zip(years, titles, strict=True)}
    for round_id, section, what, times, authorities in rows:
        place = (section, known[round_id].get(section, section))
        found[round_id][place, what] = Times(times, authorities)
    return list(found.values())
