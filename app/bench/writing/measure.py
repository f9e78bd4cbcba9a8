"""One run of everything about writing, on a store of its own."""

import asyncio
import gzip
import subprocess
from contextlib import ExitStack

from app.bench.browser import Browser
from app.bench.figures import Findings
from app.bench.lost.measure import WANTING
from app.bench.lost.served import Served
from app.bench.pages import Sides
from app.bench.processes import Loader, free_port, program, serving
from app.bench.stage import Stage
from app.bench.writing.commits import measure_commits, measure_sight
from app.bench.writing.opening import STEPS, grown, measure_opening
from app.bench.writing.storage import measure_storage
from app.config import ROOT
from app.publishing.chromium import Chromium

LARGEST_BUNDLE = 180_000  # bytes, gzipped


def measure_writing(stage: Stage, rounds: int, findings: Findings) -> None:
    """Storage, bundle, saves, others' eyes, opening, and what a browser tells, in this order."""
    measure_storage(stage, findings)
    bundle = len(gzip.compress((ROOT / "static" / "js" / "editor.js").read_bytes()))
    findings.aim("editor gzipped / 180 kB", findings.add("editor, gzipped", [bundle], "kB"), LARGEST_BUNDLE, 1)
    paths = grown(stage)
    with ExitStack() as stack:
        port = free_port()
        stack.enter_context(serving(["app.cli", "serve", "--port", str(port)], port, stage.folder))
        browser = Browser(port)
        browser.sign_in(*stage.people)
        bare = _bare(stage, stack)
        loader = Loader(stack.enter_context(program(["app.bench.load"], stage.folder, stdin=subprocess.PIPE)))
        measure_commits(Sides(browser, bare, loader), paths[STEPS[0]], rounds, findings)
        measure_sight(browser, paths[STEPS[0]], rounds, findings)
        measure_opening(browser, paths, rounds, findings)
    if Chromium.installed():
        asyncio.run(_in_browsers(stage, paths[STEPS[0]], rounds, findings))
    else:
        findings.remarks.append(WANTING)


def _bare(stage: Stage, stack: ExitStack) -> Browser:
    port = free_port()
    stack.enter_context(serving(["app.bench.bare", str(port), str(stage.database.url)], port, stage.folder))
    return Browser(port)


async def _in_browsers(stage: Stage, long: str, rounds: int, findings: Findings) -> None:
    from app.bench.lost.room import room  # needs what drives a browser, which is not there in production
    from app.bench.writing.browsers import measure_crowd, measure_ready, measure_shown

    usual = f"{stage.pages.path}/prompts/{stage.statements(stage.pages)[-1].key}"
    with ExitStack() as stack:
        bare = f"http://127.0.0.1:{_bare(stage, stack).port}/def"
        async with room(stage, Served(stage.folder)) as there:
            asked = {"usual answer": usual, "answer of 5,400 words": long}
            await measure_ready(there, asked, bare, rounds, findings)
            await measure_shown(there, rounds, findings)
            await measure_crowd(there, rounds, findings)
