"""Figures of the demonstration: published ones of the Eastern Region, and what one authority had counted itself before.

Source: Local Authority Interactive Tool, Department for Education, under the Open Government Licence v3.0; the values
are as published, the words about the measures are ours. Left out is England's rate of young people new to youth
justice, which the source gives ten times higher than any of its regions.
"""

import re
from dataclasses import dataclass

from sqlmodel import Session

from app.activity.service import Doer
from app.demo.files import FOLDER
from app.indicators.extracts.rules import Choice
from app.indicators.extracts.service import keep
from app.indicators.extracts.taking import extract_of
from app.indicators.intake.columns import FIGURES, MEASURES
from app.indicators.intake.service import Sent, load
from app.indicators.models import Measure
from app.indicators.queries import around, figures_of_all, measures
from app.indicators.rules import PROVISIONAL, PUBLISHED

FILES = FOLDER / "figures"
WISH = re.compile(r"\{\{(\w+): ([^|]+)\|([^|]+)\|([^|}]+)(?:\|([^}]+))?\}\}")


def add_figures(session: Session, doer: Doer, authority_id: int) -> None:
    """Bring in the measures, the published figures, and then the provisional ones of this authority."""
    for kind, status, name in (
        (MEASURES, PUBLISHED, "measures.csv"), (FIGURES, PUBLISHED, "eastern-region.csv"),
        (FIGURES, PROVISIONAL, "peterborough-provisional.csv"),
    ):
        load(session, doer, authority_id, Sent(kind, status, name), FILES / name)


@dataclass(frozen=True)
class Shelf:
    """An authority's figures, to take out what the demonstration's texts ask for."""

    session: Session
    doer: Doer
    authority_id: int
    measures: dict[str, Measure]

    def put_in(self, text: str) -> str:
        """The text with each wish, such as `{{bars: LAC | own, peers | caption}}`, as the name of what was taken."""
        return WISH.sub(self._taken, text)

    def _taken(self, wish: re.Match[str]) -> str:
        form, code, areas, rest, status = (part.strip() if part else "" for part in wish.groups())
        measure = self.measures[code]
        period = rest if form == "figure" else ""
        choice = Choice(tuple(area.strip() for area in areas.split(",")), period, period)
        beside = around(self.session, self.authority_id)
        figures = figures_of_all(self.session, {measure.id or 0}, beside)[measure.id or 0]
        wanted = [one for one in figures if one.status == (status or PUBLISHED)]
        extract = keep(self.session, self.doer, self.authority_id, extract_of(measure, wanted, beside, choice))
        if form == "figure":
            return f"{{{{figure {extract.name}: {extract.text}}}}}"
        return f"{{{{{form} {extract.name}, {rest}}}}}"


def shelf_of(session: Session, doer: Doer, authority_id: int) -> Shelf:
    """The figures of an authority."""
    return Shelf(session, doer, authority_id, {one.code: one for one in measures(session)})
