"""A document from the click to the finished file, against WeasyPrint alone and Chromium on the same HTML."""

import re
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.bench.browser import Browser
from app.bench.figures import Findings
from app.bench.keystrokes import Desk
from app.bench.processes import peak_memory, run
from app.bench.stage import Stage
from app.core.errors import CandourError
from app.publishing.chromium import Chromium
from app.publishing.models import Composition
from app.publishing.pool import Pool
from app.publishing.reference import numbered_css, whole_html

POLL_SECONDS = 0.02
PATIENCE_SECONDS = 600
FILE = re.compile(rb"/documents/(\d+)/file")
FULL, CHANGED, SAME = "PDF from nothing", "PDF after one statement changed", "PDF unchanged"
WHOLE, CHROMIUM, COLD = "WeasyPrint alone, same HTML", "Chromium, same HTML", "cold command, PDF from nothing"
TARGETS = ((FULL, 0.7), (CHANGED, 0.25), (SAME, 0.02))


@dataclass(frozen=True)
class Rivals:
    """What else makes the same document: each in a warm process of its own."""

    alone: Pool
    chromium: Chromium | None

    def whole(self, composition: Composition) -> None:
        """WeasyPrint on the whole HTML in one go."""
        with tempfile.TemporaryDirectory() as folder:
            self.alone.run({"task": "whole", "html": whole_html(composition), "out": str(Path(folder) / "whole.pdf"),
                            "css": numbered_css(composition.furniture)})


def measure_documents(stage: Stage, browser: Browser, server: int, rounds: int, findings: Findings) -> None:
    """Every way in turn, round after round; `server` is the server's process id."""
    desks = _desks(stage, browser, rounds)
    took: dict[str, list[float]] = {}
    with ExitStack() as stack:
        rivals = _rivals(stack)
        fetch(browser, stage)  # starts the workers, as the first document after a start does
        rivals.whole(stage.composition())
        for index in range(rounds):
            for name, seconds in _round(stage, browser, desks[index % len(desks)], rivals).items():
                took.setdefault(name, []).append(seconds)
        _tell(findings, took, rivals, peak_memory(server))


def _rivals(stack: ExitStack) -> Rivals:
    alone = Pool(1, PATIENCE_SECONDS)
    stack.callback(alone.close)
    alone.warm()
    return Rivals(alone, stack.enter_context(Chromium()) if Chromium.installed() else None)


def _desks(stage: Stage, browser: Browser, rounds: int) -> list[Desk]:
    """Statements whose changes show at once, since nobody has agreed to them, spread over the document."""
    open_ones = [line for line in stage.statements(stage.document) if line.agreed_version is None]
    if not open_ones:
        raise CandourError(f"{stage.document} has no statement that can be changed without agreeing it again.")
    chosen = [open_ones[index * len(open_ones) // rounds] for index in range(rounds)]
    paths = dict.fromkeys(f"{stage.document.path}/prompts/{line.key}" for line in chosen)
    return [Desk(browser, path) for path in paths]


def _round(stage: Stage, browser: Browser, desk: Desk, rivals: Rivals) -> dict[str, float]:
    took: dict[str, float] = {}
    desk.write()
    _empty(stage.folder / "parts")
    took[FULL] = timed(lambda: fetch(browser, stage))
    composition = stage.composition()
    took[WHOLE] = timed(lambda: rivals.whole(composition))
    desk.write()
    took[CHANGED] = timed(lambda: fetch(browser, stage))
    took[SAME] = timed(lambda: fetch(browser, stage))
    if chromium := rivals.chromium:
        took[CHROMIUM] = timed(lambda: chromium.print(composition))
    desk.write()
    _empty(stage.folder / "parts")
    out = str(stage.folder / "cold.pdf")
    took[COLD] = timed(lambda: run(["app.cli", "export", str(stage.document), "--out", out], stage.folder))
    return took


def timed(work: Callable[[], Any]) -> float:
    """Seconds by the clock."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _empty(folder: Path) -> None:
    for one in folder.iterdir():
        shutil.rmtree(one) if one.is_dir() else one.unlink()


def fetch(browser: Browser, stage: Stage) -> bytes:
    """The document as somebody gets it: ask for it, look until it is ready, download the file."""
    documents = f"{stage.document.path}/documents"
    response, _ = browser.ask("POST", documents, form={"edition": "draft"})
    place = response.getheader("location") or ""
    found = re.search(r"#document-(\d+)", place)
    number = found[1] if found else _made(browser, documents, place.rpartition("job=")[2])
    data = browser.page(f"{documents}/{number}/file")
    if not data.startswith(b"%PDF-"):
        raise CandourError("What was downloaded is not a PDF.")
    return data


def _made(browser: Browser, documents: str, job: str) -> str:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        shown = browser.page(f"{documents}/jobs/{job}")
        if found := FILE.search(shown):
            return found[1].decode()
        if b"cd-job--failed" in shown:
            break
        time.sleep(POLL_SECONDS)
    raise CandourError("The document to be measured was not made.")


def _tell(findings: Findings, took: dict[str, list[float]], rivals: Rivals, server: int) -> None:
    middle = {name: findings.add(name, seconds) for name, seconds in took.items()}
    findings.add("memory at its peak: server and workers", [server], "B")
    findings.add("memory at its peak: WeasyPrint alone", [rivals.alone.usage()[0] * 1024], "B")
    for name, most in TARGETS:
        findings.aim(f"{name} / {WHOLE}", middle[name], middle[WHOLE], most)
    if rivals.chromium:
        findings.add("memory at its peak: Chromium", [rivals.chromium.peak * 1024], "B")
        findings.aim(f"{CHANGED} / {CHROMIUM}", middle[CHANGED], middle[CHROMIUM], 1.0)
    else:
        findings.remarks.append("Chromium and playwright are not both installed, so that Chromium is not measured.")
