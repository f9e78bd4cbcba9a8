"""Figures of the demonstration: published ones of the Eastern Region, and what one authority had counted itself before.

Source: Local Authority Interactive Tool, Department for Education, under the Open Government Licence v3.0; the values
are as published, the words about the measures are ours.
"""

from sqlmodel import Session

from app.activity.service import Doer
from app.demo.files import FOLDER
from app.indicators.intake.columns import FIGURES, MEASURES
from app.indicators.intake.service import Sent, load
from app.indicators.rules import PROVISIONAL, PUBLISHED

FILES = FOLDER / "figures"


def add_figures(session: Session, doer: Doer, authority_id: int) -> None:
    """Bring in the measures, the published figures, and then the provisional ones of this authority."""
    for kind, status, name in (
        (MEASURES, PUBLISHED, "measures.csv"), (FIGURES, PUBLISHED, "eastern-region.csv"),
        (FIGURES, PROVISIONAL, "peterborough-provisional.csv"),
    ):
        load(session, doer, authority_id, Sent(kind, status, name), FILES / name)
