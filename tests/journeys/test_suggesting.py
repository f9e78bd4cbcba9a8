"""Somebody who may not write suggests changes; those who write accept one and reject one, each seeing it at once."""

import os
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.axe import check
from tests.journeys.conftest import PATIENCE, SignIn

HERE = "/assessments/peterborough/eastern-region-2016-17/2016-17/prompts/2.1"
PICTURES = os.environ.get("CANDOUR_PICTURES")  # a folder for pictures of each state, to be looked at
expect.set_options(timeout=PATIENCE)


def _look(page: Page, name: str) -> None:
    """What axe finds on a wide screen and on a narrow one."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
        check(page)


def _editor(page: Page, path: str) -> Page:
    page.goto(path)
    page.wait_for_function("() => window.candourEditor")
    return page


def _saved(page: Page) -> None:
    page.wait_for_function("() => window.candourEditor.pending() === 0")
    expect(page.locator(".editor-status")).to_have_attribute("data-state", "saved")


def _text(page: Page) -> str:
    return str(page.evaluate("() => window.candourEditor.text()"))


def _set_up(page: Page) -> None:
    """The answer as this journey needs it."""
    _editor(page, f"{HERE}/edit")
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("Leaders see every audit each month. One in ten of those that were read was good.")
    page.keyboard.press("Enter")
    page.keyboard.type("The last paragraph stays as it is.")
    _saved(page)


def _suggest(page: Page) -> None:
    """Change two words and add a paragraph in a copy of one’s own, and send it."""
    page.goto(HERE)
    expect(page.get_by_role("button", name="Edit", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Suggest changes").click()
    _look(page, "suggest-begin")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_function("() => window.candourEditor")
    for old, new in (("month", "week"), ("good", "outstanding")):
        page.evaluate("""([old, put]) => {
          const { editor } = window.candourEditor
          editor.state.doc.descendants((node, at) => {
            const found = node.isText ? node.text.indexOf(old) : -1
            if (found >= 0) editor.chain().insertContentAt({ from: at + found, to: at + found + old.length }, put).run()
          })
        }""", [old, new])
    page.locator(".ProseMirror p").last.click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("A paragraph more.")
    _saved(page)
    _look(page, "suggest-editor")
    page.locator(".cd-after-editor textarea").fill("Three small things.")
    page.get_by_role("button", name="Send suggestions").click()
    expect(page.get_by_text("Your 3 changes are suggested")).to_be_visible()
    _look(page, "suggestions-page")
    expect(page.get_by_role("button", name="Accept")).to_have_count(0)


def test_suggest_accept_reject_and_undo(sign_in: SignIn) -> None:
    author, lead = sign_in("author@peterborough.example"), sign_in("lead@peterborough.example")
    _set_up(author)
    before = _text(author)
    _editor(lead, f"{HERE}/edit")
    _editor(author, f"{HERE}/edit?beside=suggestions")
    _suggest(sign_in("director@peterborough.example"))
    for page in (author, lead):  # it comes by itself
        expect(page.locator(".editor-suggestion")).to_have_count(3)
    assert _text(author) == before
    _look(author, "suggestions-editor")
    first = author.locator(".editor-suggestion", has_text="week").get_by_role("button", name="Accept")
    first.focus()
    author.keyboard.press("Enter")
    for page in (author, lead):
        page.wait_for_function("() => window.candourEditor.text().includes('each week')")
        expect(page.locator(".editor-suggestion")).to_have_count(2)
    author.locator("[data-suggestion-list] li", has_text="outstanding").get_by_role("button", name="Reject").click()
    expect(lead.locator(".editor-suggestion")).to_have_count(1)
    assert "outstanding" not in _text(lead) and "was good" in _text(lead)
    author.locator(".editor-decided").get_by_role("button", name="Undo").click()
    expect(lead.locator(".editor-suggestion")).to_have_count(2)
    _saved(author)
    _a_conflict(author, lead)


def _a_conflict(author: Page, lead: Page) -> None:
    """The lead changes words that a suggestion is about: it is overtaken, and nobody’s words are lost."""
    lead.evaluate("""() => {
      const { editor } = window.candourEditor
      editor.state.doc.descendants((node, at) => {
        const found = node.isText ? node.text.indexOf('was good') : -1
        const place = { from: at + found, to: at + found + 8 }
        if (found >= 0) editor.chain().insertContentAt(place, 'was rather good').run()
      })
    }""")
    _saved(lead)
    row = author.locator("[data-suggestion-list] li", has_text="outstanding")
    expect(row).to_contain_text("Somebody has changed these words since")
    expect(author.locator(".editor-suggestion")).to_have_count(1)
    _look(author, "suggestions-overtaken")
    author.goto(f"{HERE}?beside=suggestions")
    _look(author, "suggestions-decide")
    author.get_by_role("button", name="Accept all 1").click()
    expect(author.locator(".cd-prose")).to_contain_text("A paragraph more.")
    expect(author.locator(".cd-prose")).to_contain_text("was rather good")
    author.get_by_role("button", name="Undo", exact=True).click()
    expect(author.get_by_text("open again").first).to_be_visible()


def test_without_script(sign_in: SignIn) -> None:
    plain = sign_in("director@peterborough.example", script=False)
    plain.goto(f"{HERE}/suggest")
    plain.get_by_role("button", name="Begin").click()
    area = plain.get_by_label("Your version")
    area.fill(area.input_value() + "\n\nSuggested in the plain form.")
    plain.get_by_role("button", name="Keep for later").click()
    assert "Suggested in the plain form." in plain.get_by_label("Your version").input_value()
    plain.get_by_role("button", name="Send suggestions").first.click()
    expect(plain.locator("[data-suggestion-list] ins", has_text="Suggested in the plain form.")).to_be_visible()
