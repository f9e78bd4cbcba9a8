"""The measurements of writing at work on a small scale; how good the figures are is not judged here."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.assessments.writing.service import open_text
from app.bench.browser import Browser
from app.bench.figures import Findings, Table
from app.bench.pages import Sides
from app.bench.processes import Loader, free_port, program, serving
from app.bench.stage import Stage
from app.bench.writing.commits import measure_commits, measure_sight
from app.bench.writing.opening import measure_opening
from app.bench.writing.storage import size_of
from app.bench.writing.texts import WORDS, Typing, long_doc
from app.core.database import Database
from app.richtext.text import count_words
from tests.assessments.factories import LARGE, PASSWORD, SMALL, email_of


@pytest.fixture
def stage(prepared: Path, tmp_path: Path) -> Iterator[Stage]:
    """A store of the tests, as the bench has one of its own."""
    shutil.copy(prepared, tmp_path / "candour.sqlite3")
    database = Database(f"sqlite:///{tmp_path / 'candour.sqlite3'}")
    yield Stage(tmp_path, database, LARGE, SMALL)
    database.engine.dispose()


def test_typing_makes_a_step_of_every_key_and_takes_up_space(stage: Stage) -> None:
    before = size_of(stage.database)
    with stage.database.write() as session:
        typing = Typing(session, stage, "10.1", email_of("author"), email_of("coordinator"))
        typing.begin({"type": "doc", "content": [{"type": "paragraph"}]})
        typing.type(1200, 100)
    with stage.database.write() as session:
        text = open_text(session, typing.desks[0]).text
        assert text.version == 1201
        assert len(json.loads(text.doc)["content"]) == 2 and 400 <= len(text.doc) < 1000
    assert size_of(stage.database) > before + 1200 * 100


def test_the_long_text_is_long() -> None:
    assert WORDS <= count_words(long_doc()) < WORDS + 1000


def test_saves_sight_and_opening_are_measured(stage: Stage) -> None:
    path, findings, port, other = f"{LARGE.path}/prompts/10.1", Findings(), free_port(), free_port()
    with (
        serving(["app.cli", "serve", "--port", str(port)], port, stage.folder),
        serving(["app.bench.bare", str(other), stage.database.url], other, stage.folder),
        program(["app.bench.load"], stage.folder, stdin=subprocess.PIPE) as loader,
    ):
        browser = Browser(port)
        browser.sign_in(email_of("coordinator"), PASSWORD)
        measure_commits(Sides(browser, Browser(other), Loader(loader)), path, 1, findings)
        measure_sight(browser, path, 1, findings)
        measure_opening(browser, {100: path, 10_000: path, 100_000: path}, 1, findings)
    named = {one.name: one.value for one in findings.figures}
    assert named["a step is seen by somebody else, p50"] > 0
    assert named["one step saved, 5,400 words, p50"] > 0
    assert any(target.name.startswith("page to edit, 100,000 steps") for target in findings.targets)


def test_a_table_lines_up() -> None:
    lines = Table(("what", "lost"), (("a long name", "0"), ("short", "12"))).lines()
    assert lines == ["what         lost", "a long name     0", "short          12"]
