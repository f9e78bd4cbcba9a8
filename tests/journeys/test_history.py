"""The history of an answer in a real browser: whose words, versions with names, what changed as a PDF, going back."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.axe import check
from tests.journeys.conftest import PATIENCE, SignIn

HERE = "/assessments/peterborough/eastern-region-2016-17/2016-17/prompts/2.1"
expect.set_options(timeout=PATIENCE)


def _open(page: Page) -> Page:
    page.goto(f"{HERE}/edit")
    page.wait_for_function("() => window.candourEditor")
    return page


def _type(page: Page, words: str) -> None:
    page.get_by_role("textbox", name="Answer").locator("p").last.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)
    expect(page.locator(".editor-status")).to_have_attribute("data-state", "saved")


def test_whose_words_are_selected(sign_in: SignIn) -> None:
    """By shortcut and by toolbar, with the words of each author; Escape gives the text back."""
    author = _open(sign_in("author@peterborough.example"))
    _type(author, " Written by the author alone.")
    coordinator = _open(sign_in("coordinator@peterborough.example"))
    _type(coordinator, " Added by the coordinator.")
    coordinator.keyboard.press("Control+Shift+y")
    window = coordinator.get_by_role("dialog", name="Who wrote this?")
    expect(window.locator("li", has_text="Written by the author alone.")).to_contain_text("Quality officer")
    expect(window.locator("li", has_text="Added by the coordinator.")).to_contain_text("Self-assessment coordinator")
    for width in (1280, 320):
        coordinator.set_viewport_size({"width": width, "height": 900})
        check(coordinator)
    coordinator.keyboard.press("Escape")
    expect(window).to_have_count(0)
    expect(coordinator.get_by_role("textbox", name="Answer")).to_be_focused()
    coordinator.keyboard.press("Control+a")
    coordinator.locator('[data-tool="who"]').click()
    expect(window.locator("li").last).to_contain_text("Self-assessment coordinator")
    window.get_by_role("link", name="The whole text with its authors").click()
    expect(coordinator.get_by_role("heading", name="Who wrote 2.1")).to_be_visible()
    check(coordinator)


def test_words_on_their_way_are_sent_before_it_is_asked(sign_in: SignIn) -> None:
    """Nothing typed a moment ago is missing from the answer; without a connection the window says why it cannot."""
    page = _open(sign_in("author@peterborough.example"))
    page.get_by_role("textbox", name="Answer").locator("p").last.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Typed just now.")
    page.keyboard.press("Control+Shift+y")
    expect(page.get_by_role("dialog").locator("li").last).to_contain_text("Typed just now.")
    page.keyboard.press("Escape")
    page.context.set_offline(True)
    page.keyboard.type(" In the tunnel.")
    page.keyboard.press("Control+Shift+y")
    expect(page.get_by_role("dialog")).to_contain_text("cannot be asked while the words are not saved")
    page.context.set_offline(False)


def test_a_version_is_kept_compared_printed_and_taken_up_again(sign_in: SignIn, tmp_path: Path) -> None:
    """A name from the editing page, the changes since as a PDF, back to it, and forward again."""
    page = _open(sign_in("author@peterborough.example"))
    _type(page, " First state.")
    page.get_by_text("Keep the text as it stands under a name").click()
    page.get_by_label("Name of the version").fill("Before the board")
    page.get_by_role("button", name="Keep this version").click()
    expect(page.get_by_role("status").first).to_contain_text("is kept as “Before the board”")
    page = _open(page)
    _type(page, " Second state.")
    page.goto(f"{HERE}/history")
    check(page)
    page.get_by_label("as the older one, Kept under a name, “Before the board”").check()
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("ins", has_text="Second state.")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Make a PDF of these changes").click()
    check(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the PDF").click()
    download.value.save_as(tmp_path / "changes.pdf")
    assert (tmp_path / "changes.pdf").read_bytes().startswith(b"%PDF")
    page.get_by_role("button", name="Go back to version").click()
    expect(page.locator(".cd-prose")).not_to_contain_text("Second state.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".cd-prose")).to_contain_text("Second state.")


def test_without_script_everything_is_there(sign_in: SignIn) -> None:
    """Timeline, whose words, keeping a name and going back are plain pages and forms."""
    page = sign_in("author@peterborough.example", script=False)
    page.goto(f"{HERE}/history")
    page.get_by_text("Keep this version under a name").click()
    page.get_by_label("Name of the version").fill("Without script")
    page.get_by_role("button", name="Keep this version").click()
    expect(page.locator(".cd-timeline")).to_contain_text("as “Without script”")
    page.get_by_role("link", name="Who wrote what, passage by passage").click()
    expect(page.get_by_role("heading", name="Who wrote 2.1")).to_be_visible()
    expect(page.locator(".cd-whose").first).to_be_visible()
