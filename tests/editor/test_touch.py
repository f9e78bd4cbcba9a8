"""The editor under a finger: everything can be tapped, and is large enough for it."""

from playwright.sync_api import Browser

from .people import Server, Writer, found

LEAST = 44  # CSS pixels of each side, as WCAG 2.2 has it under “Target size (enhanced)”
SIDES = "all => all.map(one => one.getBoundingClientRect()).map(box => Math.min(box.width, box.height))"


def test_write_and_cite_by_touch(server: Server, browser: Browser) -> None:
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800})
    writer = Writer(context.new_page(), server).open()
    page = writer.page
    page.locator(".ProseMirror").tap()
    page.locator('[data-tool="bold"]').tap()
    writer.type("Seen")
    page.locator('[data-tool="cite"]').tap()
    page.get_by_label("Search the evidence library").fill("audit")
    page.get_by_text("Quality audit").first.tap()
    page.get_by_role("button", name="Insert citation").tap()
    page.get_by_role("dialog").wait_for(state="hidden")
    page.locator(".editor-citation").tap()
    page.locator(".editor-preview", has_text="Quality audit").wait_for()
    writer.saved()
    assert [one["attrs"]["item"] for one in found(server.doc(), "citation")] == ["E12"]
    assert min(page.locator(".editor-tool:visible").evaluate_all(SIDES)) >= LEAST
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
