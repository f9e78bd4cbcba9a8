"""Two people in one answer, a cut connection, and somebody without script, on the running product."""

from playwright.sync_api import Page, expect

from tests.journeys.axe import check
from tests.journeys.conftest import PATIENCE, SignIn

HERE = "/assessments/peterborough/eastern-region-2016-17/2016-17/prompts/2.1"
expect.set_options(timeout=PATIENCE)


def _open(page: Page) -> Page:
    page.goto(f"{HERE}/edit")
    page.wait_for_function("() => window.candourEditor")  # the plain form's box has the same name
    return page


def _type(page: Page, words: str) -> None:
    page.get_by_role("textbox", name="Answer").locator("p").last.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type(words)


def _saved(page: Page) -> None:
    expect(page.locator(".editor-status")).to_have_attribute("data-state", "saved")


def test_two_people_at_once(sign_in: SignIn) -> None:
    """What each types is there for both, in the same order, and on the page afterwards."""
    author = _open(sign_in("author@peterborough.example"))
    coordinator = _open(sign_in("coordinator@peterborough.example"))
    _type(author, "The author writes this.")
    coordinator.get_by_role("textbox", name="Answer").press("Control+Home")  # and not amid the words that still arrive
    coordinator.keyboard.type("The coordinator writes that.")
    for page in (author, coordinator):
        _saved(page)
        expect(page.get_by_role("textbox", name="Answer")).to_contain_text("The author writes this.")
        expect(page.get_by_role("textbox", name="Answer")).to_contain_text("The coordinator writes that.")
    texts = {page.evaluate("() => window.candourEditor.text()") for page in (author, coordinator)}
    assert len(texts) == 1


def test_the_connection_is_cut(sign_in: SignIn) -> None:
    """Words typed offline are kept, said to be so, and sent when the connection is back."""
    page = _open(sign_in("author@peterborough.example"))
    page.context.set_offline(True)
    _type(page, "Typed in the tunnel.")
    expect(page.locator(".editor-status")).to_have_attribute("data-state", "offline")
    check(page)
    page.context.set_offline(False)
    _saved(page)
    other = sign_in("lead@peterborough.example")
    other.goto(HERE)
    expect(other.locator(".cd-prose")).to_contain_text("Typed in the tunnel.")


def test_without_script_beside_the_editor(sign_in: SignIn) -> None:
    """The plain form saves; one that was overtaken shows both texts and saves nothing until a choice is made."""
    plain = sign_in("author@peterborough.example", script=False)
    plain.goto(f"{HERE}/edit")
    area = plain.get_by_label("Your answer")
    area.fill(area.input_value() + "\n\nWritten in the plain form.")
    writer = _open(sign_in("coordinator@peterborough.example"))
    _type(writer, "Written meanwhile in the editor.")
    _saved(writer)
    plain.get_by_role("button", name="Save").click()
    expect(plain.locator("ins", has_text="Written meanwhile in the editor.")).to_be_visible()
    both = plain.get_by_role("textbox", name="Both together").input_value()
    assert "Written in the plain form." in both and "Written meanwhile in the editor." in both
    plain.get_by_role("button", name="Save").click()
    expect(plain.get_by_text("Choose which text should stand").first).to_be_visible()
    assert plain.get_by_role("textbox", name="Both together").input_value() == both
    plain.get_by_label("Both together, as above").check()
    plain.get_by_role("button", name="Save").click()
    expect(plain.locator(".cd-prose")).to_contain_text("Written in the plain form.")
    expect(plain.locator(".cd-prose")).to_contain_text("Written meanwhile in the editor.")
    expect(writer.get_by_role("textbox", name="Answer")).to_contain_text("Written in the plain form.")
