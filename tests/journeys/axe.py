"""Looking at a page as axe-core does."""

from playwright.sync_api import Page

from app.config import ROOT

AXE = (ROOT / "tests" / "vendor" / "axe.min.js").read_text("utf-8")
RUN = """() => axe.run(document).then(found => found.violations.map(
  one => one.id + ': ' + one.help + ' at ' + one.nodes.slice(0, 3).map(node => node.target.join(' ')).join(' | ')))"""


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong on the page as it stands, all rules included."""
    page.wait_for_load_state()
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN)
    return found


def check(page: Page) -> None:
    """Fail where axe-core finds anything, or where the page is wider than the window."""
    assert violations(page) == [], page.url
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), f"{page.url} is too wide"
