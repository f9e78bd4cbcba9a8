"""Every page of the demonstration as axe-core sees it, on a wide screen and on one of 320 pixels."""

import re

import pytest
from playwright.sync_api import Page

from tests.indicators.conftest import sheets
from tests.journeys.axe import check
from tests.journeys.conftest import SignIn

AT = "/assessments/peterborough/eastern-region-2016-17/2016-17"
ROUND = "/region/eastern/rounds/eastern-region-2016-17/2016-17"
NOTED = "/reviews/annotations/peterborough/eastern-region-2016-17/2016-17"
PART, RELEASED = (f"/reviews{between}/peterborough/eastern-region-2016-17/2016-17" for between in ("", "/released"))
EARLIER = "eastern-region-2015-16/2015-16"
FIRST_PAIR, FIRST_NOTE = 34, 93  # of the round under way: those of the round before it come first
BEGUN = 37  # a pair whose reviewer, of the same number, wrote something and did not submit it
UNDER_REVIEW = RELEASED.replace("peterborough", "cambridgeshire")
PAGES = {
    "author": (
        "/", "/assessments", "/recovered", AT, f"{AT}?detail=all", f"{AT}?state=reopened&show=overdue",
        f"{AT}/prompts/2.1", f"{AT}/prompts/2.1?beside=checks", f"{AT}/prompts/2.1?beside=history",
        f"{AT}/prompts/2.1/history", f"{AT}/prompts/2.1/who", f"{AT}/prompts/2.1/compare?old=1&new=2",
        f"{AT}/prompts/2.1?beside=comments", f"{AT}/prompts/2.1/edit?beside=comments",
        f"{AT}/prompts/B4b?beside=comments", f"{AT}/prompts/2.1?beside=suggestions", f"{AT}/prompts/2.1/suggest",
        f"{AT}/word", f"{AT}/prompts/2.1/figures",
        f"{AT}/prompts/2.1/figures?measure=rate-of-children-looked-after&areas=own&areas=england&form=line",
        f"{AT}/find", f"{AT}/find?q=audit&whole=true", f"{AT}/find?q=zzz", f"{AT}/prompts/2.1/edit?beside=checks",
        f"{AT}/prompts/2.1/versions/1", f"{AT}/prompts/introduction", f"{AT}/sections/4", f"{AT}/sections/10",
        "/evidence/peterborough", "/evidence/peterborough/E1", "/evidence/peterborough/claims",
        "/figures/peterborough", "/figures/peterborough?show=better", "/figures/peterborough/neighbours",
        "/figures/peterborough/pack", "/figures/peterborough/pack/2015-16", "/figures/peterborough/pack/1999-00",
        "/figures/peterborough/answers", "/figures/peterborough/measures/children-looked-after",
        "/figures/peterborough/measures/rate-of-children-looked-after",
        "/evidence/peterborough?q=audit", "/evidence/peterborough/owners", "/evidence/peterborough/new",
        "/evidence/peterborough/E1/revisions", "/evidence/peterborough/E2/revisions/1",
        "/evidence/peterborough/E2/revisions/1?place=pp.%201-2",
        f"{AT}/coverage", f"{AT}/coverage?show=none&annex_m=true", NOTED, f"{NOTED}/prompts/2.1",
        f"{NOTED}/prompts/B4b",
    ),
    "lead": (
        "/", f"{AT}/sections/2", f"{AT}/sections/B1.1", f"{AT}/prompts/B4b", f"{AT}/prompts/B4b/history",
        f"{AT}/prompts/B1.1/compare?old=0&new=1",
    ),
    "coordinator": (
        "/", f"{AT}/people", f"{AT}/budgets", f"{AT}/sign-off", f"{AT}/documents", "/assessments/peterborough/open",
        "/assessments/peterborough/import", f"{AT}/prompts/B1.1/rows/new", "/settings/peterborough/activity",
        "/figures/peterborough/import", "/figures/peterborough/neighbours", "/reviews", PART, RELEASED,
        "/reviews/practice", f"{PART}/practice",
        f"{RELEASED}/packs",
        f"{RELEASED}/feedback", f"{RELEASED}/feedback/ratings", f"{RELEASED}/event", f"{PART}/summary",
    ),
    "director": ("/", f"{AT}/sign-off", f"{AT}/find?q=children&section=5"),
    "reader": ("/", "/assessments", "/frameworks", "/frameworks/eastern-region-2016-17", "/frameworks/neglect-2017"),
    "administrator": (
        "/", "/settings/peterborough/people", "/settings/peterborough/people/1", "/settings/peterborough/files",
        "/no-such-page",
    ),
    "coordinator@eastern.example": (
        "/region/eastern", "/region/eastern/open", "/region/eastern/leadership", ROUND, f"{ROUND}/allocation",
        f"{ROUND}/settings", f"{ROUND}/pairs/{FIRST_PAIR}", f"{ROUND}/pairs/{BEGUN}", f"{ROUND}/summary",
        f"{ROUND}/report", f"{ROUND}/close", f"{ROUND}/reminders", "/mailbox",
        "/region/eastern/practice", "/region/eastern/themes", "/region/eastern/themes?show=noted&kind=strength",
        "/region/eastern/themes?show=areas", "/region/eastern/coordinators", "/region/eastern/activity",
        f"{ROUND}?show=late&order=name", f"/region/eastern/rounds/{EARLIER}",
    ),
    "director@essex.example": (
        "/", "/reviews", "/reviews/essex/eastern-region-2016-17/2016-17", RELEASED, f"{RELEASED}/sections/2",
        f"{RELEASED}/sections/B4b",
        f"/reviews/essex/eastern-region-2016-17/2016-17/guests/invite?pair={FIRST_PAIR}",
        f"{RELEASED}/packs",
        f"{RELEASED}/sections/1", NOTED, f"{NOTED}?kind=challenge", f"{NOTED}/{FIRST_NOTE}",
        f"{RELEASED}/review", f"{RELEASED}/event",
    ),
    "director@norfolk.example": (
        f"{UNDER_REVIEW}/sections/introduction", f"{UNDER_REVIEW}/review",
        f"/reviews/norfolk/eastern-region-2016-17/2016-17/reviewers/{BEGUN}/remove",
    ),
}


@pytest.mark.parametrize("who", PAGES)
def test_axe_finds_nothing_and_nothing_is_too_wide(sign_in: SignIn, who: str) -> None:
    page = sign_in(who if "@" in who else f"{who}@peterborough.example")
    for path in PAGES[who]:
        page.goto(path)
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            check(page)


def test_axe_finds_nothing_in_a_review_that_was_left_when_its_round_was_closed(sign_in: SignIn) -> None:
    page = sign_in("coordinator@eastern.example")  # after all other pages of the round have been looked at
    page.goto(f"{ROUND}/close")
    page.get_by_label("Why it is closed").fill("The year is over")
    page.get_by_role("button", name="Close the round").click()
    page = sign_in("director@norfolk.example")
    page.goto(f"{UNDER_REVIEW}/review")
    page.get_by_text("was closed before you submitted").wait_for()
    for path in ("/reviews", f"{UNDER_REVIEW}/review"):
        page.goto(path)
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            check(page)


def _check_both(page: Page) -> None:
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        check(page)


def test_axe_finds_nothing_in_the_questions_about_a_round_that_is_being_prepared(sign_in: SignIn) -> None:
    page = sign_in("coordinator@eastern.example")
    page.goto("/region/eastern/open")
    page.locator("input[name=framework]").first.check()
    page.get_by_label("Which year is it about?").fill("2018-19")
    for label, day in (("Signed off by", "2019-03-01"), ("Released, and moderation begins", "2019-03-10"),
                       ("Challenge begins", "2019-03-20"), ("Responses by", "2019-04-28")):
        page.get_by_label(label).fill(day)
    page.get_by_role("button", name="Open the round").click()
    page.get_by_role("link", name="Allocation", exact=True).click()
    page.get_by_role("button", name="Run the allocation").click()
    told = page.get_by_role("link", name=re.compile("^Change .* challenges ")).first.inner_text()
    one, other = told.removeprefix("Change").strip().split(" challenges ")
    page.get_by_role("link", name="Settings", exact=True).click()
    page.get_by_label("One authority", exact=True).select_option(label=one)
    page.get_by_label("The other authority").select_option(label=other)
    page.get_by_label("What the conflict is").fill("An officer moved")
    page.get_by_role("button", name="Declare a conflict").click()
    page.get_by_text("The conflict is declared.").wait_for()
    _check_both(page)
    home = page.url
    page.get_by_role("link", name="Allocation", exact=True).click()
    page.get_by_role("link", name="Keep or change it").first.click()
    page.get_by_role("button", name="Keep the pair").click()
    page.get_by_role("link", name="Say why, so that").wait_for()
    _check_both(page)
    for link, button, missing in (
        ("Withdraw the invitation of Peterborough", "Withdraw the invitation", "Say why the invitation is withdrawn."),
        ("Cancel the round", "Cancel the round", "Say why the round is cancelled."),
    ):
        page.goto(home)
        page.get_by_role("link", name=link).click()
        _check_both(page)
        page.get_by_role("button", name=button).click()
        page.get_by_role("link", name=missing).wait_for()
        _check_both(page)
    page.get_by_label("Why").fill("It was a mistake")
    page.get_by_role("button", name="Cancel the round").click()
    page.get_by_text("The round is cancelled.").wait_for()
    _check_both(page)


HEADS = ("Measure", "Area", "Period", "Value")
WRONG = ("LAC", "Nowhere", "2011-12", "many")


@pytest.mark.parametrize(("name", "data"), [
    ("a.xlsx", sheets(Cover=[("Made by:", "The team")] * 3, Data=[HEADS, ("LAC", "Luton", "2011-12", 6)])),
    ("a.csv", ";".join(HEADS).encode() + b"\nLAC;Peterborough;2017;76,125\n" + ";".join(WRONG).encode()),
])
def test_axe_finds_nothing_where_a_file_of_figures_comes_in(sign_in: SignIn, name: str, data: bytes) -> None:
    page = sign_in("administrator@peterborough.example")
    page.goto("/figures/peterborough/import")
    page.set_input_files("#file", {"name": name, "mimeType": "application/octet-stream", "buffer": data})
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("The table begins elsewhere").click()
    for button in ("Read the file", ""):
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            check(page)
        if button:
            page.get_by_role("button", name=button).click()
            page.get_by_role("heading", name="Bring in").wait_for()
            page.locator("dt", has_text="Found").wait_for()
