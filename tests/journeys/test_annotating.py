"""A challenger annotates released text: by keyboard, while the connection is cut, and without script."""

from playwright.sync_api import Page, expect

from tests.journeys.axe import check
from tests.journeys.conftest import PASSWORD, SignIn
from tests.journeys.test_comments import LONG, SELECT

SECTION = "/reviews/released/cambridgeshire/eastern-region-2016-17/2016-17/sections/introduction"
WORDS = "the people named beside each statement"
CHALLENGER = "director@norfolk.example"  # whose review of this authority is not submitted yet


def _open(page: Page) -> None:
    page.goto(SECTION)
    page.wait_for_load_state("networkidle")


def test_a_long_annotation_survives_a_cut_connection(sign_in: SignIn) -> None:
    page = sign_in(CHALLENGER, width=320)
    _open(page)
    _not_there(page)
    page.evaluate(SELECT, ['[data-prose="introduction"] p', WORDS])
    expect(page.get_by_role("button", name="Annotate these words")).to_be_visible()
    page.keyboard.press("Control+Alt+m")
    form = page.locator('[data-composer="introduction"]')
    expect(form.locator("[data-chosen-words]")).to_have_text(WORDS)
    form.get_by_role("button", name="Keep this annotation").click()
    expect(form.get_by_label("Kind")).to_be_focused()
    expect(form.get_by_label("Kind")).to_have_attribute("aria-describedby", "kind-introduction-error")
    expect(form.locator(".govuk-error-message")).to_have_count(2)
    form.get_by_label("Kind").select_option("challenge")
    expect(form.get_by_label("Kind")).not_to_have_attribute("aria-invalid", "true")
    box, half = form.get_by_label("What you note"), len(LONG) // 2
    box.click()
    page.keyboard.insert_text(LONG[:half])
    expect(form.get_by_text("Saved.")).to_be_visible()
    check(page)
    page.context.set_offline(True)
    page.keyboard.insert_text(LONG[half:])
    expect(form.get_by_text("Not saved yet")).to_be_visible()
    other = page.context.new_page()
    page.close()
    other.context.set_offline(False)
    _open(other)
    form = other.locator('[data-composer="introduction"]')
    expect(form.get_by_label("What you note")).to_have_value(LONG)
    expect(form.get_by_text("Saved.")).to_be_visible()
    form.get_by_role("button", name="Keep this annotation").click()
    expect(other.locator("article.cd-thread").filter(has_text=LONG)).to_have_count(1)
    expect(other.locator("mark").filter(has_text=WORDS)).to_have_count(1)
    _select_across(other)
    expect(other.locator('[data-composer="introduction"]').get_by_label("What you note")).to_have_value("")
    _change(other)


def _not_there(page: Page) -> None:
    """What the server finds wrong stands at its field, which has the focus; nothing of it is left."""
    form = page.locator('[data-composer="introduction"]')
    form.locator("summary").click()
    quote = form.get_by_label("Words that it is about")
    quote.fill("not in the text at all")
    form.get_by_label("Kind").select_option("question")
    form.get_by_label("What you note").fill("Who reads this?")
    form.get_by_role("button", name="Keep this annotation").click()
    expect(quote).to_be_focused()
    expect(form.locator(".govuk-error-message")).to_contain_text("more than once, or not at all")
    page.evaluate("localStorage.clear()")
    _open(page)


def _select_across(page: Page) -> None:
    """The number of a mark is no part of what is copied across it, nor of the words that are shown as chosen."""
    shown = page.locator('[data-prose="introduction"] p').filter(has=page.locator("mark")).first
    said = shown.evaluate("(p) => { getSelection().selectAllChildren(p); return getSelection().toString().trim(); }")
    expect(page.get_by_role("button", name="Annotate these words")).to_be_visible()
    page.keyboard.press("Control+Alt+m")
    chosen = page.locator('[data-composer="introduction"] [data-chosen-words]').text_content() or ""
    assert WORDS in said and chosen.split() == said.split() and "Annotation" not in said
    page.reload()


def _change(page: Page) -> None:
    """What is typed over an annotation is there again after the session ended, until it is sent."""
    page.locator("article.cd-thread").filter(has_text=LONG).get_by_role("link", name="Change or remove").click()
    there, words = page.url, page.get_by_label("What you note")
    words.fill(f"In other words: {LONG}")
    page.context.clear_cookies()
    page.get_by_role("button", name="Keep the change").click()
    expect(page.get_by_role("textbox", name="What you typed")).to_have_value(f"In other words: {LONG}")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in").click()
    page = _signed_in(opened.value)
    words = page.get_by_label("What you note")
    expect(words).to_have_value(f"In other words: {LONG}")
    expect(page.get_by_text("Typed earlier and not sent then.")).to_be_in_viewport()
    page.get_by_role("button", name="Keep the change").click()
    expect(page.get_by_text("Your annotation is changed.")).to_be_visible()
    page.goto(there)
    expect(words).to_have_value(f"In other words: {LONG}")
    expect(page.get_by_text("Typed earlier")).to_have_count(0)


def _signed_in(page: Page) -> Page:
    """The page that asked for it, once somebody has signed in again."""
    page.get_by_label("E-mail address").fill(CHALLENGER)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()
    return page


def test_by_keyboard_one_goes_on_from_what_was_kept(sign_in: SignIn) -> None:
    page = sign_in(CHALLENGER, width=1280)
    _open(page)
    composer = page.locator('[data-composer="introduction"]')
    composer.locator("summary").focus()
    page.keyboard.press("Enter")
    composer.get_by_label("What it is about").select_option("answer")
    composer.get_by_label("Kind").select_option("question")
    composer.get_by_label("What you note").fill("Who looks at this by keyboard?")
    composer.get_by_role("button", name="Keep this annotation").focus()
    page.keyboard.press("Enter")
    card = page.locator("article.cd-thread").filter(has_text="Who looks at this by keyboard?")
    expect(card).to_be_focused()
    expect(card).to_be_in_viewport()
    check(page)
    page.keyboard.press("Tab")
    expect(card.get_by_role("link", name="Change or remove")).to_be_focused()
    page.reload()
    expect(card).to_have_count(1)
    expect(card).not_to_be_focused()


def test_words_are_noted_without_script(sign_in: SignIn) -> None:
    page = sign_in(CHALLENGER, script=False)
    page.goto(SECTION)
    form = page.locator('[data-composer="introduction"]')
    form.locator("summary").click()
    form.get_by_label("Words that it is about").fill("not in the text at all")
    form.get_by_label("Kind").select_option("question")
    form.get_by_label("What you note").fill("Who reads what the policy team writes?")
    form.get_by_role("button", name="Keep this annotation").click()
    expect(page.get_by_text("more than once, or not at all").first).to_be_visible()
    page.get_by_label("Words that it is about").fill("We begin with early help")
    page.get_by_role("button", name="Keep this annotation").click()
    noted = page.locator("article.cd-thread").filter(has_text="Who reads what the policy team writes?")
    expect(noted).to_have_count(1)
    noted.get_by_role("link", name="Change or remove").click()
    page.get_by_role("button", name="Remove it").click()
    expect(noted).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(noted).to_have_count(1)
