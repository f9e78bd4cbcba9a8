"""A running demonstration and real browsers that look at it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page, sync_playwright

from app.config import ROOT
from tests.demonstration import copy_of_demonstration

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PATIENCE = 60_000  # milliseconds: a shared machine may be slow, and nothing here is a measurement
PASSWORD = yaml.safe_load((ROOT / "seed_data" / "demo" / "people.yaml").read_text("utf-8"))["password"]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demonstration of this module's own."""
    folder, port = copy_of_demonstration(tmp_path_factory), free_port()
    environment = {**os.environ, "CANDOUR_DATA_DIR": str(folder)}
    environment.pop("CANDOUR_DATABASE_URL", None)
    command = [sys.executable, "-m", "app.cli", "demo", "--port", str(port)]
    with (folder / "printed.txt").open("wb") as printed:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=printed, stderr=printed)
        address = f"http://127.0.0.1:{port}"
        _wait(address, server, folder)
        yield address
        server.terminate()
        server.wait(timeout=30)


def _wait(address: str, server: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{address}/health", timeout=5)
            return
        except (urllib.error.URLError, OSError):
            assert server.poll() is None, (folder / "printed.txt").read_text()
            time.sleep(0.2)
    raise AssertionError("the demonstration did not start")


@pytest.fixture(scope="package")  # one process can drive only one browser at a time
def chromium() -> Iterator[Browser]:
    """Debian's Chromium without a screen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(chromium: Browser, demo: str) -> Iterator[SignIn]:
    """Opens a window of its own in which one of the demonstration's people is signed in."""
    opened = []

    def enter(who: str, width: int = 1280, script: bool = True) -> Page:
        context = chromium.new_context(
            base_url=demo, viewport={"width": width, "height": 900}, java_script_enabled=script, accept_downloads=True
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        page = context.new_page()
        page.goto("/sign-in")
        page.get_by_label("E-mail address").fill(who)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Sign out").wait_for()
        return page

    yield enter
    for context in opened:
        context.close()
