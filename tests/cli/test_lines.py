"""Command lines: help everywhere, and every mistake told in one sentence."""

from pathlib import Path

import pytest

from app.cli.arguments import COMMANDS
from tests.cli.conftest import Run

MISTAKES = (
    ("nonsense",), ("upgrade", "now"), ("verify",), ("import", "file.txt"), ("export", "a/b", "--out", "x.pdf"),
    ("export", "peterborough/eastern-region-2016-17/2016-17"), ("serve", "--port", "many"),
    ("export", "peterborough/eastern-region-2016-17/1916-17", "--out", "x.pdf"),
    ("import", "missing.txt", "--authority", "peterborough", "--framework", "neglect-2017", "--year", "2016-17"),
    ("import", "missing.txt", "--authority", "atlantis", "--framework", "neglect-2017", "--year", "2016-17"),
    ("import", "missing.txt", "--authority", "peterborough", "--framework", "neglect-2017", "--year", "soon"),
    ("create-user", "somebody", "--name", "Somebody", "--authority", "peterborough", "--role", "author"),
    ("create-user", "a@b.example", "--name", "Somebody", "--authority", "atlantis", "--role", "author"),
    ("create-user", "a@b.example", "--name", "Somebody", "--authority", "peterborough", "--role", "king"),
    ("create-user", "a@b.example", "--name", "Somebody", "--region", "atlantis"),
    ("create-user", "a@b.example", "--name", "Somebody", "--region", "eastern", "--role", "author"),
    ("create-user", "a@b.example", "--name", "Somebody", "--authority", "peterborough"),
    ("create-user", "a@b.example", "--name", "Somebody", "--authority", "norfolk", "--region", "eastern"),
    ("verify", "missing.pdf"), ("verify", "/"), ("serve", "--port", "70000"), ("serve", "--host", "192.0.2.1"),
)


@pytest.mark.parametrize("line", MISTAKES, ids=" ".join)
def test_a_mistake_is_one_sentence(run: Run, line: tuple[str, ...]) -> None:
    ran = run(*line)
    assert ran.code in (1, 2) and ran.out == ""
    assert ran.err.endswith(".\n") and ran.err.count("\n") == 1 and "Error" not in ran.err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(run: Run, command: str) -> None:
    ran = run(command, "--help")
    assert ran.code == 0 and f"candour {command}" in ran.out


@pytest.mark.parametrize("line", [(), ("--help",)])
def test_help_names_every_command(run: Run, line: tuple[str, ...]) -> None:
    ran = run(*line)
    assert ran.code == 0 and all(command in ran.out for command in COMMANDS)


def test_a_setting_that_cannot_be_used_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDOUR_PORT", "many")
    ran = run("upgrade")
    assert ran.code == 1 and ran.err.startswith("The setting CANDOUR_PORT cannot be used")


def test_a_database_out_of_reach_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDOUR_DATABASE_URL", "postgresql://candour@127.0.0.1:9/candour?connect_timeout=2")
    ran = run("upgrade")
    assert ran.code == 1 and ran.err.startswith("The database cannot be opened") and ran.err.count("\n") == 1


def test_a_folder_that_cannot_be_used_is_told(run: Run, folder: Path) -> None:
    folder.write_text("a file, not a folder")
    ran = run("upgrade")
    assert ran.code == 1 and "CANDOUR_DATA_DIR" in ran.err


def test_a_database_that_is_none_is_told(run: Run, folder: Path) -> None:
    folder.mkdir()
    (folder / "candour.sqlite3").write_text("not a database at all, but long enough to look at" * 20)
    ran = run("upgrade")
    assert ran.code == 1 and ran.err.count("\n") == 1


def test_what_nobody_foresaw_goes_to_the_log(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cli.upgrade.prepare", lambda settings: 1 / 0)
    folder.mkdir()
    ran = run("upgrade")
    assert ran.code == 1 and "candour.log" in ran.err and "Traceback" not in ran.err
    assert "ZeroDivisionError" in (folder / "candour.log").read_text()
