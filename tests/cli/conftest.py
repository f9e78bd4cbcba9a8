"""Commands run as from a shell, over a store of their own."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.cli.__main__ import main


@dataclass(frozen=True)
class Ran:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder that the commands use."""
    monkeypatch.setenv("CANDOUR_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.delenv("CANDOUR_DATABASE_URL", raising=False)
    return tmp_path / "var"


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run one command line."""

    def ran(*line: str | Path) -> Ran:
        try:
            code = main([str(word) for word in line])
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return ran
