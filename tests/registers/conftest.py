"""A running product that can be killed, over a database of the test's own, and officers at browsers."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app.core.security import COOKIE
from tests.assessments.factories import token_of
from tests.journeys.conftest import CHROMIUM, FLAGS, PATIENCE
from tests.served import Served


@pytest.fixture
def server(prepared: Path, tmp_path: Path) -> Iterator[Served]:
    """The product over a fresh copy of the prepared database."""
    shutil.copy(prepared, tmp_path / "candour.sqlite3")
    running = Served(tmp_path)
    running.start()
    yield running
    running.kill()


@pytest.fixture(scope="package")  # one process can drive only one browser at a time
def chromium() -> Iterator[Browser]:
    """Debian's Chromium without a screen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


SitDown = Callable[..., Page]


@pytest.fixture
def sit_down(chromium: Browser, server: Served) -> Iterator[SitDown]:
    """Somebody at a browser of their own; no script may throw or break the content policy."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def enter(name: str, script: bool = True) -> Page:
        context = chromium.new_context(
            base_url=server.url, viewport={"width": 1280, "height": 900}, java_script_enabled=script, locale="en-GB"
        )
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": COOKIE, "value": token_of(name), "url": server.url}])
        contexts.append(context)
        page = context.new_page()
        listen(page, faults)
        return page

    yield enter
    for context in contexts:
        context.close()
    assert faults == []


def listen(page: Page, faults: list[str]) -> None:
    """Note what a page's scripts do wrong."""
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
