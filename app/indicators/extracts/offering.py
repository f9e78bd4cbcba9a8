"""The measures that can be put into an answer."""

from typing import Any

from sqlmodel import Session

from app.indicators.extracts.queries import figures_by_measure
from app.indicators.models import Area, Measure
from app.indicators.queries import measures
from app.indicators.rules import named, shown

MOST = 30


def offers(session: Session, own: Area, words: str, chosen: str = "") -> list[dict[str, Any]]:
    """The first measures that match and of which this area has figures, each with its periods and newest figure.

    The one that is chosen already, by its slug, comes first, whatever it is called by now.
    """
    asked = named(words).split()
    fitting = [one for one in measures(session) if one.slug == chosen or _fits(asked, one.title, one.topic, one.code)]
    fitting.sort(key=lambda one: (one.slug != chosen, not _fits(asked, one.title)))  # the topic is only a help
    held = figures_by_measure(session, own, {one.id for one in fitting})
    return [_offer(one, held[one.id]) for one in fitting if one.id in held][:MOST]


def _fits(asked: list[str], *texts: str) -> bool:
    text = named(" ".join(texts))
    return all(word in text for word in asked)


def _offer(measure: Measure, figures: list[tuple[str, str, str]]) -> dict[str, Any]:
    period, value, mark = figures[-1]
    return {
        "slug": measure.slug, "title": measure.title, "unit": measure.unit, "topic": measure.topic,
        "periods": list(dict.fromkeys(period for period, _, _ in figures)),
        "newest": f"{shown(value, mark, measure.decimals)} in {period}",
    }
