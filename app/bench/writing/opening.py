"""Opening a statement behind which there are few steps, many, or as many as nobody will ever make."""

import json

from app.bench.browser import Browser
from app.bench.documents import timed
from app.bench.figures import Findings
from app.bench.stage import COORDINATOR, Stage
from app.bench.writing.texts import Typing, long_doc

STEPS = (100, 10_000, 100_000)
AT_ONCE = 100  # steps in one request, since not their commit is measured here
A_SITTING = 5_000  # after so many, somebody else goes on
OTHER = "author@peterborough.example"
MOST = 1.5
LOOKS = 3  # at each page in a round


def grown(stage: Stage) -> dict[int, str]:
    """Statements of 5,400 words with so many steps; the path of each by its number of steps."""
    lines = [line for line in stage.statements(stage.pages) if line.section_key in ("1", "2", "3")]
    return {steps: _grow(stage, line.key, steps) for steps, line in zip(STEPS, lines, strict=False)}


def _grow(stage: Stage, key: str, steps: int) -> str:
    doc, left, place, turn = long_doc(), steps - 2, 1, 0  # the text and the first paragraph are steps too
    while left > 0:
        with stage.database.write() as session:
            typing = Typing(session, stage, key, COORDINATOR, OTHER)
            if not turn:
                typing.begin(doc)
            typing.place = place
            typing.type(min(left, A_SITTING), AT_ONCE, turn)
            left, place, turn = left - A_SITTING, typing.place, turn + 1
    return f"{stage.pages.path}/prompts/{key}"


def measure_opening(browser: Browser, paths: dict[int, str], rounds: int, findings: Findings) -> None:
    """The document, the page to edit it, its history and a version half-way, in turn, round after round."""
    took: dict[tuple[str, int], list[float]] = {}
    for _ in range(rounds):
        for _ in range(LOOKS):
            for steps, path in paths.items():
                for name, asked in _asked(browser, path).items():
                    seconds = timed(lambda asked=asked: browser.page(asked))  # type: ignore[misc]
                    took.setdefault((name, steps), []).append(seconds)
    usual = {(name, steps): findings.add(f"{name}, {steps:,} steps", found, "ms")
             for (name, steps), found in sorted(took.items())}
    for name in ("document", "page to edit"):
        for steps in STEPS[1:]:
            findings.aim(f"{name}, {steps:,} steps / {STEPS[0]} steps",
                         usual[name, steps], usual[name, STEPS[0]], MOST)


def _asked(browser: Browser, path: str) -> dict[str, str]:
    version = json.loads(browser.page(f"{path}/doc"))["version"]
    return {
        "document": f"{path}/doc", "page to edit": f"{path}/edit", "history": f"{path}/history",
        "version half-way": f"{path}/doc?version={version // 2}",
        "last but one version": f"{path}/doc?version={version - 1}",
    }
