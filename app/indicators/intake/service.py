"""Verbs about a file of figures or measures: take it in, say what its columns are, read it, take it over."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from app.accounts.models import Authority
from app.activity.service import Doer, record
from app.activity.tags import Tag
from app.core.clock import now
from app.core.database import Database, lean
from app.core.errors import Conflict, NotFound, Refused
from app.core.jobs import Progress
from app.indicators.intake import measures as lists
from app.indicators.intake import staging
from app.indicators.intake.columns import FIGURES, MEASURES, Mapping, guess, mapping
from app.indicators.intake.comparing import STALE, check_still, compare, tell
from app.indicators.intake.forgetting import forget_old
from app.indicators.intake.periods import Periods
from app.indicators.intake.placing import look
from app.indicators.intake.reading import Cell, FigureReader, Known, Read, known
from app.indicators.intake.report import MOST_TOLD, Report, report_of, told_of_years
from app.indicators.intake.tables import Head, Table, open_table
from app.indicators.intake.years import ANSWERS, SAME, years_of
from app.indicators.models import Area, FigureImport, Measure
from app.indicators.rules import AUTHORITY, COMMAS, PROVISIONAL, THOUSANDS, UNSAID

CHUNK = 5_000
FAULTY = "Nothing was taken over: correct the lines that are listed, and send the file again."
SAME_CODE = "“{}” is the measure “{}”, whose code stays as it is written."
UNANSWERED = "Say first whether years that have other names here than in the file are the same."


@dataclass(frozen=True)
class Sent:
    """A file that somebody sends: what it holds, what its figures will be, and its name.

    `sheets` are those that hold anything, by name and SHA-256 in the store, `sheet` the place of the one that is read.
    `comma` is what one stands for in its values, and `years` whether those of other names are the same, if anybody
    said so.
    """

    kind: str
    status: str
    name: str
    sheets: tuple[tuple[str, str], ...] = ()
    sheet: int = 0
    comma: str = UNSAID
    years: str = ""


def begin(session: Session, doer: Doer, authority_id: int | None, sent: Sent, head: Head) -> FigureImport:
    """Note that a file came in, with its heads and what they seem to mean."""
    one = FigureImport(authority_id=authority_id, kind=sent.kind, status=sent.status, file_name=sent.name,
                       sent_at=now(), sent_by=doer.name)
    shared = {"given": {}, "comma": sent.comma, "sheets": sent.sheets, "years": sent.years}
    one.columns = json.dumps({**placed(sent.kind, sent.sheet, head), **shared}, ensure_ascii=False)
    one.file_sha256 = sent.sheets[sent.sheet][1] if sent.sheets else ""
    session.add(one)
    session.flush()
    return one


def placed(kind: str, sheet: int, head: Head) -> dict[str, Any]:
    """What is kept of heads: on which sheet and in which line they stand, and what their columns seem to hold."""
    return {"sheet": sheet, "line": head.line, "heads": head.heads, "samples": head.samples,
            "delimiter": head.delimiter, "roles": guess(kind, head.heads)}


def choose_columns(session: Session, one: FigureImport, said: dict[str, Any]) -> None:
    """Say what each column holds (`roles`), what all measures share (`given`), what a `comma` in a value stands for,
    and where the table stands, as `placed` gives it, if elsewhere than was thought.

    Refused where something is missing, Conflict once the file is taken over.
    """
    if one.state == "done":
        raise Conflict("This file has been taken over already.")
    columns = {**json.loads(one.columns), **said}
    _mapping(one, columns)
    if columns["comma"] not in COMMAS:
        raise Refused("Say what a comma in a value stands for.")
    one.columns = json.dumps(columns, ensure_ascii=False)
    if columns.get("sheets"):
        one.file_sha256 = columns["sheets"][columns["sheet"]][1]
    one.state, one.result = "sent", "{}"
    session.add(one)


def answer_years(session: Session, one: FigureImport, answer: str) -> None:
    """Say whether years named otherwise here are the same. Refused for no answer, Conflict once it is taken over."""
    if one.state == "done":
        raise Conflict("This file has been taken over already.")
    if answer not in ANSWERS:
        raise Refused("Say whether these are the same years.")
    one.columns = json.dumps({**json.loads(one.columns), "years": answer}, ensure_ascii=False)
    one.state, one.result = "sent", "{}"
    session.add(one)


def _mapping(one: FigureImport, columns: dict[str, Any]) -> Mapping:
    return mapping(one.kind, columns["heads"], columns["roles"], one.status == PROVISIONAL)


def read(database: Database, path: Path, import_id: int, progress: Progress) -> Report:
    """Read a file and put its figures aside; what taking it over would change. Safe to run again."""
    forget_old(database)
    with database.read() as session:
        one = session.get(FigureImport, import_id)
        if one is None:
            raise NotFound
        context = _known(session, one) if one.kind == FIGURES else None
    table = open_table(path)
    progress(0, 0, "Reading the file")
    if context is None:
        report = _read_measures(database, one, table)
    else:
        report = _read_figures(database, one, table, _reader(one, table, context), progress)
    with database.write() as session:
        kept = session.get_one(FigureImport, import_id)
        kept.result, kept.state = report.dumped(), "read"
    return report


def _told_where(one: FigureImport) -> list[str]:
    """Where the table stood, unless it began the only sheet."""
    columns = json.loads(one.columns)
    sheets = columns.get("sheets", [])
    if len(sheets) < 2:
        return [] if columns["line"] == 1 else [f"The heads were read from line {columns['line']}."]
    return [f"The heads were read from line {columns['line']} of the sheet “{sheets[columns['sheet']][0]}”."]


def _known(session: Session, one: FigureImport) -> Known:
    areas = session.exec(select(Area)).all()
    own = next((area for area in areas if area.authority_id == one.authority_id and area.kind == AUTHORITY), None)
    if one.status == PROVISIONAL and own is None:
        raise NotFound("This authority is not among the areas for which figures are kept.")
    return known(session.exec(select(Measure)).all(), areas, own if one.status == PROVISIONAL else None)


def _reader(one: FigureImport, table: Table, context: Known) -> FigureReader:
    """Where commas stand between cells, one inside a value can only stand between thousands."""
    columns = json.loads(one.columns)
    comma = THOUSANDS if table.delimiter == "," else columns.get("comma", UNSAID)
    chosen = _mapping(one, columns)
    place = chosen.places.get("period", -1)
    periods = Periods(lambda: (cells[place] for _, cells in table.body(columns["line"]) if 0 <= place < len(cells)))
    return FigureReader(chosen, context, periods, one.status, comma)


def _read_figures(
    database: Database, one: FigureImport, table: Table, reader: FigureReader, progress: Progress
) -> Report:
    report, total = Report(), table.length()
    assert one.id is not None
    with database.write() as session:
        staging.clear(session, one.id)
    line = json.loads(one.columns)["line"]
    for chunk, last in _chunks(reader.read(table.body(line)), report):
        if chunk:
            with database.write() as session, lean(session):
                staging.put(session, one.id, chunk)
        progress(min(last, total), total, "Reading the file")
    report.notes = [*_told_where(one), *reader.notes]
    progress(total, total, "Comparing it with what stands")
    if report.fault_count:
        with database.write() as session:
            staging.clear(session, one.id)
    else:
        compare(database, one, report)
    return report


def _chunks(found: Iterator[Cell], report: Report) -> Iterator[tuple[list[Read], int]]:
    """Figures to put aside, 5,000 cells at a time, each time with the last line."""
    chunk: list[Read] = []
    number = last = 0
    for number, cell in enumerate(found, 1):
        last = cell.line
        if report.note(cell) and isinstance(cell, Read):
            chunk.append(cell)
        if number % CHUNK == 0:
            yield chunk, last
            chunk = []
    yield chunk, last


def _read_list(one: FigureImport, table: Table) -> lists.MeasureList:
    columns = json.loads(one.columns)
    return lists.read_measures(table.body(columns["line"]), _mapping(one, columns), columns["given"])


def _read_measures(database: Database, one: FigureImport, table: Table) -> Report:
    found = _read_list(one, table)
    with database.read() as session:
        wanted = lists.plan(session, found)
    report = Report(found=len(found.fields), open_polarities=found.open_polarities)
    for fault in found.faults:
        report.fault(fault)
    report.added, report.unchanged = len(wanted.added), wanted.unchanged
    report.notes = _told_where(one)
    report.notes += [SAME_CODE.format(sent, stands) for sent, stands in wanted.respelled][:MOST_TOLD]
    report.changed = len({measure.code for measure, *_ in wanted.changed})
    report.changes = [
        [measure.title, name, "", str("" if before is None else before), str("" if after is None else after)]
        for measure, name, before, after in wanted.changed
    ][:MOST_TOLD]
    return report


def take_over(database: Database, path: Path, import_id: int, doer: Doer) -> Report:
    """Carry out what the preview showed, all of it or nothing; Conflict where it would now change something else.

    Safe to run again: what is done stays done.
    """
    with database.write() as session:
        one = session.get(FigureImport, import_id, with_for_update=True)
        if one is None:
            raise NotFound
        if one.state != "done":
            check_ready(one)
            _take(session, one, path)
            _record(session, one, doer)
        return report_of(one)


def check_ready(one: FigureImport) -> None:
    """Refused or Conflict where there is nothing that could be taken over."""
    if one.state != "read":
        raise Conflict("This file has been taken over already." if one.state == "done" else "Read the file first.")
    report = report_of(one)
    if report.fault_count:
        raise Refused(FAULTY)
    if not report.found:
        raise Refused("The file holds nothing that could be taken over.")
    if report.asks:
        raise Refused(UNANSWERED)


def _take(session: Session, one: FigureImport, path: Path) -> None:
    expected = report_of(one).counts
    if one.kind == MEASURES:
        wanted = lists.plan(session, _read_list(one, open_table(path)))
        if (len(wanted.added), len({measure.id for measure, *_ in wanted.changed}), wanted.unchanged) != expected:
            raise Conflict(STALE)
        lists.take_over(session, wanted)
    else:
        with lean(session):
            check_still(session, one, expected)
            staging.take_over(session, one)
    one.state, one.done_at = "done", now()


def _record(session: Session, one: FigureImport, doer: Doer) -> None:
    report = report_of(one)
    more: dict[str, Any] = {"file": one.file_name, "added": report.added, "changed": report.changed}
    if one.kind == MEASURES:
        record(session, Tag.MEASURES_IMPORTED, doer, one.authority_id, str(one.id), **more)
    else:
        record(session, Tag.FIGURES_IMPORTED, doer, one.authority_id, str(one.id), status=one.status, **more)
        if report.same_years == SAME:
            years = "; ".join(map(told_of_years, report.years[:MOST_TOLD]))
            record(session, Tag.YEARS_READ, doer, one.authority_id, str(one.id), file=one.file_name, years=years)


def import_whole(
    database: Database, doer: Doer, path: Path, sent: Sent, authority: Authority | None, given: dict[str, str],
    progress: Progress,
) -> tuple[int, Report]:
    """Take a file in as its heads tell, up to the preview; the import's id and report. For commands."""
    head = look(sent.kind, path).head
    with database.write() as session:
        one = begin(session, doer, authority.id if authority else None, sent, head)
        choose_columns(session, one, {"given": given})
    assert one.id is not None
    return one.id, read(database, path, one.id, progress)


def load(session: Session, doer: Doer, authority_id: int, sent: Sent, path: Path) -> None:
    """Take a file over as its heads tell, in the caller's transaction; Refused where a line cannot be used."""
    table = open_table(path)
    one = begin(session, doer, authority_id, sent, look(sent.kind, path).head)
    columns, report = json.loads(one.columns), Report()
    if one.kind == MEASURES:
        found = _read_list(one, table)
        wanted = lists.plan(session, found)
        report.found, report.added, report.unchanged = len(found.fields), len(wanted.added), wanted.unchanged
    else:
        reader = _reader(one, table, _known(session, one))
        figures = [cell for cell in reader.read(table.body(columns["line"])) if report.note(cell)]
        staging.put(session, one.id or 0, [cell for cell in figures if isinstance(cell, Read)])
        tell(session, one, report, years_of(session, one))
    one.state, one.result = "read", report.dumped()
    check_ready(one)
    _take(session, one, path)
    _record(session, one, doer)
