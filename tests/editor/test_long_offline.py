"""Somebody types for long without a connection: it stays quick, can be undone, and arrives whole."""

from collections.abc import Callable

from .people import Server, Writer, agree, wait_for

SitDown = Callable[[], Writer]
LETTERS = 900
KEPT = """() => new Promise(resolve => {
    const request = indexedDB.open('candour-editor')
    request.onsuccess = () => {
        const all = request.result.transaction('kept').objectStore('kept').getAll()
        all.onsuccess = () => resolve(all.result.filter(one => one.kind === 'steps').map(one => one.steps.length))
    }
})"""


def test_what_waits_is_put_together(server: Server, sit_down: SitDown) -> None:
    writer, other = sit_down(), sit_down()
    writer.page.context.set_offline(True)
    for line in range(9):
        writer.type(f"{line}" + "abcdefghi " * 10)
        writer.press("Backspace", "Enter")
    wait_for(lambda: writer.pending() < 600, "the steps were not put together")
    before = writer.text()
    assert len(before) > LETTERS
    wait_for(lambda: max(writer.page.evaluate(KEPT)) < 600, "the disk holds every single letter")
    writer.page.wait_for_timeout(700)  # what is typed after a pause is undone by itself
    writer.type("mistake")
    writer.press("Control+z")
    assert writer.text() == before
    other.type("Meanwhile.")
    other.saved()
    writer.page.context.set_offline(False)
    text = agree(server, writer, other)
    assert before.strip() in text and "Meanwhile." in text
    writer.press("Control+z")
    assert len(writer.text()) < len(text)
    assert "Meanwhile." in agree(server, writer, other)
    assert writer.faults == []
