"""The data pack of an authority and a year: on screen, as Excel and as CSV."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from markupsafe import Markup
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.accounts.guards import InAuthority, Standing
from app.core.database import ReadSession
from app.core.errors import NotFound
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.evidence.permissions import reads_library
from app.indicators.charts.drawing import draw
from app.indicators.downloads import CSV, EXCEL, as_csv, as_excel, handed_out
from app.indicators.pack.contents import Pack
from app.indicators.pack.downloads import figures_of, measures_of
from app.indicators.pack.making import pack_of
from app.indicators.permissions import imports_figures, reads_figures
from app.indicators.queries import around, years_of

router = APIRouter(prefix="/figures/{authority}/pack", route_class=GuardedRoute)
Reader = Annotated[Standing, Depends(InAuthority(reads_figures))]
YEAR = re.compile(r"\d{4}(-\d{2})?", re.ASCII)


@router.get("")
def newest(request: Request, standing: Reader, session: ReadSession) -> Response:
    """The way to the pack of the newest year, or the page that says that there is none."""
    years = years_of(session, standing.place.id)
    if not years:
        return _page(request, standing, session, "", [], None)
    return RedirectResponse(f"/figures/{standing.place.slug}/pack/{years[0]}", 303)


def _page(
    request: Request, standing: Standing, session: Session, year: str, years: list[str], pack: Pack | None
) -> Response:
    charts = [(entry, chart) for entry in pack.outliers if (chart := entry.chart)] if pack else []
    return page(
        request, "figures/pack.html", standing=standing, home=f"/figures/{standing.place.slug}", year=year, pack=pack,
        years=years, withdrawn=around(session, standing.place.id).withdrawn if pack else [],
        charts=[(entry, Markup(draw(chart))) for entry, chart in charts],
        may_import=imports_figures(standing.actor, standing.place.id),
        may_know=reads_library(standing.actor, standing.place.id),
    )


@router.get("/{year}")
def pack_page(request: Request, standing: Reader, session: ReadSession, year: str) -> Response:
    """The figures of a year: outliers with charts, every measure beside the others, sources and marks."""
    pack = pack_of(session, standing.place.id, _checked(year))
    return _page(request, standing, session, year, years_of(session, standing.place.id), pack)


def _checked(year: str) -> str:
    if not YEAR.fullmatch(year):
        raise NotFound("There is no data pack of that year.")
    return year


def _asked(session: Session, standing: Standing, year: str) -> Pack:
    pack = pack_of(session, standing.place.id, _checked(year))
    if pack is None:
        raise NotFound("There are no figures for a data pack of that year.")
    return pack


@router.get("/{year}/csv")
def csv_file(standing: Reader, session: ReadSession, year: str) -> Response:
    """Every figure of the pack as CSV."""
    rows = figures_of(_asked(session, standing, year))
    return handed_out(as_csv(rows), CSV, f"data-pack-{standing.place.slug}-{year}.csv")


@router.get("/{year}/excel")
def excel_file(standing: Reader, session: ReadSession, year: str) -> Response:
    """The pack as an Excel workbook: the measures side by side, and every figure."""
    pack = _asked(session, standing, year)
    data = as_excel({"Measures": measures_of(pack), "Figures": figures_of(pack)})
    return handed_out(data, EXCEL, f"data-pack-{standing.place.slug}-{year}.xlsx")
