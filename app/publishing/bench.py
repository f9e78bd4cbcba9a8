"""Measure making a PDF against WeasyPrint alone and against Chromium, all in one run."""

import copy
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from app.publishing.cache import PieceCache
from app.publishing.chromium import Chromium
from app.publishing.compose import compose
from app.publishing.make import make_pdf
from app.publishing.models import Edition
from app.publishing.pool import Pool
from app.publishing.reference import reference

Content = dict[str, Any]
ADDED = "This sentence was added to measure what a small change costs."
WAYS = ("whole", "full", "changed", "unchanged", "chromium")
PATIENCE = 900.0
PARTS = ("full", "changed", "unchanged")


def measure(content: Content, edition: Edition, repeats: int = 5) -> dict[str, Any]:
    """Median seconds of each way to a finished file, processes warm, ways taken in turn in one run.

    `whole` is WeasyPrint alone on the same HTML; `full` ours from nothing; `changed` ours after one statement
    was changed; `unchanged` ours again; `chromium` its print of the same HTML, absent where it is not
    installed. `ratio` sets each against `whole`; `cpu_seconds` is what the workers took; `peak_mb` is the
    most memory, summed over processes.
    """
    with ExitStack() as stack:
        ours, alone = Pool(2, PATIENCE), Pool(1, PATIENCE)
        stack.callback(ours.close)
        stack.callback(alone.close)
        ours.warm()
        alone.warm()
        browser = stack.enter_context(Chromium()) if Chromium.installed() else None
        rounds = [one_round(content, edition, index, ours, alone, browser) for index in range(repeats)]
        peaks = {"whole": alone.usage()[0] / 1024, "full": ours.usage()[0] / 1024}
        if browser:
            peaks["chromium"] = browser.peak / 1024
    seconds = {way: statistics.median(times[way] for times in rounds) for way in WAYS if way in rounds[0]}
    cpu = {way: statistics.median(times["cpu"][way] for times in rounds) for way in rounds[0]["cpu"]}
    return {"repeats": repeats, "pages": rounds[0]["pages"], "seconds": seconds,
            "ratio": {way: value / seconds["whole"] for way, value in seconds.items()}, "cpu_seconds": cpu,
            "peak_mb": peaks, "runs": rounds}


def one_round(content: Content, edition: Edition, index: int, ours: Pool, alone: Pool,
              browser: Chromium | None) -> dict[str, Any]:
    """Each way once, ours with an empty cache to begin with; `cpu` is the workers’ processor time."""
    altered = with_change(content, index)
    times: dict[str, Any] = {"cpu": {}}
    with tempfile.TemporaryDirectory() as folder:
        cache = PieceCache(Path(folder))

        def make(text: Content) -> int:
            return make_pdf(text, edition, pool=ours, cache=cache).pages

        for way, text in zip(PARTS, (content, altered, altered), strict=True):
            times[way], times["cpu"][way] = timed(partial(make, text), ours)
        times["whole"], times["cpu"]["whole"] = timed(lambda: reference(content, edition, pool=alone), alone)
        if browser:
            composition = compose(content, edition)
            times["chromium"], _ = timed(lambda: browser.print(composition), alone)
        return times | {"pages": make(altered)}


def timed(work: Callable[[], Any], pool: Pool) -> tuple[float, float]:
    """Seconds by the clock that some work took, and seconds of processor time that it took of a pool."""
    before, began = pool.usage()[1], time.perf_counter()
    work()
    return time.perf_counter() - began, pool.usage()[1] - before


def with_change(content: Content, index: int) -> Content:
    """The content with a sentence added to one of its statements, another one for each `index`."""
    changed = copy.deepcopy(content)
    docs = [answer["doc"] for part in changed["parts"] for section in part["sections"] for answer in section["answers"]
            if answer["kind"] == "statement" and answer["doc"]]
    docs[(index * 2 + 1) * len(docs) // 11 % len(docs)]["content"].append(
        {"type": "paragraph", "content": [{"type": "text", "text": ADDED}]})
    return changed
