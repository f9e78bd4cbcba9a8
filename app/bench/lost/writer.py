"""Somebody at a browser with a statement open, who types at a given speed and counts."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from playwright.async_api import BrowserContext, Page

from app.bench.lost.accounts import Script
from app.core.errors import CandourError

PATIENCE = 60.0  # seconds for anything to happen on a busy machine
READY = "() => window.candourEditor && document.querySelector('.editor--ready')"


async def wait_for(what: Callable[[], Awaitable[Any]], why: str, patience: float = PATIENCE) -> Any:
    """Ask until the answer is true; CandourError with `why` where it never is."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if answer := await what():
            return answer
        await asyncio.sleep(0.1)
    raise CandourError(why)


@dataclass
class Hand:
    """Somebody's browser, and what they typed in it."""

    context: BrowserContext
    script: Script


class Writer(Hand):
    """A tab with the editor open."""

    def __init__(self, page: Page, address: str, script: Script) -> None:
        super().__init__(page.context, script)
        self.page, self.address = page, address
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    async def open(self) -> "Writer":
        """Open the statement for editing, the caret at the end of the text."""
        await self.page.goto(f"{self.address}/edit")
        await self.page.wait_for_function(READY, timeout=PATIENCE * 1000)
        await self.turn_to()
        await self.press("Control+End")
        return self

    async def turn_to(self) -> None:
        """Bring this window to the front, as somebody does who goes on here after looking at another."""
        await self.page.bring_to_front()
        await self.page.locator(".ProseMirror").focus()
        await self.page.wait_for_timeout(250)  # a caret set within 200 ms of the focus passes for the browser's own

    async def press(self, *keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            await self.page.keyboard.press(key)

    async def write(self, words: int, delay: float = 0) -> None:
        """Type so many words, `delay` milliseconds a key."""
        for _ in range(words):
            await self.page.keyboard.type(self.script.next(), delay=delay)

    async def write_for(self, seconds: float, delay: float = 0) -> None:
        """Type for so long."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            await self.write(1, delay)

    async def ask(self, script: str, argument: Any = None) -> Any:
        """What a script finds in the page."""
        return await self.page.evaluate(script, argument)

    async def state(self, wanted: str) -> None:
        """Wait until the status line says so."""
        await self.page.wait_for_selector(f'.editor-status[data-state="{wanted}"]', timeout=PATIENCE * 1000)

    async def saved(self) -> None:
        """Wait until nothing is left to be sent."""
        async def nothing() -> bool:
            return bool(await self.ask("() => candourEditor.pending() === 0"))

        await wait_for(nothing, "Not everything that was typed was sent.")

    async def shows(self, doc: dict[str, Any]) -> bool:
        """Whether the page shows exactly this document."""
        return bool(await self.ask("() => candourEditor.json()") == doc)
