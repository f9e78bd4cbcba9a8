"""A running demonstration and real browsers that look at it."""

from collections.abc import Callable, Iterator

import pytest
import yaml
from playwright.sync_api import Browser, Page, sync_playwright

from app.config import ROOT
from tests.demonstration import copy_of_demonstration
from tests.served import Served

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PATIENCE = 60_000  # milliseconds: a shared machine may be slow, and nothing here is a measurement
NO_STORAGE = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('', 'SecurityError'); }})"
PASSWORD = yaml.safe_load((ROOT / "seed_data" / "demo" / "people.yaml").read_text("utf-8"))["password"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demonstration of this module's own."""
    server = Served(copy_of_demonstration(tmp_path_factory), "demo")
    server.start()
    yield server.url
    server.end()


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
