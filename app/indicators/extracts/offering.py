"""The measures that can be put into an answer."""

from typing import Any

from sqlmodel import Session

from app.indicators.extracts.queries import figures_by_measure
from app.indicators.models import Measure
from app.indicators.profile import Around, Figure
from app.indicators.queries import measures
from app.indicators.rules import named
from app.indicators.years import way_held, way_of

MOST = 30


def offers(session: Session, beside: Around, words: str, chosen: str = "") -> list[dict[str, Any]]:
    """The first measures that match and of which this area has figures, each with its periods and newest figure.

    The one that is chosen already, by its slug, comes first, whatever it is called by now.
    """
    asked = named(words).split()
    fitting = [one for one in measures(session) if one.slug == chosen or _fits(asked, one.title, one.topic, one.code)]
    fitting.sort(key=lambda one: (one.slug != chosen, not _fits(asked, one.title)))  # the topic is only a help
    held = figures_by_measure(session, beside, {one.id for one in fitting})
    return [_offer(one, held[one.id]) for one in fitting if one.id in held][:MOST]


def _fits(asked: list[str], *texts: str) -> bool:
    text = named(" ".join(texts))
    return all(word in text for word in asked)


def _offer(measure: Measure, figures: list[tuple[Figure, int]]) -> dict[str, Any]:
    """A measure with its periods, of two names of a year that one last which is shown unless another is asked for."""
    held = {(one.period_order, one.period): count for one, count in figures}
    way = way_held(held)
    own = sorted((one for one, _ in figures), key=lambda one: (
        one.period_order, way_of(one.period, one.period_order) == way))
    newest = own[-1]
    return {
        "slug": measure.slug, "title": measure.title, "unit": measure.unit, "topic": measure.topic,
        "periods": list(dict.fromkeys(one.period for one in own)),
        "newest": f"{newest.told(measure)} in {newest.period}",
    }
