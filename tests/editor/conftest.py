"""A server and a browser for all tests of the editor, and people who sit down at it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from .people import CHROMIUM, FLAGS, OwnChromium, Server, Writer


@pytest.fixture(scope="session")
def common_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("editor") / "response.sqlite")
    running.start()
    yield running
    running.kill()


@pytest.fixture
def server(common_server: Server) -> Server:
    """The server, its response empty."""
    common_server.control(reset=True)
    return common_server


@pytest.fixture(scope="package")  # one process can drive only one browser at a time
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def sit_down(browser: Browser, server: Server) -> Iterator[Callable[[], Writer]]:
    """Another person at a computer of their own; nothing may break the content policy or throw."""
    contexts: list[BrowserContext] = []
    writers: list[Writer] = []

    def new() -> Writer:
        contexts.append(browser.new_context(locale="en-GB"))
        writers.append(Writer(contexts[-1].new_page(), server))
        return writers[-1].open()

    yield new
    faults = [fault for writer in writers for fault in writer.faults]
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def own_chromium(tmp_path: Path) -> Iterator[OwnChromium]:
    chromium = OwnChromium(tmp_path / "profile")
    yield chromium
    chromium.kill()
