"""Two server processes over one PostgreSQL behind a proxy: people write together across them, and one is killed."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import Session

from app.assessments.texts.queries import doc_at
from app.assessments.writing.protocol import text_of
from app.core.database import Database
from app.core.security import COOKIE
from app.migrations.upgrade import upgrade
from tests.assessments.factories import LARGE, desk_of, populate, token_of
from tests.journeys.axe import check
from tests.journeys.conftest import PATIENCE
from tests.journeys.proxy import Proxy
from tests.postgresql import binaries, server
from tests.served import Served

pytestmark = pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not on this machine")
expect.set_options(timeout=PATIENCE)
SEEN_WITHIN = 5.0  # seconds, on a machine that is busy with other things
TOGETHER, KILLED = "4.1", "4.2"  # the statements that the tests write in


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
def processes(database: Database, tmp_path: Path) -> Iterator[list[Served]]:
    """Two, started at the same moment."""
    own = {"CANDOUR_DATABASE_URL": database.url, "CANDOUR_SECURE_COOKIES": "0"}
    both = [Served(tmp_path, **own) for _ in range(2)]
    try:
        for process in both:
            process.begin()
        for process in both:
            process.ready()
        yield both
    finally:
        for process in both:
            process.kill()


Enter = Callable[..., Page]


@pytest.fixture
def enter(chromium: Browser) -> Iterator[Enter]:
    """Opens a statement for somebody, behind a proxy that prefers the first of the processes given, or takes turns."""
    with ExitStack() as open_ones:

        def sit_down(who: str, key: str, servers: list[Served], turns: bool = False) -> Page:
            proxy = open_ones.enter_context(Proxy([one.port for one in servers], turns))
            address = f"http://127.0.0.1:{proxy.port}"
            context = open_ones.enter_context(chromium.new_context(base_url=address))
            context.set_default_timeout(PATIENCE)
            context.add_cookies([{"name": COOKIE, "value": token_of(who), "url": address}])
            page = context.new_page()
            page.goto(f"{LARGE.path}/prompts/{key}/edit")
            page.wait_for_function("() => window.candourEditor")
            return page

        yield sit_down


def _paragraph(page: Page) -> None:
    """Begin a paragraph of one's own at the end."""
    page.locator(".ProseMirror").focus()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")


def _wait(page: Page, words: str) -> float:
    """The seconds until a page shows some words."""
    begun = time.monotonic()
    page.wait_for_function("words => candourEditor.text().includes(words)", arg=words, polling=20)
    return time.monotonic() - begun


def _stored(database: Database) -> str:
    def words(node: dict[str, Any]) -> str:
        return str(node.get("text", "")) + "".join(words(child) for child in node.get("content", ()))

    def read(session: Session) -> str:
        text = text_of(session, desk_of(session, "coordinator", KILLED))
        return words(doc_at(session, text, text.version))

    with database.read() as session:
        return read(session)


@pytest.mark.parametrize("turns", [False, True], ids=["each on one", "each connection on another"])
def test_people_on_different_processes(processes: list[Served], enter: Enter, turns: bool) -> None:
    """Each sees the other's name, caret and words soon, even where steps and stream go through different processes."""
    first, second = processes
    coordinator = enter("coordinator", TOGETHER, [first, second], turns)
    author = enter("author", TOGETHER, [second, first], turns)
    took = []
    pages = {"Coordinator": coordinator, "Author": author}
    for name, page in pages.items():
        other = next(one for one in pages.values() if one is not page)
        expect(other.locator(".editor-here__person")).to_have_text(f"{name} (writing)")
        _paragraph(page)
        for number in range(5):
            words = f"{name} wrote {number} {'by turns' if turns else 'apart'}."
            page.keyboard.type(words)
            took.append(_wait(other, words))
        expect(other.locator(".editor-caret__name")).to_have_attribute("data-name", name)
        check(other)
    print(f"seen on the other process after {min(took):.2f} to {max(took):.2f} s")
    assert max(took) <= SEEN_WITHIN


def _typing(pages: dict[str, Page], rounds: int) -> dict[str, str]:
    """Everybody types by turns; what each typed, in letters that nobody else uses."""
    typed = dict.fromkeys(pages, "")
    for number in range(rounds):
        for letters, page in pages.items():
            words = "".join(letters[int(digit)] for digit in f"{number:02}{len(typed[letters]):04}")
            page.keyboard.type(words)
            typed[letters] += words
    return typed


def _all_saved(pages: dict[str, Page]) -> None:
    for page in pages.values():
        page.wait_for_function("() => candourEditor.pending() === 0")
        expect(page.locator(".editor-status")).to_have_attribute("data-state", "saved")


def test_a_process_is_killed_while_both_type(processes: list[Served], enter: Enter, database: Database) -> None:
    """Its people move over to the other one, and every character that anybody typed is there, in their order."""
    first, second = processes
    pages = {
        "abcdefghij": enter("coordinator", KILLED, [first, second]),
        "ABCDEFGHIJ": enter("author", KILLED, [second, first]),
    }
    for page in pages.values():
        page.locator(".ProseMirror").focus()
    rounds = [_typing(pages, 12)]
    first.kill()
    begun = time.monotonic()
    rounds.append(_typing(pages, 12))
    _all_saved(pages)
    print(f"everything saved {time.monotonic() - begun:.1f} s after the kill")
    rounds.append(_typing(pages, 4))
    _all_saved(pages)
    stored = _stored(database)
    typed = {letters: "".join(one[letters] for one in rounds) for letters in pages}
    found = {letters: "".join(one for one in stored if one in letters) for letters in pages}
    print(f"{sum(map(len, typed.values()))} characters typed, {len(stored)} stored")
    assert found == typed and len(stored) == sum(map(len, typed.values()))
    for page in pages.values():
        page.wait_for_function("stored => candourEditor.text() === stored", arg=stored)
