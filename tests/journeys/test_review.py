"""A challenger rates and writes in a browser, and the connection is cut in the middle of a long remark."""

from playwright.sync_api import Page

from tests.journeys.axe import check
from tests.journeys.conftest import NO_STORAGE, PASSWORD, SignIn

SECTION = "/reviews/released/cambridgeshire/eastern-region-2016-17/2016-17/sections/introduction"
SAVED = ".cd-remarks > form [data-saved]"


def test_what_is_typed_without_connection_arrives_later(sign_in: SignIn) -> None:
    page = sign_in("director@norfolk.example")
    page.goto(f"{SECTION}#section-introduction")
    page.fill("#reason-section-introduction", "It says what is planned")
    page.wait_for_selector("#section-introduction [data-saved]:has-text('Saved at')")
    page.context.set_offline(True)
    page.fill("#whole-areas", "A long remark, cut in the middle")
    page.wait_for_selector(f"{SAVED}:has-text('No connection')")
    page.type("#whole-areas", " and typed on")
    page.close()
    context = page.context
    context.set_offline(False)
    again = context.new_page()
    again.goto(SECTION)
    again.wait_for_selector(f"{SAVED}:has-text('Saved at')")
    again.reload()
    assert again.input_value("#whole-areas") == "A long remark, cut in the middle and typed on"
    assert again.input_value("#reason-section-introduction") == "It says what is planned"
    assert again.evaluate("() => Object.keys(localStorage).filter(name => name.startsWith('candour-typed'))") == []
    context.clear_cookies()
    again.fill("#whole-areas", "Typed signed out")
    again.wait_for_selector(f"{SAVED}:has-text('You have been signed out')")
    other = context.new_page()
    other.goto(f"/sign-in?next={SECTION}")
    other.get_by_label("E-mail address").fill("director@norfolk.example")
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    again.wait_for_selector(f"{SAVED}:has-text('Saved at')")


def test_two_computers_are_put_together(sign_in: SignIn) -> None:
    one, wait = sign_in("director@norfolk.example"), f"{SAVED}:has-text('Saved at')"
    two = one.context.browser.new_context(storage_state=one.context.storage_state()).new_page()
    address = one.evaluate("location.origin") + SECTION
    one.goto(address)
    two.goto(address)
    two.fill("#whole-areas", "Of the second")
    two.wait_for_selector(wait)
    one.fill("#whole-areas", "Of the first")
    one.wait_for_selector(f"{SAVED}:has-text('another window')")
    one.reload()
    one.wait_for_selector(f"{SAVED}:has-text('Put both together')")
    assert one.input_value("#whole-areas") == "Of the first"
    assert "Of the second" in one.inner_text(".cd-remarks > form details")
    one.fill("#whole-areas", "Of both")
    one.click(".cd-remarks > form button[type=submit]")
    one.wait_for_selector(wait)
    two.reload()
    assert two.input_value("#whole-areas") == "Of both" and not one.query_selector(".cd-remarks > form details")


HELD = """([person, path]) => {
  const left = [["section", "1"], ["window", "another"], ["seen", "0"], ["questions", "Who reads this?"]];
  localStorage.setItem(`candour-typed ${person} ${path}/remarks 1  `, JSON.stringify(left));
  const note = [["words", "Of no kind yet"], ["kind", ""], ["about", "answer"], ["sent_as", "a-note"]];
  const kept = JSON.stringify({fields: JSON.stringify(note), seen: "", window: "another"});
  localStorage.setItem(`candour-annotation|${person}|${path}/sections/introduction|introduction|a-note`, kept);
}"""
HOLDS = "Object.keys(localStorage).filter((name) => name.startsWith('candour-')).length"


def test_without_storage_it_is_saved_all_the_same_and_told_as_it_is(sign_in: SignIn) -> None:
    page = sign_in("director@norfolk.example")
    page.add_init_script(NO_STORAGE)
    page.goto(SECTION)
    page.fill("#whole-areas", "Kept nowhere")
    page.wait_for_selector(f"{SAVED}:has-text('on this page alone')")
    page.wait_for_selector(f"{SAVED}:has-text('Saved at')")
    page.reload()
    assert page.input_value("#whole-areas") == "Kept nowhere"


def test_what_is_held_stands_under_the_title_of_its_section(sign_in: SignIn) -> None:
    page, review = sign_in("director@norfolk.example"), SECTION.replace("sections/introduction", "review")
    page.goto(SECTION.replace("introduction", "contact"))
    page.click("[data-composer=section] summary")
    page.fill("#words-of-section", "Who answers this number?")
    page.context.set_offline(True)
    page.fill("#whole-areas", "Name a second person")
    page.wait_for_selector(f"{SAVED}:has-text('No connection')")
    other = page.context.new_page()
    page.close()
    page.context.set_offline(False)
    other.route("**/remarks", lambda route: route.abort())
    other.goto(review)
    for what in ("Your view", "Annotation"):
        other.wait_for_selector(f"[data-outstanding] h3 a:text-is('{what}: Contact for this self-assessment')")
    other.unroute("**/remarks")
    other.reload()
    other.locator("[data-outstanding] li").nth(1).wait_for(state="detached")  # what could be sent is
    assert other.inner_text("[data-outstanding] h3") == "Annotation: Contact for this self-assessment"


def test_what_only_this_computer_holds_is_sent_or_stands_in_the_way(sign_in: SignIn) -> None:
    page, review = sign_in("director@norfolk.example"), SECTION.replace("sections/introduction", "review")
    page.goto(review)
    _finish(page)
    person = page.get_attribute('meta[name="csrf-token"]', "data-of")
    page.evaluate(HELD, [person, review.removesuffix("/review")])
    page.reload()
    page.wait_for_selector("[data-outstanding] li:has-text('Of no kind yet'):has-text('finish it there')")
    assert page.locator("[data-outstanding] li").count() == 1 == page.evaluate(HOLDS)
    assert page.inner_text("[data-outstanding] h3") == "Annotation: Introduction"  # as the page calls what has no title
    page.check("#confirmed")
    page.fill("#whole-areas", "Typed at the last moment")
    page.get_by_role("button", name="Submit the review").click()
    page.wait_for_selector("#left-out-error")
    assert page.evaluate("document.activeElement.id") == "left-out" and page.is_checked("#confirmed")
    check(page)
    page.goto(SECTION.replace("introduction", "1"))
    assert page.input_value("#whole-questions") == "Who reads this?"
    _take_off(page)
    page.goto(SECTION)
    page.wait_for_selector(".cd-error-page .cd-panel:has-text('Of no kind yet')")
    assert page.inner_text(".cd-panel h3") == "Annotation, section introduction"
    page.evaluate("([person, path]) => localStorage.setItem(`candour-typed ${person} ${path}/remarks 1  `, "
                  "JSON.stringify([['section', '1'], ['questions', 'Who reads\\n this? ']]))",
                  [person, review.removesuffix("/review")])
    page.goto(review)
    page.wait_for_selector(".cd-panel:has-text('Of no kind yet')")
    assert "Who reads" not in page.inner_text(".cd-panel") and page.evaluate(HOLDS) == 1


def _finish(page: Page) -> None:
    """Write what the review still lacks."""
    for link in page.eval_on_selector_all("#missing-list a[href*=sections]", "all => all.map((one) => one.href)"):
        page.goto(link)
        form = page.locator(f"[id='{link.split('#')[1]}'] form")
        form.locator("[name=level]").nth(1).check()
        form.locator("[name=reason]").fill("It says what is planned")
        form.locator("[data-saved]:has-text('Saved at')").wait_for()
    page.goto(SECTION.replace("sections/introduction", "review"))
    page.fill("#whole-areas", "One area")
    page.wait_for_selector(f"{SAVED}:has-text('Saved at')")
    page.wait_for_selector("#confirmed")


def _take_off(page: Page) -> None:
    """Whoever directs the reviewing authority takes themselves off."""
    page.goto("/reviews/norfolk/eastern-region-2016-17/2016-17")
    page.locator("main a[href*='/remove']").first.click()
    page.locator("main form button").first.click()
    page.wait_for_selector(".cd-message--success")
