"""A save of one step against a bare POST that inserts one row into the same database."""

from collections.abc import Sequence

from app.bench.browser import Browser
from app.bench.figures import Findings
from app.bench.keystrokes import Desk
from app.bench.pages import LONG, MOST, Sides, fastest_bare, turns

EACH = 100
CLIENTS = 8


def measure_saves(sides: Sides, paths: Sequence[str], rounds: int, findings: Findings) -> None:
    """Eight clients in turn on one statement, then eight at once on a statement each."""
    desks = [Desk(sides.browser, path) for path in paths[:CLIENTS]]
    for desk in desks:  # the first save of a settled statement opens it again, which no later one does
        sides.loader.load(sides.browser.port, [turns([desk.save()], 1)], LONG)
    bare = {name: sides.bare.raw("POST", f"/{name.split()[1]}", '{"words": "a"}')
            for name in ("bare def save", "bare async save")}
    for told, lanes in (("in turn on one statement", 1), ("at once on 8 statements", CLIENTS)):
        mean: dict[str, list[float]] = {}
        p95: dict[str, list[float]] = {}
        for _ in range(rounds):
            for name, request in bare.items():
                _load(sides, sides.bare, [[request] * EACH] * lanes, name, mean, p95)
            saves = [[desk.save() for _ in range(EACH)] for desk in desks[:lanes]]
            _load(sides, sides.browser, saves, "save", mean, p95)
        _tell(findings, told, mean, p95)


def _load(
    sides: Sides, browser: Browser, lanes: list[list[str]], name: str,
    mean: dict[str, list[float]], p95: dict[str, list[float]],
) -> None:
    found = sides.loader.load(browser.port, [turns(one, CLIENTS // len(lanes)) for one in lanes], LONG)
    mean.setdefault(name, []).append(len(lanes) / found["rate"])
    p95.setdefault(name, []).append(found["p95"])


def _tell(findings: Findings, told: str, mean: dict[str, list[float]], p95: dict[str, list[float]]) -> None:
    usual = {name: findings.add(f"{name}, {CLIENTS} clients {told}, mean", took, "ms") for name, took in mean.items()}
    slow = {name: findings.add(f"{name}, {CLIENTS} clients {told}, p95", took, "ms") for name, took in p95.items()}
    findings.aim(f"save / faster bare save, mean, {told}", usual["save"], fastest_bare(usual), MOST)
    findings.aim(f"save / faster bare save, p95, {told}", slow["save"], fastest_bare(slow), MOST)
