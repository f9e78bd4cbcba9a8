"""How the screen shows the figures in a document."""

from collections.abc import Iterable, Mapping

from sqlmodel import Session

from app.accounts.actor import Place
from app.indicators.charts.drawing import draw
from app.indicators.extracts.laying import Showing, in_short
from app.indicators.extracts.queries import extracts_of, newer_of
from app.indicators.extracts.rules import Extract, changes
from app.richtext.models import CitationView, NodeJson
from app.richtext.walk import extracts

NEWER = "newer"  # stands behind a figure that would be another today


def on_screen(authority: str, known: Mapping[str, Extract], newer: Mapping[str, Extract]) -> Showing:
    """Charts as they are drawn, and each single figure leading to the page of its measure."""

    def view(extract: Extract) -> CitationView:
        later = newer.get(extract.name)
        told = f" Newer figures exist: {in_short(changes(extract, later))}" if later else ""
        title = f"{extract.says}. Source: {extract.source or 'not given'}.{told}"
        return CitationView(f"/figures/{authority}/measures/{extract.measure.slug}", NEWER if later else "", title)

    return Showing(known, draw, view, newer)


def showing_of(
    session: Session, place: Place, docs: Iterable[NodeJson], also: Iterable[str] = (), compared: bool = True
) -> Showing:
    """What documents, and other extracts by name, show of an authority's figures; `compared` looks for newer ones.

    One query, and four more where they are compared; none for documents without figures.
    """
    known = extracts_of(session, place.id, {*also, *(name for doc in docs for name, _ in extracts(doc))})
    return on_screen(place.slug, known, newer_of(session, place.id, known) if compared else {})
