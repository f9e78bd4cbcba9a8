"""A measure's charts and files, and the statistical neighbours; the pages of figures stand over the answers."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.accounts.guards import InAuthority, Standing
from app.accounts.models import Authority
from app.core.database import ReadSession, WriteSession
from app.core.errors import CandourError, NotFound, Refused
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.evidence.permissions import reads_library
from app.indicators import joining, queries
from app.indicators.charts.building import chart_of
from app.indicators.charts.drawing import draw
from app.indicators.charts.series import KINDS
from app.indicators.downloads import CSV, EXCEL, as_csv, as_excel, handed_out, rows_of
from app.indicators.permissions import imports, imports_figures, keeps_neighbours, reads_figures
from app.indicators.rules import MARKS, PUBLISHED
from app.indicators.service import set_neighbours, withdraw_list

router = APIRouter(prefix="/figures/{authority}", route_class=GuardedRoute)
Reader = Annotated[Standing, Depends(InAuthority(reads_figures))]
Importer = Annotated[Standing, Depends(InAuthority(imports_figures))]
Keeper = Annotated[Standing, Depends(InAuthority(keeps_neighbours))]
MOST_NEIGHBOURS = 30


def frame(standing: Standing) -> dict[str, Any]:
    """What every page of figures shows."""
    return {"standing": standing, "home": f"/figures/{standing.place.slug}", "marks": MARKS,
            "may_import": imports_figures(standing.actor, standing.place.id),
            "may_keep_neighbours": keeps_neighbours(standing.actor, standing.place.id),
            "may_know": reads_library(standing.actor, standing.place.id)}


@router.get("/measures/{measure}/charts/{kind}")
def chart(standing: Reader, session: ReadSession, measure: str, kind: str) -> Response:
    """One chart as SVG; its address changes with what it shows, so that it may be kept."""
    found, beside = queries.measure_at(session, measure), queries.around(session, standing.place.id)
    drawn = chart_of(kind, found, queries.figures_of(session, found, beside.own), beside) if kind in KINDS else None
    if drawn is None:
        raise NotFound("There is no such chart.")
    keep = {"cache-control": "private, max-age=31536000"}
    return Response(draw(drawn), media_type="image/svg+xml", headers=keep)


def _rows(session: Session, standing: Standing, slug: str) -> Any:
    found, beside = queries.measure_at(session, slug), queries.around(session, standing.place.id)
    figures = queries.figures_of(session, found, beside.own, every_period=True)
    return rows_of(found, figures, queries.areas_at(session, {one.area_id for one in figures}), beside)


@router.get("/measures/{measure}/csv")
def csv_file(standing: Reader, session: ReadSession, measure: str) -> Response:
    """Every figure of a measure as CSV."""
    return handed_out(as_csv(_rows(session, standing, measure)), CSV, f"{measure}.csv")


@router.get("/measures/{measure}/excel")
def excel_file(standing: Reader, session: ReadSession, measure: str) -> Response:
    """Every figure of a measure as an Excel workbook."""
    return handed_out(as_excel({measure: _rows(session, standing, measure)}), EXCEL, f"{measure}.xlsx")


@router.post("/measures/{measure}/years")
def join_years(request: Request, standing: Importer, session: WriteSession, measure: str) -> Response:
    """Give each year one name, of all figures or of the own provisional ones, as this person may bring them in."""
    found, own = queries.measure_at(session, measure), queries.own_area(session, standing.place.id)
    whole = PUBLISHED in imports(standing.actor, standing.place.id)
    joining.join_years(session, standing.actor, standing.place.id, found, own, whole)
    return see_other(request, f"/figures/{standing.place.slug}/measures/{found.slug}", "The years are joined.")


def _neighbours(
    request: Request, standing: Standing, session: Session, status: int = 200, **more: Any
) -> Response:
    own = {"error": "", "wrong": "", "withdrawing": 0, "typed": {"as_at": "", "source": "", "names": ""}, **more}
    return page(request, "figures/neighbours.html", status, lists=queries.lists_of(session, standing.place.id),
                **own, **frame(standing))


@router.get("/neighbours")
def neighbours_page(request: Request, standing: Reader, session: ReadSession) -> Response:
    """The lists of statistical neighbours, the newest first, and the form that adds one."""
    return _neighbours(request, standing, session)


@router.post("/neighbours")
def add_neighbours(
    request: Request, standing: Keeper, session: WriteSession, as_at: Annotated[str, Form()] = "",
    source: Annotated[str, Form()] = "", names: Annotated[str, Form()] = "",
) -> Response:
    """Keep a new list; earlier ones stay."""
    wanted = [" ".join(line.split()) for line in names.splitlines() if line.strip()]
    try:
        day, told = _day(as_at), " ".join(source.split())
        if not told or len(told) > 300 or len(wanted) > MOST_NEIGHBOURS:
            raise Refused("Say by whose reckoning these are the neighbours." if not told else
                          f"Use at most 300 characters for the source, and name at most {MOST_NEIGHBOURS} neighbours.")
        authority = session.get(Authority, standing.place.id)
        assert authority is not None
        set_neighbours(session, standing.actor, authority, day, told, wanted)
    except CandourError as error:
        session.rollback()
        typed = {"as_at": as_at, "source": source, "names": names}
        return _neighbours(request, standing, session, error.status, error=error.sentence, typed=typed)
    return see_other(request, f"/figures/{standing.place.slug}/neighbours", "The list is kept.")


@router.post("/neighbours/{list_id}/withdraw")
def withdraw(
    request: Request, standing: Keeper, session: WriteSession, list_id: int, why: Annotated[str, Form()] = "",
) -> Response:
    """Compare with a list no more."""
    kept = queries.list_at(session, standing.place.id, list_id)
    try:
        withdraw_list(session, standing.actor, kept, " ".join(why.split()))
    except Refused as error:
        return _neighbours(request, standing, session, error.status, wrong=error.sentence, withdrawing=list_id)
    return see_other(request, f"/figures/{standing.place.slug}/neighbours", "The list is withdrawn.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("Enter the date that the list is true of.") from error
