"""Take an existing document (text, Markdown or Word) into an assessment, with every line accounted for.

A first import runs without asking. Where the assessment already holds answers, the differences are printed,
nothing is changed and the exit code is 3, unless --apply is given.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlmodel import Session

from app.accounts.actor import Command
from app.accounts.queries import authority_by_slug
from app.assessments.queries import any_assessment_at, lines
from app.assessments.service import checked_address
from app.cli.store import open_store
from app.config import Settings
from app.core.errors import NotFound
from app.core.files import write_whole
from app.core.templating import counted_plainly
from app.importing.loading.service import Plan, load, plan, read_documents
from app.importing.report import build_report
from app.importing.source import read_file

DIFFERS = 3
COUNTED = {"sections": "section", "statements": "statement", "tables": "table", "register_rows": "register row",
           "lines_in": "line"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file, where it belongs, and what may be changed."""
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--authority", required=True, help="such as peterborough")
    parser.add_argument("--framework", required=True, help="such as eastern-region-2016-17")
    parser.add_argument("--year", required=True, help="such as 2016-17")
    parser.add_argument("--report", metavar="FILE", type=Path, help="write the report on every line here, as JSON")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done and change nothing")
    parser.add_argument("--apply", action="store_true", help="replace answers that stand by those of the file")


def run(settings: Settings, asked: argparse.Namespace) -> int:
    """Read, report, and import what may be imported; 3 where answers that stand would change."""
    address = checked_address(asked.authority, asked.framework, asked.year)
    database = open_store(settings)
    source = read_file(asked.file)
    with database.write() as session:
        authority = authority_by_slug(session, address.authority)
        if authority is None:
            raise NotFound(f"There is no authority “{asked.authority}”.")
        parsed, readings = read_documents(session, source, address.framework)
        plans = plan(session, parsed, readings, authority, address.framework, address.year)
        _report(asked.report, build_report(parsed, address.framework))
        if not asked.apply and any(_differs(session, one) for one in plans):
            return _differences(plans)
        wanted = [one for one in plans if one.is_new or one.changes]
        if not asked.dry_run:
            load(session, Command("Command line"), authority, wanted, source.name)
    _say_done(plans, asked.dry_run)
    return 0


def _differs(session: Session, one: Plan) -> bool:
    """Whether this would change an assessment in which somebody has begun to write."""
    assessment = any_assessment_at(session, one.address)
    if assessment is None or assessment.id is None or not one.changes:
        return False
    return any(line.state != "not_started" for line in lines(session, assessment.id))


def _report(path: Path | None, report: dict[str, Any]) -> None:
    if path is not None:
        write_whole(path, (json.dumps(report, indent=1, ensure_ascii=False) + "\n").encode())
    sections, statements, tables, rows, lines_in = (counted_plainly(report[key], noun) for key, noun in COUNTED.items())
    print(f"{sections}, {statements} ({report['annex_m']} marked M), {tables}, {rows}; "
          "{words_placed:,} of {words_in:,} words placed.".format(**report))
    print(f"{lines_in}: " "{lines_placed:,} placed, {lines_left_out:,} left out for a reason, "
          "{lines_unaccounted:,} unaccounted for.".format(**report))
    if report["to_check"]:
        print(f"To be looked at by a person: {len(report['to_check'])} (see the report).")


def _differences(plans: Sequence[Plan]) -> int:
    for one in plans:
        for change in one.changes:
            print(f"{one.address} {change.key}: {change.sentence}")
    print("Nothing was changed: answers stand here already. Use --apply to replace them by those of the file.")
    return DIFFERS


def _say_done(plans: Sequence[Plan], dry_run: bool) -> None:
    for one in plans:
        if not one.is_new and not one.changes:
            print(f"{one.address} says the same as the file already.")
        else:
            print(f"{one.address} {'would be imported' if dry_run else 'is imported'}.")
