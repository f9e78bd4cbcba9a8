"""The page of a statement against the plainest pages of the same database."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.bench.browser import Browser
from app.bench.figures import Findings
from app.bench.processes import Loader

CONNECTIONS = (8, 32)
SECONDS = 1.5
MOST = 2.0
LONG = 3600.0  # seconds: every request is sent, however long it takes


@dataclass(frozen=True)
class Sides:
    """The two servers of a comparison."""

    browser: Browser
    bare: Browser
    loader: Loader


def measure_pages(sides: Sides, paths: Sequence[str], rounds: int, findings: Findings) -> None:
    """Load each kind of page in turn, round after round, so that what else the machine does falls on all alike.

    `paths` are the statements, each shown once before and then all in rotation.
    """
    asked = {
        "bare def page": (sides.bare, ["/def"]), "bare async page": (sides.bare, ["/async"]),
        "statement page": (sides.browser, paths),
    }
    first = turns([sides.browser.raw("GET", path) for path in paths], 1)
    findings.add("statement page, shown for the first time, median", [
        sides.loader.load(sides.browser.port, [first], LONG)["p50"]], "ms")
    for browser, address in asked.values():
        _load(sides, browser, address, max(CONNECTIONS))
    for connections in CONNECTIONS:
        p95: dict[str, list[float]] = {name: [] for name in asked}
        p50: dict[str, list[float]] = {name: [] for name in asked}
        rate: dict[str, list[float]] = {name: [] for name in asked}
        for _ in range(rounds):
            for name, (browser, address) in asked.items():
                found = _load(sides, browser, address, connections)
                p50[name].append(found["p50"])
                p95[name].append(found["p95"])
                rate[name].append(found["rate"])
        _tell(findings, connections, p50, p95, rate)


def _load(sides: Sides, browser: Browser, paths: Sequence[str], connections: int) -> dict[str, float]:
    lane = {"clients": 1, "requests": [browser.raw("GET", path) for path in paths], "repeat": True}
    return sides.loader.load(browser.port, [lane] * connections, SECONDS)


def _tell(
    findings: Findings, connections: int, p50: dict[str, list[float]], p95: dict[str, list[float]],
    rate: dict[str, list[float]],
) -> None:
    slow: dict[str, float] = {}
    for name in p95:
        findings.add(f"{name}, {connections} connections, median", p50[name], "ms")
        slow[name] = findings.add(f"{name}, {connections} connections, p95", p95[name], "ms")
        findings.add(f"{name}, {connections} connections, requests", rate[name], "/s")
    fastest = fastest_bare(slow)
    findings.aim(f"statement page / faster bare page, p95, {connections} connections",
                 slow["statement page"], fastest, MOST)


def fastest_bare(found: dict[str, float]) -> float:
    """The least of the bare pages' figures."""
    return min(value for name, value in found.items() if name.startswith("bare"))


def turns(requests: Sequence[str], clients: int) -> dict[str, object]:
    """A lane in which several clients send requests one after another, each once."""
    return {"clients": clients, "requests": list(requests), "repeat": False}
