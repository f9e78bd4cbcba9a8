"""The lines of a comparison of years, section by section."""

from collections.abc import Sequence

from sqlmodel import Session

from app.reviews.annotations.rules import KINDS
from app.reviews.themes import queries
from app.reviews.themes.queries import Said, Titles
from app.reviews.themes.rules import NOT_ASKED, Line, Place, Times, Year, places, rating_direction, times_direction

SHOWN = {
    "ratings": "How well evidenced", "noted": "What reviewers noted", "areas": "Areas to strengthen",
}


def lines_of(session: Session, show: str, years: Sequence[Year], titles: Sequence[Titles]) -> list[Line]:
    """Every line of one of SHOWN about which a submitted review says anything in any of these years."""
    if show == "ratings":
        return _ratings(session, years, titles)
    if show == "noted":
        return _said(queries.noted(session, years, titles), years, titles, KINDS)
    titles = queries.with_whole(titles)
    return _said(queries.areas(session, years, titles), years, titles, {"areas": ""})


def _ratings(session: Session, years: Sequence[Year], titles: Sequence[Titles]) -> list[Line]:
    rated = queries.ratings(session, years, titles)
    found = []
    for place in places(titles):
        own = [of_year.get(place) for of_year in rated]
        if any(one and one.authorities for one in own):
            direction = rating_direction(*own[-2:]) if len(years) > 1 else ""
            found.append(Line(place, "", [one.told if one else NOT_ASKED for one in own], direction))
    return found


def _said(said: Said, years: Sequence[Year], titles: Sequence[Titles], whats: dict[str, str]) -> list[Line]:
    found = []
    for place in places(titles):
        for what, word in whats.items():
            own = [_times(of_year, known, place, what) for of_year, known in zip(said, titles, strict=True)]
            if any(one and one.times for one in own):
                direction = times_direction(own[-2], own[-1], (years[-2], years[-1])) if len(years) > 1 else ""
                found.append(Line(place, word, [one.told if one else NOT_ASKED for one in own], direction))
    return found


def _times(of_year: dict[tuple[Place, str], Times], known: Titles, place: Place, what: str) -> Times | None:
    """How often it was said in a year; None where that year’s framework has no such section."""
    return of_year.get((place, what), Times()) if known.get(place[0]) == place[1] else None
