"""The parts of the bench at work on real servers; how fast they are is not judged here."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bench import search
from app.bench.browser import Browser
from app.bench.charts import measure_charts
from app.bench.documents import fetch
from app.bench.figures import Findings, table
from app.bench.keystrokes import Desk
from app.bench.pages import turns
from app.bench.processes import Loader, free_port, peak_memory, program, serving
from app.bench.stage import Stage
from app.core.database import Database
from tests.assessments.factories import LARGE, PASSWORD, SMALL, email_of


@pytest.fixture
def stage(prepared: Path, tmp_path: Path) -> Iterator[Stage]:
    """A store of the tests, as the bench has one of its own."""
    shutil.copy(prepared, tmp_path / "candour.sqlite3")
    database = Database(f"sqlite:///{tmp_path / 'candour.sqlite3'}")
    yield Stage(tmp_path, database, LARGE, SMALL)
    database.engine.dispose()


@pytest.fixture
def loader(tmp_path: Path) -> Iterator[Loader]:
    """The process that loads servers."""
    with program(["app.bench.load"], tmp_path, stdin=subprocess.PIPE) as process:
        yield Loader(process)


class TestOurServer:
    def test_pages_are_loaded_statements_saved_and_documents_fetched(self, stage: Stage, loader: Loader) -> None:
        port = free_port()
        with serving(["app.cli", "serve", "--port", str(port)], port, stage.folder) as server:
            browser = Browser(port)
            browser.sign_in(email_of("coordinator"), PASSWORD)
            path = f"{LARGE.path}/prompts/{stage.statements(LARGE)[0].key}"
            pages = {"clients": 1, "requests": [browser.raw("GET", path)], "repeat": True}
            assert loader.load(port, [pages] * 4, 0.2)["rate"] > 0
            desk = Desk(browser, path)
            desk.write()
            assert loader.load(port, [turns([desk.save() for _ in range(5)], 2)], 60)["statuses"] == {"200": 5}
            assert Desk(browser, path).version == desk.version
            first = fetch(browser, stage)
            assert first.startswith(b"%PDF-") and fetch(browser, stage) == first
            assert peak_memory(server) > 50_000_000


def test_a_library_is_filled_and_searched(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stage, "people", (email_of("coordinator"), PASSWORD))
    monkeypatch.setattr(search, "PAGES", 3)
    findings = Findings()
    search.measure_search(stage, 1, findings, items=20)
    assert [one.name for one in findings.figures][-1] == "search of the library, slowest"


class TestBareServer:
    def test_every_bare_page_answers(self, stage: Stage, loader: Loader) -> None:
        port = free_port()
        with serving(["app.bench.bare", str(port), stage.database.url], port, stage.folder):
            bare = Browser(port)
            asked = [bare.raw("GET", "/def"), bare.raw("GET", "/async")]
            asked += [bare.raw("POST", f"/{kind}", '{"words": "a"}') for kind in ("def", "async")]
            assert loader.load(port, [turns(asked, 2)], 60)["statuses"] == {"200": 4}


class TestFindings:
    def test_a_target_is_judged_on_medians_of_one_run(self) -> None:
        findings = Findings()
        ours, theirs = findings.add("ours", [0.3, 0.1, 0.2]), findings.add("theirs", [0.1], "ms")
        findings.aim("ours / theirs", ours, theirs, 1.5)
        assert findings.plain()["targets"] == [{"name": "ours / theirs", "ratio": 2.0, "most": 1.5, "met": False}]
        assert "ours" in table(findings) and "MISSED" in table(findings)


def test_charts_of_every_kind_are_drawn_and_laid_out() -> None:
    findings = Findings()
    measure_charts(1, findings)
    assert len(findings.figures) == len(findings.targets) == 6
    assert all(one.value > 0 and one.unit == "ms" for one in findings.figures)
    assert "chart, small multiples, in a warm page, processor time" in table(findings)
