"""Reading from figures to the answers that show them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.accounts.actor import Actor, Place
from app.assessments.citing.queries import Spot, current, spots
from app.assessments.models import Text
from app.assessments.texts.models import FigureUse
from app.indicators.extracts.laying import in_short
from app.indicators.extracts.queries import extracts_of, newer_of
from app.indicators.extracts.rules import Extract, changes
from app.indicators.models import FigureExtract, Measure
from app.richtext.models import FORMS
from app.richtext.text import extracts


@dataclass(frozen=True)
class Shown:
    """One extract in an answer: how it is shown there, and what it would be today where that differs."""

    extract: Extract
    how: str
    newer: Extract | None

    @property
    def told(self) -> str:
        """What is different today; nothing where it is the same."""
        return in_short(changes(self.extract, self.newer)) if self.newer else ""


@dataclass(frozen=True)
class ShownAt:
    """An answer with the figures that it shows, in its order."""

    spot: Spot
    shown: list[Shown]

    @property
    def has_newer(self) -> bool:
        """Whether any of them is different today."""
        return any(one.newer for one in self.shown)

    def renewed_by(self, actor: Actor, authority_id: int) -> str:
        """The prompt by which the actor may take newer figures over; empty where there is none or nothing is newer."""
        return self.spot.written_by(actor, authority_id) if self.has_newer else ""


def shown_at(session: Session, place: Place) -> list[ShownAt]:
    """Every answer of current assessments that shows figures; in six queries however many there are."""
    found = spots(session, place, col(Text.id).in_(select(FigureUse.text_id)) & current())
    known = extracts_of(session, place.id, {name for spot in found for name, _ in extracts(spot.doc)})
    newer = newer_of(session, place.id, known)
    return [ShownAt(spot, _shown(spot, known, newer)) for spot in found]


def _shown(spot: Spot, known: Mapping[str, Extract], newer: Mapping[str, Extract]) -> list[Shown]:
    """Each way of showing an extract once, in the answer's order."""
    ways = dict.fromkeys((name, "In a sentence" if text else "") for name, text in extracts(spot.doc) if name in known)
    forms = {block["attrs"]["extract"]: FORMS[block["attrs"]["form"]] for block in spot.doc["content"]
             if block["type"] == "indicator"}
    return [Shown(known[name], how or forms[name], newer.get(name)) for name, how in ways]


def told_in(session: Session, place: Place, slug: str = "") -> dict[str, list[Spot]]:
    """The answers of current assessments that tell of this measure, or of each, by its slug: in two queries."""
    query = (
        columns(Measure.slug, FigureUse.text_id)
        .join(FigureExtract, col(FigureExtract.measure_id) == Measure.id)
        .join(FigureUse, col(FigureUse.extract) == FigureExtract.name)
        .where(FigureExtract.authority_id == place.id).distinct()
    )
    rows = session.execute(query.where(Measure.slug == slug) if slug else query).all()
    texts = {text_id for _, text_id in rows}
    by_text = {spot.text_id: spot for spot in spots(session, place, col(Text.id).in_(texts) & current())}
    found: dict[str, list[Spot]] = {}
    for told, text_id in rows:
        if text_id in by_text:
            found.setdefault(told, []).append(by_text[text_id])
    return found
