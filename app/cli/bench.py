"""Measure pages, saves, writing and PDFs on this machine, each against a plain reference in the same run.

Everything happens in a store that is thrown away: the demonstration, and with --pack a real document whose PDF
is then the one that is measured.
"""

import argparse
import json
from pathlib import Path

from app.bench.figures import table
from app.bench.measure import AT_LENGTH, KINDS, measure
from app.config import Settings
from app.core.files import write_whole

ROUNDS = 5


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to measure, how often, and where to write the figures."""
    parser.add_argument("--pack", metavar="FILE", type=Path, help="a document to import and to make the PDF of")
    parser.add_argument("--out", metavar="FILE", type=Path, help="write every round here, as JSON")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"rounds to take the median of (default {ROUNDS})")
    parser.add_argument("--only", choices=(*KINDS, *AT_LENGTH), action="append",
                        help=f"measure this alone; may be given several times ({', '.join(AT_LENGTH)} only so)")


def run(settings: Settings, asked: argparse.Namespace) -> int:
    """Measure, print the table, and write the rounds."""
    findings = measure(asked.pack, max(1, asked.rounds), tuple(asked.only or KINDS))
    print(table(findings))
    if asked.out:
        write_whole(asked.out.absolute(), (json.dumps(findings.plain(), indent=1) + "\n").encode())
    return 0
