"""What is typed is kept: by two people at one place, without a server, without a browser, without leave."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from .people import OwnChromium, Server, Writer, agree, wait_for

SitDown = Callable[[], Writer]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of this test's own, to be killed."""
    running = Server(tmp_path / "response.sqlite")
    running.start()
    yield running
    running.kill()


def test_typing_is_saved_and_replaces_the_plain_form(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    assert writer.page.locator("textarea").is_hidden()
    writer.type("Practice is good and we know why.")
    writer.saved()
    assert server.text() == "Practice is good and we know why."
    writer.open()
    assert writer.text() == "Practice is good and we know why."


def test_the_next_page_already_has_the_last_words(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    writer.type("Last words.")
    writer.page.get_by_role("link", name="After the editor").click()
    writer.page.wait_for_url("**/recovered")
    assert server.text() == "Last words."
    writer.open()
    writer.type("And more. ")
    writer.page.evaluate("""() => {
        const form = document.body.appendChild(document.createElement('form'))
        form.action = '/recovered'
        form.requestSubmit()
    }""")
    writer.page.wait_for_url("**/recovered*")
    assert sorted(server.text()) == sorted("Last words.And more. ")


def test_two_people_at_one_caret_converge(server: Server, sit_down: SitDown) -> None:
    first, second = sit_down(), sit_down()
    for here, there in zip("abcdefghijklmnopqrst", "ABCDEFGHIJKLMNOPQRST", strict=True):
        first.type(here)
        second.type(there)
    text = agree(server, first, second)
    assert sorted(text) == sorted("abcdefghijklmnopqrstABCDEFGHIJKLMNOPQRST")
    assert [c for c in text if c.islower()] == list("abcdefghijklmnopqrst")


def test_a_killed_server_loses_nothing(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    writer.type("Before the fall. ", delay=5)
    server.kill()
    writer.type("While it lay down. ")
    writer.wait_for_state("offline")
    server.start()
    writer.type("After it rose.")
    writer.saved()
    assert server.text() == "Before the fall. While it lay down. After it rose."


def test_a_closed_tab_is_finished_by_the_next(server: Server, browser: Browser) -> None:
    context = browser.new_context()
    first = Writer(context.new_page(), server).open()
    first.type("Saved. ")
    first.saved()
    context.set_offline(True)
    first.type("Not sent.")
    first.wait_for_state("offline")
    first.page.close()
    context.set_offline(False)
    second = Writer(context.new_page(), server).open()
    wait_for(lambda: server.text() == "Saved. Not sent.", "the dead tab's words did not arrive")
    assert agree(server, second) == "Saved. Not sent."
    context.close()


def test_another_person_at_the_same_computer_sends_nothing_of_mine(server: Server, browser: Browser) -> None:
    context = browser.new_context()
    mine = Writer(context.new_page(), server).open()
    context.set_offline(True)
    mine.type("Mine.")
    mine.wait_for_state("offline")
    server.kill()  # a page that closes tries once more, and a closed page is not offline
    mine.page.close()
    context.set_offline(False)
    server.start()
    other = Writer(context.new_page(), server, user="Somebody else").open()
    other.type("Theirs.")
    other.saved()
    assert server.text() == "Theirs."
    other.page.close()
    back = Writer(context.new_page(), server).open()
    wait_for(lambda: "Mine." in server.text(), "the words did not come back with their writer")
    assert sorted(agree(server, back).split(".")) == ["", "Mine", "Theirs"]
    context.close()


def test_a_killed_browser_loses_nothing(server: Server, browser: Browser, own_chromium: OwnChromium) -> None:
    writer = Writer(own_chromium.context(browser).new_page(), server).open()
    server.kill()
    writer.type("Two hundred characters that nobody has seen but this machine. " * 3)
    written = writer.text()
    writer.page.wait_for_timeout(300)
    own_chromium.kill()
    server.start()
    again = Writer(own_chromium.context(browser).new_page(), server).open()
    wait_for(lambda: server.text() == written, "the killed browser's words did not arrive")
    assert agree(server, again) == written


def test_words_in_a_deleted_passage_are_recovered(server: Server, sit_down: SitDown) -> None:
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
    assert wait_for(lambda: server.get("/recovered"), "nothing was recovered") == ["PRECIOUS WORDS "]
    assert agree(server, first, second) == ""
    assert "PRECIOUS WORDS" in first.page.locator(".editor-notice").inner_text()
    assert first.page.get_by_role("link", name="recovered text").get_attribute("href") == "/recovered"


def test_refused_steps_are_said_again_as_one(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    writer.page.wait_for_timeout(250)  # a caret at the beginning within 200 ms of the focus passes for the browser's
    writer.type("End.")
    writer.saved()
    writer.press("Home")
    server.control(refusals=1)
    writer.type("Kept all the same. ", delay=30)
    writer.saved()
    assert server.text() == "Kept all the same. End."
    assert server.get("/recovered") == []
    writer.type("And more. ")
    assert agree(server, writer) == "Kept all the same. And more. End."


CARET_THEN_NEWS = """() => {
    const { editor, sync } = candourEditor
    getSelection().collapse(document.createTreeWalker(editor.view.dom, NodeFilter.SHOW_TEXT).nextNode(), 3)
    const step = { stepType: 'replace', from: 9, to: 9, slice: { content: [{ type: 'text', text: '!' }] } }
    sync.receive({ base: sync.version, items: [{ s: step, c: 'somebody' }] })
    return editor.state.selection.head
}"""


def test_a_caret_moved_just_before_news_arrives_stays_where_it_was_put(sit_down: SitDown) -> None:
    """The browser tells of a moved caret only after the task in which others' changes came in."""
    writer = sit_down()
    writer.type("Practice")
    writer.saved()
    assert writer.page.evaluate(CARET_THEN_NEWS) == 4


def test_words_refused_for_good_are_recovered(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    server.control(refusals=2)
    writer.type("Never accepted.")
    recovered = wait_for(lambda: server.get("/recovered"), "nothing was recovered")
    rest = agree(server, writer)
    assert recovered[0] + rest == "Never accepted."
    assert recovered[0].strip() in writer.page.locator(".editor-notice").inner_text()


def test_signing_out_keeps_the_words_until_signed_in_again(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    server.control(signed_out=True)
    writer.type("Typed after the session ended.")
    writer.wait_for_state("signed-out")
    assert "sign in again in another tab" in writer.page.locator(".editor-status").inner_text()
    server.control(signed_out=False, token="second")
    writer.saved()
    assert server.text() == "Typed after the session ended."


def test_a_server_restored_from_an_older_copy_loses_nothing(server: Server, sit_down: SitDown, tmp_path: Path) -> None:
    writer = sit_down()
    writer.type("Old. ")
    writer.saved()
    server.kill()
    for file in tmp_path.glob("response.sqlite*"):
        shutil.copy(file, tmp_path / f"old-{file.name}")
    server.start()
    writer.type("New. ")
    writer.saved()
    server.kill()
    for file in tmp_path.glob("old-*"):
        shutil.move(file, tmp_path / file.name.removeprefix("old-"))
    server.start()
    writer.type("Newest.")
    recovered = wait_for(lambda: server.get("/recovered"), "nothing was recovered")
    assert recovered[0].startswith("New. ")
    assert "Old. " + recovered[0] + agree(server, writer).removeprefix("Old. ") == "Old. New. Newest."
