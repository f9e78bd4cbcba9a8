"""One step committed to a long statement, and when somebody else sees it."""

import http.client
import json
import threading
import time
from queue import Queue

from app.bench.browser import Browser
from app.bench.figures import Findings
from app.bench.keystrokes import Desk
from app.bench.pages import LONG, Sides, turns

EACH = 100  # saves in a round


def measure_commits(sides: Sides, path: str, rounds: int, findings: Findings) -> None:
    """Saves of one step, one after another as one person types, beside bare ones in the same rounds."""
    desk = Desk(sides.browser, path)
    desk.write()
    asked = {f"bare {kind} save": sides.bare.raw("POST", f"/{kind}", '{"words": "a"}') for kind in ("def", "async")}
    took: dict[str, list[dict[str, float]]] = {}
    for _ in range(rounds):
        for name, request in asked.items():
            found = sides.loader.load(sides.bare.port, [turns([request] * EACH, 1)], LONG)
            took.setdefault(name, []).append(found)
        saves = turns([desk.save() for _ in range(EACH)], 1)
        took.setdefault("one step saved, 5,400 words", []).append(
            sides.loader.load(sides.browser.port, [saves], LONG))
    for part in ("p50", "p95"):
        for name, loads in took.items():
            findings.add(f"{name}, {part}", [one[part] for one in loads], "ms")


def measure_sight(browser: Browser, path: str, rounds: int, findings: Findings) -> None:
    """From the moment a step is sent until the stream of events of somebody else has it."""
    desk, seen = Desk(browser, path), Queue[tuple[int, float]]()
    threading.Thread(target=_watch, args=(browser, f"{path}/events?since={desk.version}", seen), daemon=True).start()
    seen.get()  # the stream is open
    took: list[float] = []
    for _ in range(EACH * rounds):
        sent, base = time.perf_counter(), desk.version
        desk.write()
        while (found := seen.get(timeout=30))[0] != base:
            pass
        took.append(found[1] - sent)
    took.sort()
    findings.add("a step is seen by somebody else, p50", [took[len(took) // 2]], "ms")
    findings.add("a step is seen by somebody else, p95", [took[int(len(took) * 0.95)]], "ms")


def _watch(browser: Browser, path: str, seen: "Queue[tuple[int, float]]") -> None:
    """Put every event's version and time of arrival in the queue, first of all that the stream is open."""
    connection = http.client.HTTPConnection("127.0.0.1", browser.port)
    connection.request("GET", path, headers=browser.headers())
    response = connection.getresponse()
    while line := response.readline():
        if line.startswith(b": open"):
            seen.put((-1, time.perf_counter()))
        elif line.startswith(b"data: ") and "base" in (told := json.loads(line[6:])):
            seen.put((told["base"], time.perf_counter()))
