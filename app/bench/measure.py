"""One run of everything: a server of ours and the bare one started, loaded in turn, and stopped."""

import subprocess
from contextlib import ExitStack
from pathlib import Path

from app.bench.allocation import measure_allocation
from app.bench.annotated import measure_annotated
from app.bench.annotations import measure_annotations
from app.bench.browser import Browser
from app.bench.charts import measure_charts
from app.bench.documents import measure_documents
from app.bench.figures import Findings
from app.bench.lost.measure import measure_lost
from app.bench.packs import measure_packs
from app.bench.pages import Sides, measure_pages
from app.bench.processes import Loader, free_port, program, serving
from app.bench.saves import measure_saves
from app.bench.search import measure_search
from app.bench.stage import Stage, staged
from app.bench.writing.measure import measure_writing

SERVED = ("documents", "pages", "saves")
KINDS = (*SERVED, "writing", "charts", "allocation", "packs")
AT_LENGTH = ("lost", "search", "annotations", "annotated")  # up to half an hour, and so only where they are asked for


def measure(pack: Path | None, rounds: int, kinds: tuple[str, ...] = KINDS) -> Findings:
    """Measure these kinds of work, the median of so many rounds each, on stores that are thrown away."""
    findings = Findings()
    if set(kinds) & set(SERVED):
        _measure_served(pack, rounds, kinds, findings)
    if "charts" in kinds:
        measure_charts(rounds, findings)
    for kind, work in (("writing", measure_writing), ("lost", measure_lost), ("search", measure_search),
                       ("packs", measure_packs), ("annotated", measure_annotated)):
        if kind in kinds:
            with staged(pack if kind == "packs" else None) as stage:
                work(stage, rounds, findings)
    if "annotations" in kinds:
        measure_annotations(findings)
    if "allocation" in kinds:
        measure_allocation(rounds, findings)
    return findings


def _measure_served(pack: Path | None, rounds: int, kinds: tuple[str, ...], findings: Findings) -> None:
    with staged(pack) as stage, ExitStack() as stack:
        port = free_port()
        server = stack.enter_context(serving(["app.cli", "serve", "--port", str(port)], port, stage.folder))
        browser = Browser(port)
        browser.sign_in(*stage.people)
        if "documents" in kinds:
            measure_documents(stage, browser, server, rounds, findings)
        if "pages" in kinds or "saves" in kinds:
            _against_bare(stage, browser, stack, rounds, kinds, findings)


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
