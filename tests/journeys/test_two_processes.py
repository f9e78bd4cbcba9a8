"""Two server processes over one PostgreSQL behind a proxy: people write together across them, and one is killed."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import Session

from app.assessments.texts.queries import doc_at
from app.assessments.writing.protocol import text_of
from app.config import ROOT
from app.core.database import Database
from app.core.security import COOKIE
from app.migrations.upgrade import upgrade
from tests.assessments.factories import LARGE, desk_of, populate, token_of
from tests.journeys.axe import check
from tests.journeys.conftest import PATIENCE, free_port
from tests.journeys.proxy import Proxy
from tests.postgresql import binaries, server

pytestmark = pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not on this machine")
expect.set_options(timeout=PATIENCE)
SEEN_WITHIN = 5.0  # seconds, on a machine that is busy with other things
PROMPT = f"{LARGE.path}/prompts/4.1"


class Process:
    """One server process, as `candour serve` starts it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.port = free_port()
        environment = {
            **os.environ, "CANDOUR_DATABASE_URL": url, "CANDOUR_DATA_DIR": str(folder), "CANDOUR_SECURE_COOKIES": "0",
        }
        command = [sys.executable, "-m", "app.cli", "serve", "--port", str(self.port)]
        self.running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)

    def ready(self) -> None:
        """Wait until it answers."""
        end = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5).close()
                return
            except OSError:
                assert self.running.poll() is None and time.monotonic() < end
                time.sleep(0.1)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.running.kill()
        self.running.wait()


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    """A PostgreSQL with two authorities at work."""
    with server() as url:
        made = Database(url)
        upgrade(made.engine)
        with made.write() as session:
            populate(session)
        yield made
        made.engine.dispose()


@pytest.fixture
def processes(database: Database, tmp_path: Path) -> Iterator[list[Process]]:
    """Two, started at the same moment."""
    both = [Process(database.url, tmp_path) for _ in range(2)]
    try:
        for process in both:
            process.ready()
        yield both
    finally:
        for process in both:
            process.kill()


Enter = Callable[[str, list[Process]], Page]


@pytest.fixture
def enter(chromium: Browser) -> Iterator[Enter]:
    """Opens a statement for somebody, behind a proxy that prefers the first of the processes given."""
    with ExitStack() as open_ones:

        def sit_down(who: str, servers: list[Process]) -> Page:
            proxy = open_ones.enter_context(Proxy([one.port for one in servers]))
            address = f"http://127.0.0.1:{proxy.port}"
            context = open_ones.enter_context(chromium.new_context(base_url=address))
            context.set_default_timeout(PATIENCE)
            context.add_cookies([{"name": COOKIE, "value": token_of(who), "url": address}])
            page = context.new_page()
            page.goto(f"{PROMPT}/edit")
            page.wait_for_function("() => window.candourEditor")
            return page

        yield sit_down


def _paragraph(page: Page) -> None:
    """Begin a paragraph of one's own at the end."""
    page.locator(".ProseMirror").focus()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")


def _words(page: Page) -> str:
    said: str = page.evaluate("() => candourEditor.text()")
    return said


def _wait(page: Page, words: str) -> float:
    """The seconds until a page shows some words."""
    begun = time.monotonic()
    page.wait_for_function("words => candourEditor.text().includes(words)", arg=words, polling=20)
    return time.monotonic() - begun


def _stored(database: Database) -> str:
    def words(node: dict[str, Any]) -> str:
        return str(node.get("text", "")) + "".join(words(child) for child in node.get("content", ()))

    def read(session: Session) -> str:
        text = text_of(session, desk_of(session, "coordinator", "4.1"))
        return words(doc_at(session, text, text.version))

    with database.read() as session:
        return read(session)


def test_people_on_different_processes(processes: list[Process], enter: Enter) -> None:
    """Each sees the other's name, caret and words soon."""
    first, second = processes
    coordinator, author = enter("coordinator", [first, second]), enter("author", [second, first])
    took = []
    pages = {"Coordinator": coordinator, "Author": author}
    for name, page in pages.items():
        other = next(one for one in pages.values() if one is not page)
        expect(other.locator(".editor-here__person")).to_have_text(f"{name} (writing)")
        _paragraph(page)
        for number in range(5):
            page.keyboard.type(f"{name} wrote {number}. ")
            took.append(_wait(other, f"{name} wrote {number}."))
        expect(other.locator(".editor-caret")).to_contain_text(name)
        check(other)
    print(f"seen on the other process after {min(took):.2f} to {max(took):.2f} s")
    assert max(took) <= SEEN_WITHIN


def test_a_process_is_killed_while_both_type(processes: list[Process], enter: Enter, database: Database) -> None:
    """Its people move over to the other one, and every character that anybody typed is there, in their order."""
    first, second = processes
    pages = {"a": enter("coordinator", [first, second]), "b": enter("author", [second, first])}
    for page in pages.values():
        _paragraph(page)
    typed = {"a": "", "b": ""}

    def type_on(rounds: int) -> None:
        for number in range(rounds):
            for letter, page in pages.items():
                words = f"({letter}{len(typed[letter])}.{number})"
                page.keyboard.type(words)
                typed[letter] += words

    type_on(15)
    first.kill()
    begun = time.monotonic()
    type_on(15)
    for page in pages.values():
        page.wait_for_function("() => candourEditor.pending() === 0")
        expect(page.locator(".editor-status")).to_have_attribute("data-state", "saved")
    print(f"everything saved {time.monotonic() - begun:.1f} s after the kill")
    type_on(5)
    for page in pages.values():
        page.wait_for_function("() => candourEditor.pending() === 0")
    _wait(pages["a"], typed["b"][-20:])
    _wait(pages["b"], typed["a"][-20:])
    stored = _stored(database)
    lost = {letter: len(words) for letter, words in typed.items() if words not in stored}
    print(f"{sum(map(len, typed.values()))} characters typed")
    assert lost == {}
    assert {_words(page).replace("\n", "") for page in pages.values()} == {stored}
