"""One run of everything: a server of ours and the bare one started, loaded in turn, and stopped."""

import subprocess
from contextlib import ExitStack
from pathlib import Path

from app.bench.browser import Browser
from app.bench.documents import measure_documents
from app.bench.figures import Findings
from app.bench.pages import Sides, measure_pages
from app.bench.processes import Loader, free_port, program, serving
from app.bench.saves import measure_saves
from app.bench.stage import Stage, staged

KINDS = ("documents", "pages", "saves")


def measure(pack: Path | None, rounds: int, kinds: tuple[str, ...] = KINDS) -> Findings:
    """Measure these kinds of work, the median of so many rounds each, on a store that is thrown away."""
    findings = Findings()
    with staged(pack) as stage, ExitStack() as stack:
        port = free_port()
        server = stack.enter_context(serving(["app.cli", "serve", "--port", str(port)], port, stage.folder))
        browser = Browser(port)
        browser.sign_in(*stage.people)
        if "documents" in kinds:
            measure_documents(stage, browser, server, rounds, findings)
        if "pages" in kinds or "saves" in kinds:
            _against_bare(stage, browser, stack, rounds, kinds, findings)
    return findings


def _against_bare(
    stage: Stage, browser: Browser, stack: ExitStack, rounds: int, kinds: tuple[str, ...], findings: Findings
) -> None:
    port = free_port()
    bare = ["app.bench.bare", str(port), str(stage.database.url)]
    stack.enter_context(serving(bare, port, stage.folder))
    loader = stack.enter_context(program(["app.bench.load"], stage.folder, stdin=subprocess.PIPE))
    sides = Sides(browser, Browser(port), Loader(loader))
    paths = [f"{stage.pages.path}/prompts/{line.key}" for line in stage.statements(stage.pages)]
    if "pages" in kinds:
        measure_pages(sides, paths, rounds, findings)
    if "saves" in kinds:
        measure_saves(sides, paths[:: max(1, len(paths) // 8)], rounds, findings)
