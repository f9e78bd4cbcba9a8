"""Somebody replaces words without any script, while somebody else has one of the answers open in the editor."""

import re

from tests.journeys.axe import check
from tests.journeys.conftest import PATIENCE, SignIn

AT = "/assessments/peterborough/eastern-region-2016-17/2016-17"


def test_replacing_reaches_open_editors_and_so_does_undoing(sign_in: SignIn) -> None:
    author = sign_in("author@peterborough.example")
    coordinator = sign_in("coordinator@peterborough.example", script=False)
    author.goto(f"{AT}/prompts/2.1/edit")
    sheet = author.locator(".editor--ready .ProseMirror")
    sheet.get_by_text("consortium, which audits its providers").wait_for()
    author.locator("[data-gauge]").get_by_text("591").wait_for()
    coordinator.goto(f"{AT}/find?section=2")
    coordinator.get_by_label("Find", exact=True).fill("which audits")
    coordinator.get_by_role("button", name="Find", exact=True).click()
    coordinator.get_by_label("Replace with").fill("which now and then checks")
    coordinator.get_by_role("button", name="Replace what is ticked").first.click()
    coordinator.get_by_text("Replaced in 1 place of 1 answer.").wait_for()
    sheet.get_by_text("consortium, which now and then checks its providers").wait_for(timeout=PATIENCE)
    author.locator("[data-gauge]").get_by_text("594").wait_for()
    check(author)
    coordinator.get_by_role("button", name="Undo").click()
    coordinator.get_by_text("Put back in 1 place of 1 answer.").wait_for()
    sheet.get_by_text("consortium, which audits its providers").wait_for(timeout=PATIENCE)


def test_a_found_place_is_scrolled_to_and_the_page_is_kept_simple(sign_in: SignIn) -> None:
    page = sign_in("lead@peterborough.example")
    page.goto(f"{AT}/find?q=audit&section=2")
    link = page.get_by_role("link", name=re.compile("^See it")).last
    address = link.get_attribute("href") or ""
    assert "#:~:text=" in address
    link.click()
    page.wait_for_url(re.compile(r"/prompts/2\.3"))
    page.wait_for_function("() => window.scrollY > 200")


def test_checks_are_asked_again_while_one_writes(sign_in: SignIn) -> None:
    page = sign_in("author@peterborough.example")
    page.goto(f"{AT}/prompts/2.1/edit?beside=checks")
    page.locator(".editor--ready .ProseMirror").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("We held ninety meetings about it.")
    page.keyboard.press("Enter")
    page.locator('.editor-status[data-state="saved"]').wait_for()
    checks = page.locator("#checks")
    for _ in range(20):
        page.get_by_role("button", name="Check again").click()
        page.wait_for_load_state("networkidle")
        if "We held ninety meetings about it." in checks.inner_text():
            break
    assert "We held ninety meetings about it." in checks.inner_text()
    assert page.locator(".editor--ready").count() == 1
    check(page)
