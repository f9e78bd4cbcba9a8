"""The page that compares the rounds of a region from year to year."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.accounts.guards import InRegion, Standing
from app.core.database import ReadSession
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.reviews.annotations.rules import KINDS
from app.reviews.summary.rules import FEWEST_UNNAMED
from app.reviews.themes import queries
from app.reviews.themes.rules import in_series, newest_series, series_of
from app.reviews.themes.table import SHOWN, lines_of

router = APIRouter(prefix="/region/{region}/themes", route_class=GuardedRoute)
Runner = Annotated[Standing, Depends(InRegion())]


@router.get("")
def themes(
    request: Request, standing: Runner, session: ReadSession, framework: str = "", show: str = "ratings",
    section: str = "", kind: str = "", direction: str = "",
) -> Response:
    """How sections were rated, what was noted on them and what is to be strengthened, year beside year.

    `framework` is any year’s of a series, without it the series of the newest round of which reviews are submitted;
    `section` is a title, `kind` a kind of annotation and `direction` its words, which narrow the lines.
    """
    rounds = queries.rounds_in(session, standing.place.id)
    series = {series_of(one.framework_slug): one.title for one in rounds}
    counted = queries.years_of(session, rounds)
    chosen = series_of(framework) if series_of(framework) in series else newest_series(counted)
    show = show if show in SHOWN else "ratings"
    years = in_series(counted, chosen)
    every = lines_of(session, show, years, queries.titles_of(session, [year.round for year in years]))
    wanted = KINDS.get(kind, "") if show == "noted" else ""
    kept = [one for one in every if section in ("", one.place[1]) and wanted in ("", one.what)
            and direction in ("", one.direction)]
    return page(
        request, "reviews/themes.html", standing=standing, series=series, chosen=chosen, shown=SHOWN, show=show,
        years=years, every=every, kept=kept, section=section, kind=kind, kinds=KINDS, direction=direction,
        fewest=FEWEST_UNNAMED,
    )
