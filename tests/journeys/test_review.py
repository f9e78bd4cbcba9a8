"""A challenger rates and writes in a browser, and the connection is cut in the middle of a long remark."""

from tests.journeys.conftest import PASSWORD, SignIn

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
