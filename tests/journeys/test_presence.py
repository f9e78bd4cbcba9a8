"""Who else is here: names, carets and what others change, seen and heard by people in one statement."""

from playwright.sync_api import Page, expect

from tests.journeys.axe import check
from tests.journeys.conftest import PATIENCE, SignIn

HERE = "/assessments/peterborough/eastern-region-2016-17/2016-17/prompts/2.1"
expect.set_options(timeout=PATIENCE)


def _open(page: Page) -> Page:
    page.goto(f"{HERE}/edit")
    page.wait_for_function("() => window.candourEditor")
    return page


def _here(page: Page) -> list[str]:
    expect(page.locator(".editor-here__person").first).to_be_visible()
    return page.locator(".editor-here__person").all_inner_texts()


def _caret_at(page: Page) -> str:
    """The words before the one caret of somebody else on a page, up to the beginning of its block."""
    words: str = page.evaluate("""() => {
      const caret = document.querySelector('.editor-caret')
      if (!caret) return 'no caret'
      const range = document.createRange()
      range.setStart(caret.parentElement.closest('p, li, h3, h4, h5, td, th'), 0)
      range.setEndBefore(caret)
      return range.toString()
    }""")
    return words


def _type(page: Page, words: str) -> None:
    page.get_by_role("textbox", name="Answer").locator("p").last.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type(words)


def test_names_and_carets(sign_in: SignIn) -> None:
    """Each sees the other's name and caret, which goes along with what is typed; a window that closes is gone."""
    author = _open(sign_in("author@peterborough.example"))
    expect(author.locator(".editor-here")).to_have_text("Nobody else is here")
    coordinator = _open(sign_in("coordinator@peterborough.example"))
    names = {page: page.locator(".cd-header__person span").last.inner_text() for page in (author, coordinator)}
    assert _here(author) == [f"{names[coordinator]} (writing)"]
    assert _here(coordinator) == [f"{names[author]} (writing)"]
    _type(author, "Here stands my caret.")
    expect(coordinator.locator(".editor-caret__name")).to_have_attribute("data-name", names[author])
    expect(coordinator.get_by_role("textbox", name="Answer")).to_contain_text("Here stands my caret.")
    assert _caret_at(coordinator) == "Here stands my caret."
    coordinator.locator(".editor-caret").hover()
    expect(coordinator.locator(".editor-caret__name")).to_be_visible()
    check(coordinator)
    coordinator.get_by_role("textbox", name="Answer").focus()
    coordinator.keyboard.press("Control+Home")
    coordinator.keyboard.type("Written above it. ")
    assert _caret_at(coordinator) == "Here stands my caret."
    author.keyboard.press("Shift+Home")
    expect(coordinator.locator(".editor-elsewhere")).to_have_text("Here stands my caret.")
    expect(coordinator.locator(".editor-announcer")).to_contain_text(f"{names[author]} changed paragraph")
    check(coordinator)
    author.goto("/")
    expect(coordinator.locator(".editor-here")).to_have_text("Nobody else is here")
    expect(coordinator.locator(".editor-caret")).to_have_count(0)


def test_whoever_reads_is_here_too(sign_in: SignIn) -> None:
    """The page of an answer tells of its readers, and names whoever writes; two windows of one person count once."""
    author = _open(sign_in("author@peterborough.example"))
    director = sign_in("director@peterborough.example")
    director.goto(HERE)
    names = {page: page.locator(".cd-header__person span").last.inner_text() for page in (author, director)}
    expect(director.locator(".cd-here")).to_have_text(f"Also here: {names[author]} (writing)")
    check(director)
    assert _here(author) == [f"{names[director]} (reading)"]
    again = author.context.new_page()
    _open(again)
    assert _here(again) == [f"{names[director]} (reading)"]
    _type(again, "From my second window.")
    expect(author.get_by_role("textbox", name="Answer")).to_contain_text("From my second window.")
    expect(author.locator(".editor-caret")).to_have_count(0)
    director.reload()
    expect(director.locator(".cd-here")).to_have_text(f"Also here: {names[author]} (writing)")
    expect(author.locator(".editor-announcer")).not_to_contain_text("changed")
