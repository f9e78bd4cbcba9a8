"""What the editor asks about figures: which there are, how a choice would look, and whether there are newer ones."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from app.accounts.guards import InAuthority, Standing
from app.core.database import ReadSession, WriteSession
from app.core.errors import CandourError, NotFound
from app.core.permission import GuardedRoute
from app.indicators.extracts import service
from app.indicators.extracts.laying import in_short, laid_out
from app.indicators.extracts.offering import offers
from app.indicators.extracts.queries import extracts_of, newer_of
from app.indicators.extracts.rules import GROUPS, OWN, REGION, TABLE, Choice, Extract, changes
from app.indicators.extracts.showing import on_screen
from app.indicators.extracts.taking import others
from app.indicators.permissions import reads_figures
from app.indicators.queries import around
from app.richtext.limits import MAX_CAPTION
from app.richtext.models import FORMS, CitationView
from app.richtext.render import to_html

router = APIRouter(prefix="/figures/{authority}/extracts", route_class=GuardedRoute)
Reader = Annotated[Standing, Depends(InAuthority(reads_figures))]


class Wanted(BaseModel):
    """A choice of figures as the editor sends it."""

    measure: str = Field(max_length=200)
    areas: list[str] = Field(default=[OWN], max_length=60)
    first: str = Field(default="", max_length=40)
    last: str = Field(default="", max_length=40)

    @property
    def choice(self) -> Choice:
        """It as it is kept."""
        return Choice(tuple(dict.fromkeys(self.areas)), self.first, self.last)


class Shown(BaseModel):
    """The block whose figures are to be those of today."""

    caption: str = Field(default="", max_length=MAX_CAPTION)


def _told(standing: Standing, extract: Extract, form: str) -> dict[str, Any]:
    """An extract as the editor shows it."""
    choice = {"measure": extract.measure.slug, "title": extract.measure.title, **asdict(extract.choice)}
    return {
        "choice": choice, "extract": extract.name, "text": extract.text, "caption": extract.caption(form),
        "says": extract.says, "forms": [[one, FORMS[one]] for one in extract.forms],
        "html": _html(standing, extract, form),
    }


def _html(standing: Standing, extract: Extract, form: str) -> str:
    """The block without its caption, which the editor shows itself."""
    attrs = {"extract": extract.name, "form": form if form in FORMS else TABLE, "caption": ""}
    doc = {"type": "doc", "content": [{"type": "indicator", "attrs": attrs}]}
    figures = on_screen(standing.place.slug, {extract.name: extract}, {})
    return str(to_html(laid_out(doc, figures), _uncited, scroll=True))


def _uncited(_citation: object) -> CitationView:
    raise ValueError("a block of figures cites nothing")


@router.get("/measures")
def measures(standing: Reader, session: ReadSession, q: str = "", chosen: str = "") -> dict[str, Any]:
    """The authority’s measures whose words match, with their periods, and the areas to choose from."""
    beside = around(session, standing.place.id)
    groups = GROUPS | {OWN: beside.own.name, REGION: beside.region_name}
    return {
        "measures": offers(session, beside, q[:200], chosen), "groups": list(groups.items()),
        "areas": [[area.slug, area.name] for area in others(beside)],
    }


@router.get("/preview")
def preview(
    standing: Reader, session: ReadSession, wanted: Annotated[Wanted, Query()], form: str = TABLE
) -> Response:
    """How a choice would look; nothing is kept. 422 with a sentence for one that holds nothing."""
    try:
        extract = service.chosen(session, standing.place.id, wanted.measure, wanted.choice, form)
    except CandourError as error:
        return JSONResponse({"error": error.sentence}, error.status)
    return JSONResponse(_told(standing, extract, form))


@router.post("")
def take(standing: Reader, session: WriteSession, wanted: Wanted, form: str = TABLE) -> Response:
    """Keep a choice as it is now, to be put into an answer."""
    extract = service.take(session, standing.actor, standing.place.id, wanted.measure, wanted.choice, form)
    return JSONResponse(_told(standing, extract, form), 201)


@router.get("/{name}")
def extract_page(standing: Reader, session: ReadSession, name: str, form: str = TABLE) -> dict[str, Any]:
    """One extract, and what is newer."""
    known = extracts_of(session, standing.place.id, [name])
    if name not in known:
        raise NotFound("There are no such figures.")
    newer = newer_of(session, standing.place.id, known).get(name)
    return {**_told(standing, known[name], form), "newer": in_short(changes(known[name], newer)) if newer else ""}


@router.post("/{name}/newer")
def take_newer(
    standing: Reader, session: WriteSession, name: str, shown: Shown | None = None, form: str = TABLE
) -> dict[str, Any]:
    """Keep what an extract would be today, for a figure or block: with the caption that it has then, and what to tell.
    """
    caption = shown.caption if shown else ""
    extract, then = service.take_newer(session, standing.actor, standing.place.id, name, form, caption)
    return {**_told(standing, extract, form), "caption": then.attrs.get("caption", caption), "told": then.told}
