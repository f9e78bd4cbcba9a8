"""A report is uploaded, a phrase in it found and its page cited; a newer revision leaves the citation as it was."""

import re

from tests.evidence import samples
from tests.journeys.axe import check
from tests.journeys.conftest import PATIENCE, SignIn

AT = "/assessments/peterborough/eastern-region-2016-17/2016-17"
LIBRARY = "/evidence/peterborough"
PAGES = [f"Page {number} of the report" for number in range(1, 7)] + ["Nine in ten visits were made in good time"]
REPORT = samples.pages(PAGES)


def test_a_phrase_is_found_cited_by_its_page_and_kept_when_the_file_is_replaced(sign_in: SignIn) -> None:
    page = sign_in("author@peterborough.example")
    page.goto(f"{LIBRARY}/new")
    page.get_by_label("Title").fill("Report on visits")
    page.get_by_label("Kind of evidence").select_option("document")
    page.get_by_label("Owner").fill("Head of visits")
    page.get_by_label("As at").fill("2017-03-31")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "visits.pdf", "mimeType": "application/pdf", "buffer": REPORT}
    )
    page.get_by_role("button", name="Add to the library").click()
    page.get_by_role("heading", name="Report on visits").wait_for()
    item = page.url
    for _ in range(60):
        if "Its text was read" in page.content():
            break
        page.wait_for_timeout(500)
        page.reload()
    assert "Its text was read: 7" in page.content()

    page.goto(f'{LIBRARY}?q="visits were made"')
    page.get_by_text("Nine in ten").wait_for()
    check(page)

    page.goto(f"{AT}/prompts/2.1/edit")
    page.locator(".editor--ready .ProseMirror").click()
    page.keyboard.press("Control+End")
    page.get_by_role("button", name="Cite evidence").click()
    dialog = page.get_by_role("dialog", name="Cite evidence")
    dialog.get_by_label("Search the evidence library").fill('"visits were made"')
    dialog.get_by_text("1 item found").wait_for()
    dialog.get_by_text("Nine in ten visits were made in good time").wait_for()
    assert dialog.get_by_label("Place in the item").input_value() == "p. 7"
    check(page)
    dialog.get_by_role("button", name="Insert citation").click()
    page.locator('.editor-status[data-state="saved"]').wait_for()

    page.goto(f"{item}/revisions")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "visits.pdf", "mimeType": "application/pdf", "buffer": samples.pages(["Another report"])}
    )
    page.get_by_role("button", name="Add the revision").click()
    page.get_by_text("p. 7 · Cites revision 1; the newest is 2.").wait_for()
    check(page)
    with page.expect_download() as download:
        page.locator(".cd-history").get_by_role("link", name="visits.pdf").last.click()
    assert download.value.path().read_bytes() == REPORT, "the old file is still there"

    page.goto(f"{AT}/prompts/2.1")
    page.locator("a.cite", has_text="p. 7").last.click()
    page.get_by_text("Revision 2 is newer").wait_for()
    page.locator("blockquote").get_by_text("Nine in ten visits were made in good time").wait_for()
    check(page)
    with page.expect_download() as cited:
        page.get_by_role("link", name="Save the file").click()
    assert cited.value.path().read_bytes() == REPORT, "the old citation still opens the old page of the old file"

    page.goto(f"{AT}/prompts/2.1")
    instead = page.get_by_role("button", name=re.compile("Cite revision 2 of .* instead"))
    box = instead.bounding_box()
    assert box and box["height"] < 60, "it has the width of the column"
    instead.click()
    page.get_by_role("heading", name="Not found").wait_for()
    check(page)
    page.get_by_label("Cite revision 2 with p. 7 all the same").check()
    page.get_by_role("button", name="Move the citations as chosen").click()
    page.get_by_text(re.compile("Revision 2 of .* is now cited")).wait_for(timeout=PATIENCE)

    assert page.get_by_role("button", name=re.compile("Cite revision 2 of .* instead")).count() == 0
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Put back in").wait_for(timeout=PATIENCE)

    page.goto(item)
    page.get_by_text("p. 7 · Cites revision 1; the newest is 2.").wait_for()
