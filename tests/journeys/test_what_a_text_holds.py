"""A voice, a note and a picture on the running product: written, read, and corrected without script."""

import io
import re

from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.axe import check
from tests.journeys.conftest import PATIENCE, SignIn

HERE = "/assessments/peterborough/eastern-region-2016-17/2016-17/prompts/4.1"
PASTE = """bytes => {
    const data = new DataTransfer()
    data.items.add(new File([new Uint8Array(bytes)], 'image.png', { type: 'image/png' }))
    const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
    document.querySelector('.ProseMirror').dispatchEvent(event)
}"""
expect.set_options(timeout=PATIENCE)


def _write(page: Page) -> None:
    page.goto(f"{HERE}/edit")
    page.wait_for_function("() => window.candourEditor")
    page.get_by_role("textbox", name="Answer").focus()
    for key in ("Control+End", "Enter", "Enter"):
        page.keyboard.press(key)
        page.wait_for_timeout(200)  # the browser tells the editor of a moved caret a moment later
    page.keyboard.type("/child")
    page.keyboard.press("Enter")
    page.keyboard.type("They ring back.")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Alt+n")
    page.keyboard.type("Zebra, is this still so?")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("The chart says so ")


def _add_picture(page: Page) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (200, 100), "#0b5a5c").save(picture, "PNG")
    page.evaluate(PASTE, list(picture.getvalue()))
    page.get_by_role("dialog", name="Add a picture as evidence").wait_for()
    page.get_by_label("Title").fill("Children in care by age")
    page.get_by_label("Text alternative").fill("Numbers rise from 340 to 363 in a year.")
    page.get_by_label("As at").fill("2017-03-31")
    check(page)
    page.get_by_role("button", name="Add and cite").click()
    page.get_by_role("dialog").wait_for(state="hidden")
    expect(page.locator(".editor-status")).to_have_attribute("data-state", "saved")


def test_written_and_read(sign_in: SignIn) -> None:
    page = sign_in("coordinator@peterborough.example")
    _write(page)
    _add_picture(page)
    check(page)
    page.goto(HERE)
    expect(page.get_by_role("note", name=re.compile("Note to colleagues"))).to_contain_text("Zebra")
    expect(page.locator("blockquote").last).to_contain_text("Voice of the child or family")
    title = page.locator("a.cite").last.get_attribute("title")
    assert title and title.startswith("Children in care by age (document, as at 31\u00a0March\u00a02017, ")
    check(page)
    page.locator("a.cite").last.click()
    expect(page.get_by_text("Numbers rise from 340 to 363 in a year.")).to_be_visible()


def test_the_plain_form_shows_all_of_it(sign_in: SignIn) -> None:
    page = sign_in("coordinator@peterborough.example", script=False)
    page.goto(f"{HERE}/edit")
    text = page.get_by_label("Your answer").input_value()
    assert "> [child]\n> They ring back." in text and "\n!! Zebra, is this still so?" in text
    page.get_by_label("Your answer").fill(text.replace("Zebra,", "Sam,").replace("[child]", "[inspector]"))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("note")).to_contain_text("Sam, is this still so?")
    expect(page.locator("blockquote").last).to_contain_text("Inspector")
