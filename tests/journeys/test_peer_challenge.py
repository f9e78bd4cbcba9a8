"""Peer challenge between browsers: a guest comes in and reviews, a moderator and an author answer, an event is held."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import check
from tests.journeys.conftest import PATIENCE, SignIn

YEAR = "peterborough/eastern-region-2016-17/2016-17"
RELEASED, NOTED = f"/reviews/released/{YEAR}", f"/reviews/annotations/{YEAR}"
SUFFOLK = "/reviews/suffolk/eastern-region-2016-17/2016-17"
ADDRESS = "guest@other-council.example"


def _letter(inspecting: Page, pattern: str) -> str:
    """What the newest letter to the guest says."""
    inspecting.goto("/mailbox")
    letter = inspecting.locator("article").filter(has_text=ADDRESS).first.inner_text()
    found = re.search(pattern, letter)
    assert found, letter
    return found[1]


def _come_in(page: Page, inspecting: Page) -> None:
    page.goto(_letter(inspecting, r"(/guest/\S+)"))
    check(page)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Six-digit code").fill(_letter(inspecting, r"code is (\d{6})\."))
    check(page)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Peterborough").first.click()


def test_a_guest_moderates_and_is_gone_when_access_is_withdrawn(
    sign_in: SignIn, chromium: Browser, demo: str
) -> None:
    inviting = sign_in("quality@suffolk.example")
    inviting.goto(SUFFOLK)
    inviting.get_by_role("link", name="Invite a guest for Peterborough").click()
    inviting.get_by_label("Name").fill("Gwen Guest")
    inviting.get_by_label("E-mail address").fill(ADDRESS)
    inviting.get_by_role("button", name="Send the invitation").click()
    context = chromium.new_context(base_url=demo, viewport={"width": 320, "height": 900})
    context.set_default_timeout(PATIENCE)
    guest = context.new_page()
    _come_in(guest, inviting)
    guest.goto(f"{RELEASED}/sections/2")
    form = guest.locator('[data-composer="2.1"]')
    form.locator("summary").click()
    form.get_by_label("What you note").fill("Who hears of an audit that finds nothing?")
    expect(form.get_by_text("This is saved once you choose what kind it is.")).to_be_visible()
    guest.goto(f"{RELEASED}/review")
    waiting = guest.locator("[data-outstanding]")
    expect(waiting.get_by_text("Who hears of an audit that finds nothing?")).to_be_visible()
    waiting.get_by_role("link").first.click()
    form.get_by_label("Kind").select_option("question")
    form.get_by_label("What it is about").select_option(label="The whole answer")
    form.get_by_role("button", name="Keep this annotation").click()
    expect(guest.locator("article.cd-thread").filter(has_text="Who hears of an audit")).to_be_visible()
    check(guest)
    guest.goto(f"{RELEASED}/review")
    guest.get_by_label("Areas to strengthen").fill("Say who acts on an audit.\n\nSay by when.")
    guest.get_by_label(re.compile("My review of revision . is finished")).check()
    check(guest)
    guest.get_by_label("Questions for the event").fill("Who is told?")  # the last words before submitting count too
    guest.get_by_label(re.compile("My review of revision . is finished")).check()
    guest.get_by_role("button", name="Submit the review").click()
    expect(guest.get_by_role("heading", name="Submitted")).to_be_visible()
    expect(guest.get_by_text("Who is told?")).to_be_visible()

    coordinator = sign_in("coordinator@peterborough.example")
    coordinator.goto(f"{RELEASED}/feedback")
    point = coordinator.locator("article.cd-point").filter(has_text="Say who acts on an audit.")
    expect(point.locator(".cd-point__head")).to_contain_text("Gwen Guest")
    point.locator("summary").filter(has_text="Answer").click()
    point.get_by_label("How you answer").select_option("accepts")
    point.get_by_label("What you say").fill("The practice lead does, from June.")
    point.get_by_role("button", name="Answer").click()
    expect(point.get_by_text("The practice lead does, from June.")).to_be_visible()

    inviting.goto(SUFFOLK)
    inviting.get_by_role("link", name="Gwen Guest").first.click()
    expect(inviting.get_by_text("Section 2").first).to_be_visible()
    inviting.get_by_role("button", name="Withdraw access now").click()
    guest.goto(f"{RELEASED}/review")
    expect(guest.get_by_role("heading", name="Sign in")).to_be_visible()
    context.close()


def test_a_moderator_and_an_author_settle_an_annotation(sign_in: SignIn) -> None:
    author = sign_in("author@peterborough.example")
    author.goto(f"{NOTED}?state=open")
    thread = author.locator("article.cd-thread").filter(has_text="Suffolk").filter(has_not_text="Open its task").first
    thread.get_by_role("link", name=re.compile("^Answer")).click()
    place = author.url
    author.locator("#kind-explained").check()
    author.get_by_label("Your answer").fill("The figure is that of the last week of March.")
    author.get_by_role("button", name="Answer").click()
    expect(author.get_by_text("The figure is that of the last week of March.")).to_be_visible()
    check(author)
    moderator = sign_in("quality@suffolk.example")
    moderator.goto(place)
    expect(moderator.get_by_text("The figure is that of the last week of March.")).to_be_visible()
    moderator.get_by_label("Your reply").fill("Thank you, that settles it.")
    moderator.get_by_role("button", name="Reply").click()
    moderator.get_by_role("button", name="Settle it").click()
    check(moderator)
    author.goto(place)
    expect(author.get_by_text("Thank you, that settles it.")).to_be_visible()


def test_an_event_is_kept_by_both_sides_at_once(sign_in: SignIn) -> None:
    challenger, authority = sign_in("director@essex.example"), sign_in("coordinator@peterborough.example")
    for page in (challenger, authority):
        page.goto(f"{RELEASED}/event")
    challenger.get_by_label("Line of enquiry").fill("What do children say of their plans?")
    challenger.get_by_role("button", name="Add", exact=True).click()
    line = authority.locator("li.cd-line").filter(has_text="What do children say of their plans?")
    authority.get_by_label("Line of enquiry").fill("Half typed while the list changes")
    expect(line).to_be_visible()
    expect(authority.get_by_label("Line of enquiry")).to_have_value("Half typed while the list changes")
    challenger.goto(f"{RELEASED}/event")
    for page in (authority, challenger):  # the one has not loaded the page again since the line was added
        page.get_by_label("On which line").select_option(label=_option(page, "What do children say"))
    authority.get_by_label("What was said").fill("Forty were asked in May.")
    challenger.get_by_label("What was said").fill("We heard twelve of them.")
    authority.get_by_role("button", name="Write").click()
    challenger.get_by_role("button", name="Write").click()
    for page in (authority, challenger):
        both = page.locator("li.cd-line").filter(has_text="What do children say of their plans?")
        expect(both).to_contain_text("Forty were asked in May.")
        expect(both).to_contain_text("We heard twelve of them.")
        check(page)


def _option(page: Page, words: str) -> str:
    return page.locator("option").filter(has_text=words).inner_text()


def test_half_a_note_outlives_a_link_a_moved_line_a_cut_connection_and_a_session_that_is_over(sign_in: SignIn) -> None:
    page = sign_in("director@peterborough.example")
    page.goto(f"{RELEASED}/event")
    words, said = "Half a note, with a figure: 41 of 60.", page.get_by_label("What was said")
    said.fill(words)
    page.get_by_role("link", name=re.compile("^Write on this")).nth(1).click()
    expect(said).to_have_value(words)
    page.get_by_role("button", name=re.compile("^Move up")).first.click()
    expect(said).to_have_value(words)
    page.get_by_label("On which line").select_option(index=2)
    page.context.set_offline(True)
    page.get_by_role("button", name="Write").click(no_wait_after=True)
    expect(page).to_have_url(re.compile("^chrome-error:"))  # else this breaks off what is gone to next
    page.context.set_offline(False)
    page.goto(f"{RELEASED}/event")
    expect(said).to_have_value(words)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_role("button", name="Write").click()
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.goto(f"{RELEASED}/event")
    expect(said).to_have_value(words)
    page.get_by_role("button", name="Write").click()
    expect(page.locator("li.cd-line").filter(has_text=words)).to_have_count(1)
    expect(said).to_have_value("")
    page.goto(f"{RELEASED}/feedback?show=unanswered")
    point = page.locator("article.cd-point").first
    point.get_by_text("Answer").first.click()
    point.get_by_label("What you say").fill("Typed, and not sent.")
    page.reload()
    expect(point.get_by_label("What you say")).to_have_value("Typed, and not sent.")
    check(page)


def _cut_off(page: Page, button: str) -> None:
    """Press a button while there is no connection, and come back to the page once there is."""
    there = page.url
    page.context.set_offline(True)
    page.get_by_role("button", name=button, exact=True).click(no_wait_after=True)
    expect(page).to_have_url(re.compile("^chrome-error:"))
    page.context.set_offline(False)
    page.goto(there)


def _held(page: Page) -> list[str]:
    """What the browser keeps of forms that have not arrived."""
    names: list[str] = page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('candour-kept'))")
    return names


def test_a_reason_outlives_a_cut_connection_and_a_refusal_and_goes_once_it_has_arrived(sign_in: SignIn) -> None:
    page, why = sign_in("coordinator@eastern.example"), "One director serves both."
    page.goto("/region/eastern/leadership")
    field = page.get_by_label("What they share")
    field.fill(why)
    _cut_off(page, "Put on the list")
    expect(field).to_have_value(why)
    expect(page.get_by_text("Typed earlier and not sent then.")).to_be_in_viewport()
    page.get_by_role("button", name="Put on the list").click()  # no authority is chosen
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.goto("/region/eastern/leadership")
    expect(field).to_have_value(why)
    page.get_by_label("One authority").select_option("thurrock")
    page.get_by_label("The other authority").select_option("luton")
    page.get_by_role("button", name="Put on the list").click()
    expect(page.get_by_text("They are on the list.")).to_be_visible()
    expect(field).to_have_value("")
    assert _held(page) == []
    allocation = f"/region/eastern/rounds/{YEAR.partition('/')[2]}/allocation"
    page.goto(allocation)
    page.get_by_text("Withdraw the allocation", exact=True).click()
    page.get_by_role("button", name="Withdraw", exact=True).click()  # for no reason
    page.get_by_role("link", name="Say why the allocation is withdrawn.").click()
    expect(page.get_by_label("Why", exact=True).last).to_be_focused()
    expect(page.locator("#reason-error")).to_be_in_viewport()
    check(page)
    page.goto(allocation)
    page.get_by_text("Withdraw the allocation", exact=True).click()
    page.get_by_label("Why", exact=True).last.fill("A pair was forgotten.")
    _cut_off(page, "Withdraw")
    expect(page.get_by_label("Why", exact=True).last).to_have_value("A pair was forgotten.")
    check(page)
    page.get_by_role("button", name="Withdraw", exact=True).click()
    expect(page.get_by_text("The allocation is withdrawn.")).to_be_visible()
    assert _held(page) == []  # although its form is not on the page any more
