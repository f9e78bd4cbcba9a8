"""Run every test, as many at once as there are cores. Anything on the line goes to pytest instead, such as a folder."""

import argparse
import os
import subprocess
import sys

from app.config import ROOT, Settings

PASSES_ON = True
# The tests of a file share what takes long to start; files stay in the order of tests/conftest.py, the longest first.
EVERYTHING = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whatever pytest takes."""
    parser.usage = "candour test [PYTEST ARGUMENTS]"


def run(_: Settings, asked: argparse.Namespace) -> int:
    """Run pytest over this copy of the program, away from the store that people use; its exit code."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CANDOUR_")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # tests start the program many times: it is compiled for the first
    tests = [sys.executable, "-m", "pytest", *(asked.rest or EVERYTHING)]
    return subprocess.run(tests, cwd=ROOT, env=environment, check=False).returncode
