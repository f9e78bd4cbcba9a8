"""Bring measures and figures in from CSV or Excel files; each file as a whole or not at all.

`figures import FILE` takes over published figures; with --authority the provisional ones of that authority.
`figures neighbours FILE` keeps an authority's list of statistical neighbours, one name on a line.
"""

import argparse
import csv
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from app.accounts.actor import Command
from app.accounts.models import Authority
from app.accounts.queries import authority_by_slug
from app.cli.store import open_store
from app.config import Settings
from app.core.database import Database
from app.core.errors import NotFound, Refused
from app.core.templating import counted_plainly
from app.indicators.intake import service
from app.indicators.intake.columns import FIGURES, MEASURES
from app.indicators.intake.forgetting import forget
from app.indicators.intake.report import Report, told, told_of_years
from app.indicators.intake.uploads import likeliest, sheets_of
from app.indicators.intake.years import ANSWERS, APART, SAME
from app.indicators.rules import DECIMALS, PROVISIONAL, PUBLISHED, THOUSANDS, UNSAID
from app.indicators.service import set_neighbours

DOER = Command("Command line")
MOST_PRINTED = 20
BAR = 30
YEARS = {"": "The same year or not", SAME: "Kept under the name that stands", APART: "Kept apart, and not"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is to be done, and with which files."""
    parser.add_argument("act", choices=("import", "neighbours"), metavar="import|neighbours")
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--measures", metavar="FILE", type=Path, help="take over this list of measures first")
    parser.add_argument("--authority", help="such as peterborough: whose provisional figures or neighbours these are")
    parser.add_argument("--source", default="", help="where measures or neighbours come from, if the file does not say")
    parser.add_argument("--licence", default="", help="the licence of measures, if the file does not say")
    parser.add_argument("--as-at", type=date.fromisoformat, help="the day of a list of neighbours, such as 2017-03-31")
    parser.add_argument("--comma", choices=(DECIMALS, THOUSANDS), default=UNSAID,
                        help="what a comma in a value stands for, where cells are kept apart by semicolons or tabs")
    parser.add_argument("--years", choices=ANSWERS, default="", help="whether years that have other names in the file, "
                        "such as 2016-17 for 2017, are the same or stay apart")
    parser.add_argument("--dry-run", action="store_true", help="say what would change and change nothing")


def run(settings: Settings, asked: argparse.Namespace) -> int:
    """Bring the files in; 1 where a line cannot be used, and then nothing of that file is taken over."""
    database = open_store(settings)
    authority = _authority(database, asked.authority) if asked.authority else None
    if asked.act == "neighbours":
        return _neighbours(database, authority, asked)
    if asked.measures:
        _bring_in(database, asked.measures, service.Sent(MEASURES, PUBLISHED, asked.measures.name), None, asked)
    status = PROVISIONAL if authority else PUBLISHED
    sent = service.Sent(FIGURES, status, asked.file.name, comma=asked.comma, years=asked.years)
    _bring_in(database, asked.file, sent, authority, asked)
    return 0


def _authority(database: Database, slug: str) -> Authority:
    with database.read() as session:
        found = authority_by_slug(session, slug)
    if found is None:
        raise NotFound(f"There is no authority “{slug}”.")
    return found


def _bring_in(
    database: Database, path: Path, sent: service.Sent, authority: Authority | None, asked: argparse.Namespace
) -> None:
    given = {"source": asked.source, "licence": asked.licence} if sent.kind == MEASURES else {}
    with _table(path, sent.kind) as table:
        key, report = service.import_whole(database, DOER, table, sent, authority, given, _progress())
        _say(path.name, sent.kind, report)
        if report.fault_count:
            cells = counted_plainly(report.fault_count, "cell")
            raise Refused(f"Nothing of {path.name} was taken over, since {cells} cannot be used.")
        if report.asks and not asked.dry_run:
            raise Refused(f"Nothing of {path.name} was taken over: say with --years whether these are the same years.")
        if asked.dry_run:
            forget(database, key)
        else:
            service.take_over(database, table, key, DOER)
    print("Nothing was changed: this was a trial." if asked.dry_run else f"{path.name} is taken over.")


@contextmanager
def _table(path: Path, kind: str) -> Iterator[Path]:
    """A file as CSV on disk: itself, or the sheet of a workbook that looks most like a table of that kind."""
    if path.suffix.lower() != ".xlsx":
        yield path
        return
    sheets = sheets_of(path.name, path.read_bytes())
    place, _ = likeliest(kind, sheets)
    if len(sheets) > 1:
        print(f"{path.name}: the sheet “{sheets[place].name}” is read.")
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(sheets[place].data)
        file.flush()
        yield Path(file.name)


def _progress() -> service.Progress:
    shown = sys.stderr.isatty()
    last = 0.0

    def bar(done: int, total: int, label: str) -> None:
        nonlocal last
        if shown and total and (time.monotonic() - last > 0.1 or done == total):
            last, full = time.monotonic(), BAR * done // total
            end = "\n" if done == total and label.startswith("Comparing") else ""
            print(f"\r{label} {'█' * full}{'░' * (BAR - full)} {done:,} of {total:,}", end=end, file=sys.stderr)

    return bar


def _say(name: str, kind: str, report: Report) -> None:
    found = counted_plainly(report.found, kind.removesuffix("s"))
    print(f"{name}: {found}; {report.added:,} to add, {report.changed:,} to change, "
          f"{report.unchanged:,} the same already.")
    if report.marks:
        print(f"Kept as marks: {told(report.marks)}.")
    if report.blank:
        print(f"{counted_plainly(report.blank, 'blank cell is', 'blank cells are')} left out.")
    if report.open_polarities:
        measures = counted_plainly(report.open_polarities, "measure has", "measures have")
        print(f"{measures} no good direction: the source leaves polarity blank or “-”.")
    for note in report.told[:MOST_PRINTED]:
        print(note)
    for years in report.years[:MOST_PRINTED]:
        print(f"{YEARS[report.same_years]}: {told_of_years(years)}.")
    for line, sentence in report.faults[:MOST_PRINTED]:
        print(f"Line {line}: {sentence}")
    for measure, area, period, before, after in report.changes[:MOST_PRINTED]:
        print(f"{measure}, {area}{f', {period}' if period else ''}: from {before} to {after}")


def _neighbours(database: Database, authority: Authority | None, asked: argparse.Namespace) -> int:
    if authority is None or asked.as_at is None or not asked.source:
        raise Refused("A list of neighbours needs --authority, --as-at and --source.")
    with asked.file.open(encoding="utf-8-sig", newline="") as file:
        names = [row[0].strip() for row in csv.reader(file) if row and row[0].strip()]
    with database.write() as session:
        set_neighbours(session, DOER, authority, asked.as_at, asked.source, names)
    print(f"{authority.name} has {counted_plainly(len(names), 'statistical neighbour')} as at {asked.as_at}.")
    return 0
