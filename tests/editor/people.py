"""A server that can be killed, people who write through it, and a browser that can be killed too."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import TimeoutError as NoAnswer

ROOT = Path(__file__).parents[2]
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--headless=new", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 30  # seconds for anything to happen on a busy machine


def wait_for(what: Callable[[], Any], why: str) -> Any:
    """Ask until the answer is true. Raises AssertionError with `why` after PATIENCE."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if answer := what():
            return answer
        time.sleep(0.05)
    raise AssertionError(why)


class Server:
    """The authority as a process on a port of its own, over a database that outlives it."""

    def __init__(self, database: Path) -> None:
        self.database = database
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.editor.authority", "--port", str(self.port)]
        self.process = subprocess.Popen([*command, "--database", str(self.database)], cwd=ROOT)
        wait_for(self._answers, "the test's server did not start")

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def _answers(self) -> bool:
        try:
            return bool(self.get("/response/doc"))
        except OSError:
            return False

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return json.load(answer)

    def control(self, **values: Any) -> None:
        body = json.dumps(values).encode()
        request = urllib.request.Request(self.url + "/control", body, {"content-type": "application/json"})
        urllib.request.urlopen(request, timeout=10).close()

    def doc(self) -> dict[str, Any]:
        doc: dict[str, Any] = self.get("/response/doc")["doc"]
        return doc

    def text(self) -> str:
        return words(self.doc())


def words(node: dict[str, Any]) -> str:
    """Every word of a document, without structure."""
    return str(node.get("text", "")) + "".join(words(child) for child in node.get("content", ()))


class Writer:
    """Somebody at a browser with the response open."""

    def __init__(self, page: Page, server: Server, user: str = "Author") -> None:
        self.page, self.server, self.user = page, server, user
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda line: self._note(line.text))

    def _note(self, line: str) -> None:
        if "Content Security Policy" in line:
            self.faults.append(line)

    def open(self) -> "Writer":
        self.page.goto(f"{self.server.url}/?user={self.user}")
        self.page.wait_for_selector(".editor--ready", timeout=PATIENCE * 1000)
        wait_for(lambda: self.page.evaluate("Boolean(window.candourEditor)"), "the editor did not open")
        self.page.locator(".ProseMirror").focus()
        return self

    def type(self, text: str, delay: float = 0) -> None:
        self.page.keyboard.type(text, delay=delay)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def tool(self, name: str) -> None:
        self.page.locator(f'[data-tool="{name}"]').click()

    def text(self) -> str:
        return str(self.page.evaluate("candourEditor.text()"))

    def pending(self) -> int:
        return int(self.page.evaluate("candourEditor.pending()"))

    def wait_for_state(self, state: str) -> None:
        selector = f'.editor-status[data-state="{state}"]'
        self.page.wait_for_selector(selector, timeout=PATIENCE * 1000)

    def saved(self) -> None:
        wait_for(lambda: self.pending() == 0, "not everything was sent")
        self.wait_for_state("saved")


def agree(server: Server, *writers: Writer) -> str:
    """Wait until server and browsers show the same document; returns its text as a writer sees it."""
    wait_for(lambda: not any(writer.pending() for writer in writers), "not everything was sent")

    def same() -> bool:
        doc = server.doc()
        return all(writer.page.evaluate("candourEditor.json()") == doc for writer in writers)

    wait_for(same, "browsers and server do not show the same document")
    return writers[0].text()


class OwnChromium:
    """A Chromium with a profile on disk, which can be killed with everything it runs."""

    def __init__(self, profile: Path) -> None:
        self.profile = profile
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Returns the address of its debugging port."""
        port_file = self.profile / "DevToolsActivePort"
        port_file.unlink(missing_ok=True)
        command = [CHROMIUM, *FLAGS, "--remote-debugging-port=0", f"--user-data-dir={self.profile}"]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(command, start_new_session=True, stdout=quiet, stderr=quiet)
        wait_for(lambda: port_file.exists() and port_file.read_text(), "Chromium did not start")
        return f"http://127.0.0.1:{port_file.read_text().splitlines()[0]}"

    def context(self, browser: Browser) -> BrowserContext:
        """Start it and be connected; once more anew where it does not answer, as a browser under load may not."""
        connect = browser.browser_type.connect_over_cdp
        try:
            return connect(self.start()).contexts[0]
        except NoAnswer:
            self.kill()
            return connect(self.start()).contexts[0]

    def kill(self) -> None:
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def shape(node: dict[str, Any]) -> Any:
    """A document as nested lists of type names and texts."""
    if "text" in node:
        marks = "+".join(mark["type"] for mark in node.get("marks", ()))
        return f"{marks}:{node['text']}" if marks else node["text"]
    return [node["type"], *[shape(child) for child in node.get("content", ())]]


def found(node: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    below = [hit for child in node.get("content", ()) for hit in found(child, kind)]
    return ([node] if node["type"] == kind else []) + below
