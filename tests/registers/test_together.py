"""Two people in one register, on the running product: nothing that either typed is lost, whatever happens."""

from playwright.sync_api import Page, expect

from tests.assessments.factories import LARGE
from tests.journeys.conftest import PATIENCE
from tests.registers.conftest import SitDown

AT = f"{LARGE.path}/prompts/A1"
expect.set_options(timeout=PATIENCE)


def edit(page: Page, at: str = AT) -> Page:
    """The register with its rows as fields."""
    page.goto(at)
    page.get_by_role("button", name="Edit rows").click()
    page.wait_for_function("() => window.candourRegister")
    return page


def cell(page: Page, column: str, row: int = 1) -> object:
    """The field of a cell."""
    return page.get_by_role("region", name=f"Row {row}").get_by_role("textbox", name=column)


def test_look(sit_down: SitDown) -> None:
    author, lead = edit(sit_down("author")), edit(sit_down("lead"))
    cell(author, "Name").press_sequentially("Jo Example")
    expect(cell(lead, "Name")).to_have_value("Jo Example")
    expect(author.locator(".editor-status")).to_have_attribute("data-state", "saved")
    author.screenshot(path="/tmp/r1.png", full_page=True)
    lead.screenshot(path="/tmp/r2.png", full_page=True)
