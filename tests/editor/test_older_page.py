"""A page that was opened before the program was renewed stops where it cannot follow, and loses nothing."""

from collections.abc import Callable

from .people import Server, Writer, wait_for

SitDown = Callable[[], Writer]
UNKNOWN = {"stepType": "replace", "from": 0, "to": 0, "slice": {"content": [{"type": "drawing"}]}}
RECEIVE = "step => candourEditor.sync.receive({ base: candourEditor.version(), items: [{ s: step, c: 'newer' }] })"


def test_it_says_so_keeps_what_is_typed_and_sends_it_after_a_reload(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    writer.type("Before. ")
    writer.saved()
    writer.page.evaluate(RECEIVE, UNKNOWN)
    writer.page.get_by_text("This page is older than the service").wait_for()
    writer.type("Typed on the old page.")
    wait_for(lambda: writer.pending() > 0, "nothing waits")
    assert server.text() == "Before. "
    writer.page.evaluate("candourEditor.sync.persist()")
    writer.page.on("dialog", lambda dialog: dialog.accept())
    writer.page.reload()
    wait_for(lambda: server.text() == "Before. Typed on the old page.", "the words did not arrive")
