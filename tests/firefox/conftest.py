"""A running demonstration and Debian's Firefox in front of it."""

from collections.abc import Callable, Iterator

import pytest

from tests.firefox.bidi import Firefox, Tab
from tests.journeys.axe import AXE, RUN
from tests.journeys.conftest import PASSWORD, demo

__all__ = ["demo"]
Enter = Callable[[str], Tab]


@pytest.fixture(scope="package")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """One Firefox for all tests."""
    running = Firefox(tmp_path_factory.mktemp("firefox"))
    yield running
    running.close()


@pytest.fixture
def enter(firefox: Firefox, demo: str) -> Enter:
    """Signs one of the demonstration's people in, in a window of their own."""

    def sign_in(who: str) -> Tab:
        tab = firefox.person()
        tab.go(f"{demo}/sign-in")
        tab.fill("#email", f"{who}@peterborough.example")
        tab.fill("#password", PASSWORD)
        tab.press("Enter")
        tab.wait("document.querySelector('h1').textContent.includes('My work')")
        return tab

    return sign_in


def check(tab: Tab) -> None:
    """Fail where axe-core finds anything, or where the page is wider than the window."""
    if not tab.see("Boolean(window.axe)"):
        tab.firefox.send(
            "script.evaluate", expression=AXE, target={"context": tab.context}, awaitPromise=False
        )
    assert tab.see(f"({RUN})()") == [], tab.see("location.href")
    assert tab.see("document.documentElement.scrollWidth <= window.innerWidth")
