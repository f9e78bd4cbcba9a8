"""What the waiting figures of a file would change, and whether its years are those that stand under another name."""

import json

from sqlmodel import Session

from app.core.database import Database, lean
from app.core.errors import Conflict
from app.indicators.intake import staging
from app.indicators.intake.report import MOST_ADDED, MOST_TOLD, Report, doubled
from app.indicators.intake.years import APART, SAME, Years, rename, years_of
from app.indicators.models import FigureImport

STALE = "The figures have changed since this preview. Read the file again to see what differs now."


def compare(database: Database, one: FigureImport, report: Report) -> None:
    """Fill the report in; years are renamed where somebody said that they are the same."""
    with database.read() as session, lean(session):
        years = years_of(session, one)
    if answer_of(one) == SAME and years.renamed:
        with database.write() as session, lean(session):
            rename(session, one, years)
    with database.read() as session, lean(session):
        tell(session, one, report, years)


def answer_of(one: FigureImport) -> str:
    """What somebody said of years under two names: SAME, APART, or nothing yet."""
    return str(json.loads(one.columns).get("years", ""))


def tell(session: Session, one: FigureImport, report: Report, years: Years) -> None:
    """Compare what waits now with what stands."""
    found = staging.counts(session, one)
    told = staging.changes(session, one, MOST_TOLD) if found.changed else []
    report.years, report.fits, report.same_years = years.told, years.fits, answer_of(one) if years.renamed else ""
    report.notes += [*years.notes, *(doubled(*pair) for pair in staging.doubled(session, one).items())]
    report.additions = staging.additions(session, one, MOST_ADDED) if found.added else []
    report.added, report.changed, report.unchanged = found.added, found.changed, found.unchanged
    report.changes = [[change.measure, change.area, change.period, change.before, change.after] for change in told]


def check_still(session: Session, one: FigureImport, expected: tuple[int, int, int]) -> None:
    """Conflict where the waiting figures would now change something else, or bring a year in under a second name."""
    found = staging.counts(session, one)
    if (found.added, found.changed, found.unchanged) != expected:
        raise Conflict(STALE)
    if answer_of(one) != APART and years_of(session, one).renamed:
        raise Conflict(STALE)
