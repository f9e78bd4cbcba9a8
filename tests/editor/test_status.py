"""The line under the text: quiet, and heard where it matters."""

from collections.abc import Callable

from .people import Server, Writer, agree, wait_for

SitDown = Callable[[], Writer]


def test_recovered_is_said_politely_and_long_enough_to_be_heard(server: Server, sit_down: SitDown) -> None:
    """It outlasts the saving of what is typed on, and gives way once it has stood for a while."""
    first, second = sit_down(), sit_down()
    first.type("A passage that will go.")
    agree(server, first, second)
    first.page.context.set_offline(True)
    first.press(*["ArrowLeft"] * 5)
    first.type("PRECIOUS WORDS ")
    first.wait_for_state("offline")
    second.press("Control+a", "Delete")
    second.saved()
    first.page.context.set_offline(False)
    first.wait_for_state("recovered")
    line, notice = first.page.locator(".editor-status"), first.page.locator(".editor-notice")
    assert line.get_attribute("role") == "status"
    assert "kept" in line.inner_text() and "PRECIOUS WORDS" in notice.inner_text()
    assert first.page.locator(".editor-notices").get_attribute("role") is None
    first.type("Typed on.")
    wait_for(lambda: server.text() == "Typed on.", "what was typed on was not saved")
    assert line.get_attribute("data-state") == "recovered"
    first.wait_for_state("saved")
    assert line.inner_text() == "All changes saved" and notice.is_visible()
