"""Reading what rounds came to: counts over submitted reviews, and no word of any.

For whoever runs the region’s rounds. They know who reviewed whom and how many points each authority was given, so they
see every count; what rests on few authorities is marked, and no direction is told from it.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from sqlalchemy import case, distinct, func
from sqlmodel import Session, col, select

from app.frameworks.queries import Reading, latest
from app.reviews.pairing.models import Pair
from app.reviews.rounds.models import Round
from app.reviews.summary import queries as summary
from app.reviews.themes.rules import WHOLE, Place, Ratings, Times, Year

Titles = dict[str, str]


def rounds_in(session: Session, region_id: int) -> Sequence[Round]:
    """The rounds of a region that were published, the earliest first."""
    return session.exec(
        select(Round).where(Round.region_id == region_id, col(Round.state).in_(["published", "closed"]))
        .order_by(Round.year, Round.framework_slug)
    ).all()


def years_of(session: Session, rounds: Sequence[Round]) -> list[Year]:
    """The rounds with how many reviews were submitted of how many authorities; one query."""
    challenged = case((col(Pair.kind) == "challenge", col(Pair.reviewed_id)))
    rows = session.execute(
        summary.of_submitted(
            [Pair.round_id, *summary.TIMES, func.count(challenged), func.count(distinct(challenged))], _ids(rounds),
        ).group_by(col(Pair.round_id))
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


def _ids(rounds: Sequence[Round]) -> list[int]:
    return [one.id or 0 for one in rounds]


def ratings(session: Session, years: Sequence[Year], titles: Sequence[Titles]) -> list[dict[Place, Ratings]]:
    """How every section of each year was rated by the challenges that were submitted; two queries."""
    levels: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    whose: dict[tuple[int, str], set[str]] = defaultdict(set)
    for one in summary.challenged(session, _ids([year.round for year in years])):
        for key in one.unrated:
            levels[one.round_id, key]["unrated"] += 1
        for key, level in one.levels.items():
            levels[one.round_id, key][level] += 1
            whose[one.round_id, key].add(one.authority)
    return [
        {(key, title): Ratings(levels[year.round.id or 0, key], len(whose[year.round.id or 0, key]))
         for key, title in known.items()}
        for year, known in zip(years, titles, strict=True)
    ]


Said = list[dict[tuple[Place, str], Times]]


def noted(session: Session, years: Sequence[Year], titles: Sequence[Titles]) -> Said:
    """How often reviewers noted each kind of thing on each section of each year; one query."""
    return _by_year(years, titles, summary.noted(session, _ids([year.round for year in years])))


def areas(session: Session, years: Sequence[Year], titles: Sequence[Titles]) -> Said:
    """How often reviewers named something to strengthen in each section of each year, or in the whole; one query."""
    return _by_year(years, titles, summary.areas(session, _ids([year.round for year in years])))


def _by_year(years: Sequence[Year], titles: Sequence[Titles], said: Sequence[summary.Theme]) -> Said:
    found: dict[int | None, dict[tuple[Place, str], Times]] = {year.round.id: {} for year in years}
    known = {year.round.id: titles_of_year for year, titles_of_year in zip(years, titles, strict=True)}
    for one in said:
        place = (one.section, known[one.round_id].get(one.section, one.section))
        found[one.round_id][place, one.kind] = Times(one.times, one.authorities)
    return list(found.values())
