"""Figures from the command line, each file as a whole or not at all."""

from pathlib import Path

import pytest

from app.demo.figures import FILES
from tests.cli.conftest import Run
from tests.indicators.conftest import workbook

REGION = FILES / "eastern-region.csv"


def test_measures_and_figures_come_in_and_again_change_nothing(run: Run, folder: Path) -> None:
    first = run("figures", "import", REGION, "--measures", FILES / "measures.csv")
    assert first.code == 0, first.err
    assert "1,116 figures; 1,116 to add, 0 to change, 0 the same already." in first.out
    assert "have no good direction" in first.out and "Kept as marks: “-”" in first.out
    assert "0 to add, 0 to change, 1,116 the same already." in run("figures", "import", REGION).out


def test_a_line_that_cannot_be_used_is_told_and_keeps_the_file_out(run: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("Measure,Area,Period,Value\nLACnum,Luton,2017,1\nLACnum,Luton,2018,many\n")
    answer = run("figures", "import", wrong, "--measures", FILES / "measures.csv")
    assert answer.code == 1 and "Line 3: “many” is neither" in answer.out
    assert "since 1 cell cannot be used" in answer.err
    wrong.write_text("Measure,Area,Period,Value\nLACnum,Luton,2017,1\nLACnum,Luton,2016,\n")
    one = tmp_path / "one.csv"
    one.write_text("Code,Title,Unit,Polarity\nX,Children seen,Number of children,-\n")
    told = run("figures", "import", wrong, "--measures", one, "--dry-run").out
    for words in ("1 measure;", "1 measure has no good direction", "1 figure; 1 to add", "1 blank cell is left out."):
        assert words in told
    assert "1 to add" in run("figures", "import", wrong).out
    wrong.write_text("Measure,Area,Period,Value\nLACnum,Essex,2016-17,1\n")
    asked = run("figures", "import", wrong)
    assert asked.code == 1 and "say with --years whether these are the same years" in asked.err
    assert "Kept under the name that stands: “2016-17” as “2017” in “Children looked after”." in (
        run("figures", "import", wrong, "--years", "same").out)


def test_an_authority_has_provisional_figures_of_its_own(run: Run, tmp_path: Path) -> None:
    run("figures", "import", REGION, "--measures", FILES / "measures.csv")
    own = tmp_path / "own.xlsx"
    own.write_bytes(workbook(("Measure", "Period", "Value"), ("LACnum", 2018, 365)))
    assert "1 to add" in run("figures", "import", own, "--authority", "peterborough").out
    assert "no authority “nowhere”" in run("figures", "import", own, "--authority", "nowhere").err


def test_a_list_of_neighbours_is_kept(run: Run, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("Luton\nSouthampton\n")
    line = ("figures", "neighbours", names, "--authority", "peterborough")
    assert "needs --authority, --as-at and --source" in run(*line).err
    answer = run(*line, "--as-at", "2017-03-31", "--source", "A reckoning")
    assert answer.out == "Peterborough has 2 statistical neighbours as at 2017-03-31.\n"


@pytest.mark.parametrize("name", ["missing.csv", "missing.xlsx"])
def test_a_file_that_is_not_there_is_one_sentence(run: Run, tmp_path: Path, name: str) -> None:
    answer = run("figures", "import", tmp_path / name)
    assert answer.code == 1 and answer.err.count("\n") == 1 and "No such file" in answer.err
