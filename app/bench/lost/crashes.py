"""What fails under somebody's hands: the server, the browser, the tab, the connection."""

import asyncio
import os
import signal
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from app.bench.lost.accounts import Account, script
from app.bench.lost.room import FLAGS, Room
from app.bench.lost.writer import Hand, wait_for
from app.core.errors import CandourError
from app.publishing.chromium import program

PASTED = 5000  # words: 75 kB, in fewer than 60,000 characters
PASTE = """text => {
    const data = new DataTransfer()
    data.setData('text/plain', text)
    candourEditor.editor.view.dom.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
}"""
LOOKS = 10  # seconds
UNSENT = 40  # words of five letters: 200 characters that no server has seen


async def server_killed(room: Room, seconds: float) -> Account:
    """The server is killed while two people type, who go on, and started again."""
    path = room.statement()
    writers = [await room.sit(person, path) for person in (0, 1)]
    typing = [asyncio.create_task(writer.write_for(seconds, 30)) for writer in writers]
    await asyncio.sleep(seconds / 3)
    room.served.kill()
    await asyncio.sleep(seconds / 3)
    await asyncio.to_thread(room.served.start)
    await asyncio.gather(*typing)
    return await room.settle(path, *writers)


async def offline(room: Room, seconds: float) -> Account:
    """One person types offline, another one online; then both are connected."""
    path = room.statement()
    away, there = await room.sit(0, path), await room.sit(1, path)
    await away.write(5)
    await away.saved()
    await away.context.set_offline(True)
    await asyncio.gather(away.write_for(seconds, 60), there.write_for(seconds, 60))
    await away.state("offline")
    await away.context.set_offline(False)
    return await room.settle(path, away, there)


async def tab_closed(room: Room, _: float) -> Account:
    """A tab is closed with text that it could not send; the next one sends it."""
    path = room.statement()
    writer = await room.sit(0, path)
    await writer.write(5)
    await writer.saved()
    await writer.context.set_offline(True)
    await writer.write(UNSENT)
    await writer.state("offline")
    room.served.kill()  # a page that closes tries once more, and a closed page is not offline
    await writer.page.close()
    await writer.context.set_offline(False)
    await asyncio.to_thread(room.served.start)
    await _still_here(room, writer)
    again = await room.tab(await writer.context.new_page(), path, writer.script)
    return await room.settle(path, again)


async def _still_here(room: Room, hand: Hand) -> None:
    """The recovered page shows what only this computer has; CandourError where the last words are not there."""
    page, script, shown = await hand.context.new_page(), hand.script, ""
    for _ in range(LOOKS):  # what a closing tab put by last may take a busy machine a moment to write
        await page.goto(f"{room.served.url}/recovered")
        shown = script.own(await page.locator("[data-unsent] .cd-unsent").text_content() or "")
        if script.typed.endswith(shown) and len(shown) >= UNSENT:
            break
        await asyncio.sleep(1)
    await page.close()
    if not script.typed.endswith(shown) or len(shown) < UNSENT:
        raise CandourError("What this computer keeps is not shown on the recovered page.")


async def left_at_once(room: Room, _: float) -> Account:
    """A tab is closed, without being asked, in the moment of the last key."""
    path = room.statement()
    writer = await room.sit(0, path)
    await writer.write(UNSENT)
    await writer.page.close(run_before_unload=False)
    again = await room.tab(await writer.context.new_page(), path, writer.script)
    return await room.settle(path, again)


async def no_disk(room: Room, seconds: float) -> Account:
    """The server is killed while somebody types whose browser refuses to keep anything."""
    path = room.statement()
    context = await room.enter(0)
    await context.add_init_script("indexedDB.open = () => { throw new DOMException('', 'SecurityError') }")
    writer = await room.tab(await context.new_page(), path, script(0))
    typing = asyncio.create_task(writer.write_for(seconds, 30))
    await asyncio.sleep(seconds / 3)
    room.served.kill()
    await writer.page.get_by_text("this browser keeps no copy").wait_for()
    await asyncio.to_thread(room.served.start)
    await typing
    return await room.settle(path, writer)


async def large_paste(room: Room, _: float) -> Account:
    """More is pasted at once than a browser sends on behalf of a closing page."""
    path = room.statement()
    writer = await room.sit(0, path)
    await writer.write(5)
    await writer.saved()  # so that nothing else is sent with what follows
    await writer.ask(PASTE, "——— ".join(writer.script.next() for _ in range(PASTED)))
    return await room.settle(path, writer)


async def browser_killed(room: Room, _: float) -> Account:
    """A browser is killed with 200 characters that nobody else has; the same one is started again later."""
    path, own = room.statement(), script(0)
    with tempfile.TemporaryDirectory(prefix="candour-profile-", ignore_cleanup_errors=True) as folder:
        chromium = OwnChromium(Path(folder))
        try:
            browser = await room.browser.browser_type.connect_over_cdp(await chromium.start())
            context = await room.enter(0, browser.contexts[0])
            writer = await room.tab(await context.new_page(), path, own)
            await context.set_offline(True)
            await writer.write(UNSENT)
            await writer.state("offline")
            await writer.page.wait_for_timeout(300)  # for the last key to reach the disk
            chromium.kill()
            browser = await room.browser.browser_type.connect_over_cdp(await chromium.start())
            context = await room.enter(0, browser.contexts[0])
            again = await room.tab(await context.new_page(), path, own)
            return await room.settle(path, again)
        finally:
            chromium.kill()


@dataclass
class OwnChromium:
    """A Chromium with a profile on disk, which can be killed with everything that it runs."""

    profile: Path
    process: subprocess.Popen[bytes] | None = field(default=None)

    async def start(self) -> str:
        """The address of its debugging port."""
        port = self.profile / "DevToolsActivePort"
        port.unlink(missing_ok=True)
        command = [program(), *FLAGS, "--headless=new", "--remote-debugging-port=0", f"--user-data-dir={self.profile}"]
        self.process = subprocess.Popen(
            command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

        async def listens() -> bool:
            return port.exists() and bool(port.read_text())

        await wait_for(listens, "Chromium did not start.")
        return f"http://127.0.0.1:{port.read_text().splitlines()[0]}"

    def kill(self) -> None:
        """End it as a flat battery would."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
