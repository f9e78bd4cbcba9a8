"""What only a real browser can tell: how long until one can type, and how long the last of eight waits."""

import asyncio
from statistics import median
from typing import Any

from playwright.async_api import Browser as Chromium

from app.bench.figures import Findings
from app.bench.lost.room import Room
from app.bench.lost.writer import Writer

INTERACTIVE, SHOWN, LONGEST_WAIT = 1.0, 1.0, 2.5  # seconds that are aimed at
CROWDED = 20  # seconds that eight people type
FLAT_OUT = 60  # milliseconds between keys, which makes about nine a second
AT_EASE = 10  # seconds that one types while somebody else looks on
A_KEY = 125  # milliseconds from one key to the next of a good typist
READY = """() => new Promise(resolve => {
    const look = () => window.candourEditor && document.querySelector('.editor--ready')
        ? resolve(performance.now()) : setTimeout(look, 5)
    look()
})"""
LOADED = "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
WAITS = """() => {
    const since = []
    window.waits = []
    candourEditor.editor.on('transaction', () => {
        const added = candourEditor.pending() - since.length
        for (let one = 0; one < added; one++) since.push(performance.now())
        if (added < 0) waits.push(...since.splice(0, -added).map(at => performance.now() - at))
    })
}"""

SHOWS = """() => {
    const text = document.querySelector('.ProseMirror')
    window.shown = {}
    const look = () => { for (const word of text.textContent.match(/\\w+/g) ?? []) shown[word] ??= Date.now() }
    new MutationObserver(look).observe(text, { childList: true, characterData: true, subtree: true })
}"""


async def measure_ready(room: Room, paths: dict[str, str], bare: str, rounds: int, findings: Findings) -> None:
    """From the start of navigation until one can type, in a browser that has seen nothing before and in a used one."""
    took: dict[str, list[float]] = {}
    for _ in range(rounds):
        took.setdefault("bare page loaded", []).append(await _bare(room.browser, bare))
        for name, path in paths.items():
            page = await (await room.enter(4)).new_page()
            for visit in ("first visit", "later"):
                await page.goto(f"{path}/edit", wait_until="commit")
                took.setdefault(f"{name} can be typed in, {visit}", []).append(await page.evaluate(READY) / 1000)
        await room.leave()
    for name, seconds in took.items():
        usual = findings.add(name, seconds, "ms")
        if name.startswith("usual"):
            findings.aim(f"{name} / {INTERACTIVE:g} s", usual, INTERACTIVE, 1)


async def _bare(chromium: Chromium, address: str) -> float:
    context = await chromium.new_context()
    page = await context.new_page()
    await page.goto(address)
    took: float = await page.evaluate(LOADED) / 1000
    await context.close()
    return took


async def measure_shown(room: Room, rounds: int, findings: Findings) -> None:
    """From a letter on the screen of whoever types it until it is on that of somebody else."""
    longest, usual = [], []
    for _ in range(rounds):
        path = room.statement()
        writer, reader = [await room.sit(person, path) for person in range(2)]
        for one in (writer, reader):
            await one.ask(SHOWS)
        await writer.write_for(AT_EASE, A_KEY)
        await room.agree(path, writer, reader)
        typed, seen = await writer.ask("() => shown"), await reader.ask("() => shown")
        took = [(seen[word] - typed[word]) / 1000 for word in typed if word in seen]
        longest.append(max(took))
        usual.append(median(took))
        await room.leave()
    findings.add("a letter is shown to somebody else, median", usual)
    findings.aim(f"a letter is shown to somebody else, longest / {SHOWN:g} s",
                 findings.add("a letter is shown to somebody else, longest", longest), SHOWN, 1)


async def measure_crowd(room: Room, rounds: int, findings: Findings) -> None:
    """Eight people in one text; from a key until the server has it, the longest and the usual wait.

    First as fast as people can, then as fast as this machine takes keys, which leaves it no time for anything else.
    """
    for name, delay in (("eight people flat out", FLAT_OUT), ("eight programs flat out", 0)):
        found = [await _crowd(room, delay) for _ in range(max(1, rounds // 2))]
        findings.add(f"{name}, keys of each", [one[0] for one in found], "/s")
        findings.add(f"{name}: a key until it is on disk, median", [one[1] for one in found])
        longest = findings.add(f"{name}: a key until it is on disk, longest", [one[2] for one in found])
        if delay:
            findings.aim(f"{name}: longest wait / {LONGEST_WAIT:g} s", longest, LONGEST_WAIT, 1)


async def _crowd(room: Room, delay: float) -> tuple[float, float, float]:
    """Keys a second of each, and the median and the longest wait in seconds."""
    path = room.statement()
    writers = [await room.sit(person, path) for person in range(8)]
    for writer in writers:
        await writer.ask(WAITS)
    await asyncio.gather(*(writer.write_for(CROWDED, delay) for writer in writers))
    await room.agree(path, *writers)
    waits = [wait / 1000 for writer in writers for wait in await _waits(writer)]
    await room.leave()
    return len(waits) / len(writers) / CROWDED, median(waits), max(waits)


async def _waits(writer: Writer) -> list[Any]:
    found: list[Any] = await writer.ask("() => waits")
    return found


