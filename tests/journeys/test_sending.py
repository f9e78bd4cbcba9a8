"""A large file in a real browser: the connection cut, the server killed, the page reloaded; refused and taken away."""

import random
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.demonstration import copy_of_demonstration
from tests.journeys.axe import check
from tests.journeys.conftest import PASSWORD, PATIENCE
from tests.served import Served

LIBRARY = "/evidence/peterborough"
PIECES = re.compile(r"/uploads/[0-9a-f]{32}$")
CHANCE = random.Random(7)
TABLE = "measure,count\n" + "".join(f"plans {line},{CHANCE.random()}\n" for line in range(120_000))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A demonstration of its own that can be killed and started again."""
    made = Served(copy_of_demonstration(tmp_path_factory), "demo")
    made.start()
    yield made
    made.kill()


def left(server: Served) -> list[Path]:
    """What is on its way in."""
    return [path for path in (server.folder / "arriving").rglob("*") if path.is_file()]


@pytest.fixture
def page(chromium: Browser, server: Served) -> Iterator[Page]:
    """The form of a new item before an author."""
    context = chromium.new_context(base_url=server.url)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill("author@peterborough.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="My work").wait_for()
    page.goto(f"{LIBRARY}/new")
    yield page
    context.close()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "plans.csv"
    path.write_text(TABLE)
    return path


def fill(page: Page, title: str) -> None:
    page.get_by_label("Title").fill(title)
    page.get_by_label("Kind of evidence").select_option("data")
    page.get_by_label("Owner").fill("Performance manager")
    page.get_by_label("As at").fill("2017-03-31")


def choose(page: Page, path: Path) -> None:
    page.get_by_label("File", exact=True).set_input_files(path)


def kept(page: Page, server: Served, path: Path) -> None:
    """The item's page offers a file that is byte for byte the one that was sent."""
    with page.expect_download() as download:
        page.get_by_role("link", name=path.name).first.click()
    assert download.value.path().read_bytes() == path.read_bytes()
    assert left(server) == []


def test_a_cut_connection_and_a_killed_server_cost_a_piece_each(page: Page, server: Served, table: Path) -> None:
    sent: list[int] = []

    def cut(route: Route) -> None:
        """The third piece is cut off; the fourth finds no server."""
        sent.append(int(route.request.headers["upload-offset"]))
        if len(sent) == 3:
            return route.abort("connectionreset")
        if len(sent) == 4:
            server.kill()
        route.continue_()

    page.route(PIECES, cut)
    fill(page, "Plans, cut twice")
    choose(page, table)
    page.get_by_role("button", name="Add to the library").click()  # held until the file is there
    expect(page.get_by_text("The form is saved as soon as").last).to_be_visible()
    expect(page.locator("[data-sending-words]")).to_contain_text("Trying again", timeout=PATIENCE)
    while server.lives:
        page.wait_for_timeout(100)
    expect(page.locator("[data-sending-words]")).to_contain_text("Trying again in", timeout=PATIENCE)
    check(page)
    server.start()
    page.get_by_role("heading", name="Plans, cut twice").wait_for()
    assert sent[2] == sent[3] == sent[4] > 0, "each went on from what had arrived"
    kept(page, server, table)


def test_after_a_reload_the_same_file_goes_on(page: Page, server: Served, table: Path) -> None:
    def stop_at_second(route: Route) -> None:
        route.continue_() if route.request.headers["upload-offset"] == "0" else route.abort("connectionreset")

    page.route(PIECES, stop_at_second)
    choose(page, table)
    expect(page.get_by_text("The connection was lost").last).to_be_visible()
    page.reload()
    page.unroute_all()
    offsets: list[str] = []

    def note(request: Request) -> None:
        if PIECES.search(request.url):
            offsets.append(request.headers["upload-offset"])

    page.on("request", note)
    fill(page, "Plans after a reload")
    choose(page, table)
    expect(page.get_by_text("“plans.csv” has arrived").last).to_be_visible()
    assert offsets and offsets[0] != "0"
    check(page)
    page.get_by_role("button", name="Add to the library").click()
    page.get_by_role("heading", name="Plans after a reload").wait_for()
    kept(page, server, table)


def test_a_refused_file_and_one_taken_away_leave_nothing(page: Page, server: Served, table: Path) -> None:
    before = sorted((server.folder / "files").rglob("*"))
    large = table.with_name("large.csv")
    with large.open("wb") as file:
        file.truncate(3 * 1024**3)  # more than a browser reads at once, and nothing on the disk
    choose(page, large)
    expect(page.get_by_text("The file is larger than 50 MB.")).to_be_visible()
    wrong = table.with_name("plans.pdf")
    wrong.write_text(TABLE)
    choose(page, wrong)
    expect(page.get_by_text("its name does not end in")).to_be_visible()
    check(page)
    page.clock.install()
    page.clock.pause_at("2030-01-01")  # so that it goes on when it is told to, and not by itself
    page.route(PIECES, lambda route: route.abort("connectionreset"))
    choose(page, table)
    expect(page.locator("[data-sending-words]")).to_contain_text("Trying again in 1 second.")
    page.unroute_all()
    page.get_by_role("button", name="Go on now").click()
    expect(page.get_by_text("“plans.csv” has arrived").last).to_be_visible()
    page.get_by_role("button", name="Take the file away").click()
    expect(page.locator("[data-sending]")).to_be_hidden()
    for _ in range(50):
        if left(server):
            time.sleep(0.1)
    assert left(server) == [] and sorted((server.folder / "files").rglob("*")) == before
