"""The checkers of style, types and imports find nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.config import ROOT

CHECKERS = {
    "ruff": ["ruff", "check", "--no-cache", "."],
    "mypy": ["mypy", "app"],
    "import-linter": ["lint-imports", "--no-cache"],
}


@pytest.mark.parametrize("name", CHECKERS)
def test_finds_nothing(name: str) -> None:
    """A checker's complaint is the test's message."""
    program, *rest = CHECKERS[name]
    command = [str(Path(sys.executable).parent / program), *rest]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout + found.stderr
