"""Figures are put into an answer by keyboard, shown to whoever reads it, and taken over when they are newer."""

from playwright.sync_api import Page

from tests.journeys.axe import check
from tests.journeys.conftest import SignIn

AT = "/assessments/peterborough/eastern-region-2016-17/2016-17"
SAVED = '.editor-status[data-state="saved"]'


def choose(page: Page, way: str) -> None:
    """Open the dialogue by its keys, find the rate and say how it is to be shown; no mouse."""
    page.keyboard.press("Control+Alt+f")
    dialog = page.get_by_role("dialog", name="Put figures in")
    dialog.get_by_label("Search the measures").fill("rate of children looked after")
    dialog.get_by_text("Rate of children looked after").wait_for()
    dialog.get_by_label("Rate of children looked after").press("Space")
    dialog.get_by_label("Show it as").select_option(way)


def test_a_chart_and_a_figure_are_put_in_read_and_changed(sign_in: SignIn) -> None:
    author = sign_in("author@peterborough.example")
    author.goto(f"{AT}/prompts/2.1/edit")
    author.locator(".editor--ready .ProseMirror").focus()
    author.keyboard.press("Control+End")
    author.keyboard.press("Enter")
    choose(author, "line")
    dialog = author.get_by_role("dialog", name="Put figures in")
    dialog.get_by_role("region", name="How it will look").locator("svg").wait_for()
    assert dialog.get_by_label("Caption").input_value().startswith("Rate of children looked after")
    check(author)
    dialog.get_by_label("Caption").fill("Our rate")
    dialog.get_by_label("Caption").press("Enter")
    author.locator(".editor-indicator svg").last.wait_for()
    author.keyboard.type("The rate was ")
    choose(author, "figure")
    dialog.get_by_role("region", name="How it will look").get_by_text("73").first.wait_for()
    dialog.get_by_role("button", name="Put in").press("Enter")
    author.locator(".editor-figure", has_text="73").last.wait_for()
    author.keyboard.type(" in 2017.")
    author.locator(SAVED).wait_for()
    check(author)

    reader = sign_in("lead@peterborough.example")
    reader.goto(f"{AT}/prompts/2.1")
    assert reader.locator(".indicator-title", has_text="Our rate").count() == 1
    assert "The rate was 73 in 2017." in reader.locator(".cd-prose").first.inner_text()
    reader.get_by_text("The figures as a table").last.press("Enter")
    reader.get_by_role("rowheader", name="England").last.wait_for()
    reader.set_viewport_size({"width": 320, "height": 900})
    check(reader)

    block = author.locator(".editor-indicator", has_text="Our rate")
    block.locator(".editor-indicator__title").click()
    author.keyboard.press("Enter")
    changing = author.get_by_role("dialog", name="Change figures")
    changing.get_by_role("radio", name="Rate of children looked after", checked=True).wait_for()
    assert changing.get_by_label("Caption").input_value() == "Our rate"
    changing.get_by_label("Show it as").select_option("bars")
    changing.get_by_role("button", name="Save figures").press("Enter")
    block.locator('svg[aria-label*="In 2017, Peterborough: 73"]').wait_for()
    author.locator(SAVED).wait_for()
    reader.reload()
    assert "In 2017, Peterborough: 73" in (reader.locator(".indicator svg").last.get_attribute("aria-label") or "")

    block.locator(".editor-indicator__title").click()
    author.keyboard.press("Backspace")
    block.wait_for(state="detached")
    author.keyboard.press("Control+z")
    block.wait_for()


def test_a_new_caption_or_form_leaves_the_figures_as_they_are_however_fast_it_is_changed_again(
    sign_in: SignIn
) -> None:
    page = sign_in("author@peterborough.example")
    taken: list[str] = []
    page.on("request", lambda request: taken.append(request.url) if "/extracts?form=" in request.url else None)
    page.goto(f"{AT}/prompts/9.1/edit")
    block = page.locator(".editor--ready .editor-indicator", has=page.locator("svg")).first
    block.locator(".editor-indicator__title").click()
    page.keyboard.press("Enter")
    changing = page.get_by_role("dialog", name="Change figures")
    changing.get_by_role("region", name="How it will look").locator("svg").wait_for()
    changing.get_by_label("Caption").fill("Year by year")
    changing.get_by_role("button", name="Save figures").click()
    block.get_by_text("Year by year").wait_for()
    for form in ("bars", "line", "bars"):  # a click after each is no double click with the one before
        block.locator(".editor-indicator__title").click()
        page.keyboard.press("Enter")
        changing.get_by_role("radio", checked=True).wait_for()
        changing.get_by_label("Show it as").select_option(form)
        changing.get_by_role("button", name="Save figures").click()
        changing.wait_for(state="detached")
    block.locator('svg[aria-label*="In 20"]').wait_for()
    assert taken == []


def test_what_was_provisional_is_flagged_and_taken_over_with_a_way_back(sign_in: SignIn) -> None:
    page = sign_in("coordinator@peterborough.example")
    page.goto("/figures/peterborough/answers?show=newer")
    page.get_by_text("the provisional figure 363 is now 357, published.").wait_for()
    page.get_by_role("button", name="Take the newer figures over in About the local area").click()
    page.get_by_text("The newer figures now stand in 3\u00a0places of 1\u00a0answer.").wait_for()
    check(page)
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("the provisional figure 363 is now 357, published.").wait_for()
