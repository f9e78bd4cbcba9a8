"""Run every test. Anything more on the line goes to pytest, such as a folder or -k WORD."""

import argparse
import os
import subprocess
import sys

from app.config import ROOT, Settings

PASSES_ON = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whatever pytest takes."""
    parser.usage = "candour test [PYTEST ARGUMENTS]"


def run(_: Settings, asked: argparse.Namespace) -> int:
    """Run pytest over this copy of the program, away from the store that people use; its exit code."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CANDOUR_")}
    tests = [sys.executable, "-m", "pytest", *asked.rest]
    return subprocess.run(tests, cwd=ROOT, env=environment, check=False).returncode
