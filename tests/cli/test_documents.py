"""From a file to a PDF and back: import, export and verify on the command line."""

import json
from pathlib import Path

import pikepdf
import pytest
from sqlmodel import col, select

from app.assessments.address import parse_address
from app.assessments.models import Text
from app.assessments.queries import any_assessment_at, lines
from app.assessments.texts.queries import locked
from app.assessments.texts.service import Hand, commit_steps
from app.assessments.writing.service import replacement
from app.cli.store import SEED_DATA
from app.core.database import Database
from app.frameworks.rules import parse_framework
from app.richtext.markup import from_markup
from tests.cli.conftest import Ran, Run
from tests.importing.documents import written_out

SLUG = "neglect-2017"
ADDRESS = f"peterborough/{SLUG}/2017-18"
PLACE = ("--authority", "peterborough", "--framework", SLUG, "--year", "2017-18")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A document that answers every statement of a framework."""
    framework = parse_framework((SEED_DATA / "frameworks" / f"{SLUG}.yaml").read_text("utf-8"))
    path = tmp_path / "document.md"
    path.write_text("\n".join(written_out(framework)), encoding="utf-8")
    return path


@pytest.fixture
def first(run: Run, file: Path) -> Ran:
    """The file's first import."""
    return run("import", file, *PLACE)


def _rewrite(folder: Path, words: str) -> None:
    """Somebody changes an imported answer."""
    with Database(f"sqlite:///{folder / 'candour.sqlite3'}").write() as session:
        first = session.exec(select(Text.id).where(col(Text.version) > 0).order_by(col(Text.id))).first()
        assert first is not None
        text = locked(session, first)
        commit_steps(session, 1, text, replacement(text, from_markup(words)), Hand("Somebody", None), "test")


def _words(folder: Path) -> int:
    with Database(f"sqlite:///{folder / 'candour.sqlite3'}").read() as session:
        assessment = any_assessment_at(session, parse_address(ADDRESS))
        return sum(line.words for line in lines(session, assessment.id or 0)) if assessment else 0


class TestImport:
    """A first import runs by itself; a second one asks."""

    def test_runs_without_asking_and_says_what_it_found(self, first: Ran, folder: Path) -> None:
        assert first.code == 0 and "1 section, 14 statements" in first.out and "0 unaccounted for" in first.out
        assert f"{ADDRESS} is imported." in first.out and _words(folder) > 100

    def test_writes_the_report(self, run: Run, file: Path, tmp_path: Path) -> None:
        run("import", file, *PLACE, "--report", tmp_path / "report.json")
        report = json.loads((tmp_path / "report.json").read_text())
        assert report["statements"] == 14 and report["lines_unaccounted"] == 0
        figures = {"sections", "annex_m", "tables", "register_rows", "words_in", "words_placed", "left_out", "also"}
        assert figures <= set(report)

    def test_changes_nothing_in_a_dry_run(self, run: Run, file: Path, folder: Path) -> None:
        ran = run("import", file, *PLACE, "--dry-run")
        assert ran.code == 0 and "would be imported" in ran.out and _words(folder) == 0

    def test_the_same_file_again_changes_nothing(self, first: Ran, run: Run, file: Path) -> None:
        ran = run("import", file, *PLACE)
        assert ran.code == 0 and "says the same" in ran.out

    def test_never_overwrites_without_being_told_to(self, first: Ran, run: Run, file: Path, folder: Path) -> None:
        _rewrite(folder, "Rewritten in five words here.")
        before = _words(folder)
        ran = run("import", file, *PLACE)
        assert ran.code == 3 and "Nothing was changed" in ran.out and "5 words would become" in ran.out
        assert _words(folder) == before

    def test_overwrites_when_told_to(self, first: Ran, run: Run, file: Path, folder: Path) -> None:
        before = _words(folder)
        _rewrite(folder, "Rewritten in five words here.")
        assert run("import", file, *PLACE, "--apply").code == 0
        assert _words(folder) == before

    def test_refuses_a_file_that_is_no_such_document(self, run: Run, tmp_path: Path, folder: Path) -> None:
        (tmp_path / "letter.txt").write_text("Dear colleague, this is a letter.\n")
        ran = run("import", tmp_path / "letter.txt", *PLACE)
        assert ran.code == 1 and "does not hold the document" in ran.err and _words(folder) == 0


class TestExportAndVerify:
    """A PDF that was made here is recognised."""

    def test_a_file_is_made_and_recognised_until_it_is_altered(
        self, first: Ran, run: Run, tmp_path: Path, folder: Path
    ) -> None:
        made, again = tmp_path / "draft.pdf", tmp_path / "again.pdf"
        _rewrite(folder, "Nobody \u4e8c knows this.")
        told = run("export", ADDRESS, "--out", made).out
        assert "draft" in told and "and □ stands for each: \u4e8c in “Introduction and context”." in told
        assert run("export", ADDRESS, "--out", again).code == 0 and made.read_bytes() == again.read_bytes()
        assert run("verify", made).code == 0
        with pikepdf.open(made) as pdf:
            pdf.pages[-1].Rotate = 90
            pdf.save(tmp_path / "altered.pdf")
        altered = run("verify", tmp_path / "altered.pdf")
        assert altered.code == 1 and ADDRESS in altered.out

    def test_a_stranger_is_unknown(self, run: Run, tmp_path: Path) -> None:
        pikepdf.new().save(tmp_path / "other.pdf")
        ran = run("verify", tmp_path / "other.pdf")
        assert ran.code == 2 and ran.out.count("\n") == 1

    def test_nothing_signed_is_told(self, first: Ran, run: Run, tmp_path: Path) -> None:
        ran = run("export", ADDRESS, "--out", tmp_path / "x.pdf", "--edition", "signed")
        assert ran.code == 1 and "not signed yet" in ran.err
